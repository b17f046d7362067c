/** Every text is padded to the longest length a model allows, whatever the texts of a batch are. Absent on purpose: consumers of one fixed shape. */

import { functionAround } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { follow } from "../../usage/values.ts";
import { chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "padding");

export default defineRule({
  name: "padding-to-max-length",
  summary: "Texts are padded to the greatest length allowed, so the model computes on padding.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "batching",
  dimensions: ["throughput", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Padding to the longest of a batch is the default advice; max_length pads all to the model's maximum.",
      source: "https://huggingface.co/docs/transformers/pad_truncation",
    },
    {
      claim:
        "One text of 400 tokens in a batch of short ones made the batch five times slower, as all are padded to it.",
      source: "https://huggingface.co/docs/transformers/main_classes/pipelines#pipeline-batching",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "padding")) {
      const words = wordsOf(usage, one);
      // One text at a time: what puts batches together has to pad, and no edit here can tell it to.
      report(isForOneText(usage, one.event) ? { ...words, fixes: [] } : words);
    }
  },
});

/** Inside of a function that others call, nobody sees whether it is given one text or many. */
function isForOneText({ facts }: Usage, { call, item }: Event): boolean {
  const given = item && follow(facts, item);
  if (given?.kind === "array") return !given.open && given.items.length < 2;
  return functionAround(facts, call.scope) !== undefined;
}
