/** Training data is read and decoded by the process that also drives the device, one sample after the other. */
import type { Value } from "../../facts/facts.ts";
import type { DataWorkers } from "../../knowledge/rowOptions.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { follow } from "../../usage/values.ts";
import { datasetsIn } from "../datasets.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, workers }) => role === "data" && workers !== undefined;

export default defineRule({
  name: "dataloader-no-workers",
  summary: "Samples that take work to prepare are prepared by the training process itself.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "parallelism",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "With num_workers 0 data is loaded in the main process, which waits for it in every step.",
      source: "https://docs.pytorch.org/docs/stable/data.html#single-and-multi-process-data-loading",
    },
    {
      claim: "num_workers above 0 lets loading overlap with training.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const load of usage.of("data")) {
      const { workers } = load.row;
      if (
        !workers ||
        !load.options.absent(workers.option) ||
        isChosen(load, workers) ||
        !takesWork(usage, load, workers)
      )
        continue;
      report({
        at: load.call.callee,
        about: load.call.id,
        message: `One process reads the samples and drives the device. Measure ${workers.option} of 2 to 8.`,
        experiment: { kind: "fix", judged: "time" },
        fixes: [
          {
            title: `Add ${workers.option}=${workers.value}`,
            class: "suggestion",
            changes: "order of random numbers, memory",
            make: (say) => say.setOption(load.call.id, -1, workers.option, workers.value),
          },
        ],
      });
    }
  },
});

/** Who chose how memory is pinned, or how workers start, has thought of workers too. */
const isChosen = ({ options }: Event, { beside }: DataWorkers): boolean => beside.some((name) => !options.absent(name));

/** Samples are decoded from files, or every batch is put together by a function of the program's own. */
function takesWork(usage: Usage, { options, model }: Event, workers: DataWorkers): boolean {
  const dataset = model && follow(usage.facts, model);
  const paths = dataset ? pathsOf(usage, dataset) : [];
  const some = (expression: string): boolean => paths.some((path) => new RegExp(expression).test(path));
  if (some(workers.inMemory)) return false;
  const own = ownClass(usage, dataset);
  if (own === "stream") return false; // each worker would give all of it
  if (own === "reads") return true;
  return some(workers.decodes) || options.get(workers.collate) !== undefined;
}

/** What a data set of this file does for a sample, where it is one. */
function ownClass(usage: Usage, dataset: Value | null): "reads" | "stream" | undefined {
  const words = usage.training;
  if (!words || dataset?.kind !== "call") return undefined;
  const name = usage.textOf(usage.facts.calls[dataset.call]!.callee);
  const scope = usage.facts.scopes.find((one) => one.kind === "class" && one.name === name);
  if (scope?.kind !== "class") return undefined;
  if (scope.extends.some(({ steps }) => new RegExp(words.streamPattern).test(steps))) return "stream";
  const sample = datasetsIn(usage, words).find((one) => one.scope.id === scope.id)?.sample;
  return sample && new RegExp(words.readsPattern).test(usage.textOf(sample.body)) ? "reads" : undefined;
}

const pathsOf = (usage: Usage, value: Value): readonly string[] => {
  if (value.kind === "call") return usage.facts.calls[value.call]!.paths.map(({ steps }) => `${steps}()`);
  return value.kind === "reference" ? usage.facts.bindings[value.binding]!.paths.map(({ steps }) => steps) : [];
};
