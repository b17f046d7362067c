/** A language model of several billion weights goes to one device as it is. */
import { type Chosen, chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "size");

export default defineRule({
  name: "large-llm-unquantised",
  summary: "A language model of seven billion weights or more is loaded unquantised onto one device.",
  since: "0.1.0",
  stage: "stable",
  severity: "hint",
  group: "weights",
  dimensions: ["efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Loading takes about two bytes per weight in 16 bit: 14 GB for seven billion.",
      source: "https://huggingface.co/docs/transformers/llm_tutorial_optimization",
    },
    {
      claim: "device_map spreads weights over the devices there are, and over memory.",
      source: "https://huggingface.co/docs/accelerate/concept_guides/big_model_inference",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "size")) {
      const words = wordsOf(usage, one);
      report({ ...words, message: words.message.replace("$GB", String(gigabytesOf(one))) });
    }
  },
});

const bytesPerWeight = 2;

/** The model's name says how many billions of weights it has. */
const gigabytesOf = ({ choice, event }: Chosen): number =>
  Number(new RegExp(choice.onlyModel ?? "", "i").exec(event.modelText ?? "")?.groups?.billions ?? 0) * bytesPerWeight;
