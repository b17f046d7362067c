/**
 * A data set with workers keeps a long list of the language's own objects, which each worker copies as it reads them. Absent on purpose:
 * lists of arrays, and loaders without workers.
 */
import type { Binding } from "../../facts/facts.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import { contains } from "../../text/span.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { type Dataset, datasetsIn } from "../datasets.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, workers }) => role === "data" && workers !== undefined;

export default defineRule({
  name: "dataset-python-objects-with-workers",
  summary: "Each worker ends up with a copy of a long list of objects that a data set keeps.",
  since: "0.1.0",
  stage: "preview",
  severity: "information",
  group: "memory",
  dimensions: ["scalability", "efficiency"],
  fix: "none",
  evidence: [
    {
      claim:
        "Reading Python objects in a worker changes their reference counts, so pages that were shared are copied; memory grows.",
      source: "https://github.com/pytorch/pytorch/issues/13246",
    },
    {
      claim:
        "Memory of the parent times the number of workers; the way out is to keep data without reference counts, in arrays.",
      source: "https://docs.pytorch.org/docs/stable/data.html#multi-process-data-loading",
    },
  ],
  concerns,
  check({ usage, report }) {
    const words = usage.training;
    const loader = words && usage.of("data").find(hasWorkers);
    if (!loader) return;
    for (const dataset of datasetsIn(usage, words)) {
      const list = listIn(usage, dataset, words);
      if (!list) continue;
      report({
        at: list.at,
        about: null,
        message: "Each worker copies these objects as it reads them, so memory grows. Keep them in one array.",
        reasons: [
          { span: loader.call.callee, text: "starts workers" },
          { span: dataset.sample?.nameSpan ?? list.at, text: "reads it for each sample" },
        ],
      });
    }
  },
});

function hasWorkers({ options, row }: Event): boolean {
  const count = row.workers && options.get(row.workers.option);
  return count !== undefined && !(count.kind === "literal" && count.value === 0);
}

/** A field that is filled with objects when the data set is made, and read for each sample. */
function listIn(
  usage: Usage,
  { maker, sample }: Dataset,
  words: TrainingWords,
): { at: Binding["declaration"] } | undefined {
  if (!maker || !sample) return undefined;
  for (const { origin, reads, writes } of usage.facts.bindings) {
    if (origin !== "field" || !reads.some(({ span }) => contains(sample.body, span))) continue;
    const [only, ...others] = writes;
    if (!only?.value || others.length > 0 || !contains(maker.body, only.span)) continue;
    const text = usage.textOf(only.value.span);
    if (new RegExp(words.objectsPattern).test(text) && !new RegExp(words.arraysPattern).test(text))
      return { at: only.value.span };
  }
  return undefined;
}
