/** An engine that shares the device among the prompts of one call gets one prompt per call. */
import { atLoop } from "../naming.ts";
import { oneByOne } from "../oneByOne.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ batch }) => batch?.wastes === "queue";

export default defineRule({
  name: "vllm-generate-in-loop",
  summary: "An engine that runs the prompts of one call together gets one prompt per call.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "batching",
  dimensions: ["throughput", "efficiency"],
  fix: "none",
  evidence: [
    {
      claim:
        "With one prompt per call a gain of 25 times shrank to 3 to 4; the answer was to pass the whole data set in one call.",
      source: "https://github.com/vllm-project/vllm/issues/216",
    },
    {
      claim: "A list of any length can be passed at once; the engine decides how many run together.",
      source: "https://github.com/vllm-project/vllm/issues/1315",
    },
  ],
  silences: ["sequential-inference-in-loop", "sequential-embedding-in-loop"],
  concerns,
  check({ usage, report }) {
    for (const { event, loop } of oneByOne(usage, "queue")) {
      report({
        at: event.call.callee,
        about: event.call.id,
        message: "The engine gets one prompt per call and runs nothing beside it. Pass the whole list in one call.",
        reasons: [atLoop(loop)],
      });
    }
  },
});
