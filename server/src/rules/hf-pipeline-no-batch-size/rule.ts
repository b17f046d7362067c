/** A pipeline on a fast device is given a list and still runs one item at a time. Absent on purpose: generation and long audio. */
import type { Usage } from "../../usage/usage.ts";
import { argumentOf, follow } from "../../usage/values.ts";
import { type Chosen, chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "items");

export default defineRule({
  name: "hf-pipeline-no-batch-size",
  summary: "A pipeline on a fast device is given many items and runs them one at a time.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "batching",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A list alone is not batched: batch_size decides, and it is 1 unless given.",
      source: "https://huggingface.co/docs/transformers/main_classes/pipelines#pipeline-batching",
    },
    {
      claim:
        "On one GPU a batch size of 64 was 13 times as fast as 1 for texts of one length; uneven texts made it slower.",
      source: "https://huggingface.co/docs/transformers/main_classes/pipelines#pipeline-batching",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "items")) if (isMany(usage, one)) report(wordsOf(usage, one));
  },
});

/** Surely several items: a list written down or collected here, a column, or a data set. */
function isMany({ facts, textOf }: Usage, { event: { call, row }, choice }: Chosen): boolean {
  const item = row.batch?.item === undefined ? undefined : argumentOf(facts, call, row.batch.item);
  if (!item) return false;
  const value = follow(facts, item);
  if (value.kind === "array") return value.open || value.items.length > 1;
  if (choice.onlyItem !== undefined && new RegExp(choice.onlyItem).test(textOf(value.span))) return true;
  return item.kind === "reference" && facts.bindings[item.binding]!.writes.some(({ kind }) => kind === "change");
}
