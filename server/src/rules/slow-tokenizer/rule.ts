/** Texts are split by a tokenizer written in Python although a fast one exists. */
import { chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "tokenizer");

export default defineRule({
  name: "slow-tokenizer",
  summary: "Texts are tokenized by the slow tokenizer although a fast one exists.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "weights",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "In batches the fast tokenizer took 10.8 s where the slow one took 4 min 41 s.",
      source: "https://huggingface.co/learn/llm-course/chapter6/3",
    },
    {
      claim: "Version 5 has one tokenizer per model, and use_fast is ignored.",
      source: "https://github.com/huggingface/transformers/blob/main/MIGRATION_GUIDE_V5.md",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "tokenizer")) {
      // Asked for by name, of a model that has a fast one, in a version that has both.
      const isSure = one.value !== null && one.event.modelText !== null && one.versionKnown;
      report({ ...wordsOf(usage, one), severity: isSure ? "warning" : "information" });
    }
  },
});
