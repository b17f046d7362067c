/** An engine is told to launch each kernel by itself, although it records them once and replays them. */
import { chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "graphs");

export default defineRule({
  name: "vllm-enforce-eager",
  summary: "An engine is told not to record and replay graphs of kernels.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "precision",
  dimensions: ["speed", "throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "On Ascend devices graphs are the default and improve all models' performance; enforce_eager=True falls back to eager.",
      source: "https://docs.vllm.ai/projects/ascend/en/v0.11.0/user_guide/feature_guide/graph_mode.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "graphs")) report(wordsOf(usage, one));
  },
});
