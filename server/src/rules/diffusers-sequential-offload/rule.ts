/** Each layer of an image model is moved to the device and back in every step. */
import { chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "offload");

export default defineRule({
  name: "diffusers-sequential-offload",
  summary: "Each layer of a model is moved to the device and back in every step.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["speed"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Sequential offload saves most memory and is extremely slow; offloading whole models costs little time.",
      source: "https://huggingface.co/docs/diffusers/optimization/memory",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "offload")) report(wordsOf(usage, one));
  },
});
