/** Weights are quantised by options the library's next version does not know. */
import { chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "removed");

export default defineRule({
  name: "removed-bnb-kwargs",
  summary: "Weights are quantised by options that the library's version 5 no longer has.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "weights",
  dimensions: ["efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "load_in_4bit and load_in_8bit are gone from from_pretrained; quantization_config takes their place.",
      source: "https://github.com/huggingface/transformers/blob/main/MIGRATION_GUIDE_V5.md",
    },
    {
      claim: "BitsAndBytesConfig takes load_in_4bit and load_in_8bit.",
      source: "https://huggingface.co/docs/transformers/quantization/bitsandbytes",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "removed"))
      report({
        ...wordsOf(usage, one),
        severity: one.choice.since !== undefined && one.versionKnown ? "error" : "information",
      });
  },
});
