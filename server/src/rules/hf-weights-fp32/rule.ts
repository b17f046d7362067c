/** Weights are loaded in single precision for a device that computes in half: twice the memory and twice the reading. Absent on purpose: training, which keeps such weights. */
import { type Chosen, chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "weights");

export default defineRule({
  name: "hf-weights-fp32",
  summary: "Weights are loaded in float32 to run on a device that computes in half precision.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "weights",
  dimensions: ["efficiency", "speed"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "Version 4 of transformers loads float32 unless told otherwise; version 5 loads what the weights were saved in.",
      source: "https://github.com/huggingface/transformers/blob/main/MIGRATION_GUIDE_V5.md",
    },
    {
      claim: "Half precision made short texts 1.54 times as fast on a GPU.",
      source: "https://sbert.net/docs/sentence_transformer/usage/efficiency.html",
    },
    {
      claim: "Diffusers loads float32 by default; half precision is advised.",
      source: "https://huggingface.co/docs/diffusers/optimization/fp16",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "weights")) report({ ...wordsOf(usage, one), severity: severityOf(one) });
  },
});

/** Written down it was wanted; by default it depends on a version, and where that is unknown it may be another. */
function severityOf({ choice, value, versionKnown }: Chosen): "warning" | "information" | "hint" {
  if (value !== null) return "information";
  return choice.until === undefined || versionKnown ? "warning" : "hint";
}
