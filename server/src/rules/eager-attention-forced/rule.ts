/** Attention is computed step by step, with the whole matrix of scores written to memory, although one kernel does it. */
import { chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "attention");

export default defineRule({
  name: "eager-attention-forced",
  summary: "Attention is computed with the whole matrix of scores in memory, although a kernel is at hand.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "memory",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "The built-in scaled dot product attention is the default where a model supports it; eager keeps the whole matrix.",
      source: "https://huggingface.co/docs/transformers/attention_interface",
    },
    {
      claim: "Attention weights cannot be given by the fast kernels; asking for them needs eager attention.",
      source: "https://github.com/huggingface/transformers/issues/31990",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "attention"))
      report({ ...wordsOf(usage, one), severity: one.event.modelText === null ? "information" : "warning" });
  },
});
