/** Every process of a distributed training goes through all of the data, in place of its part. */
import type { Sampling } from "../../knowledge/framework.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { argumentOf } from "../../usage/values.ts";
import { loopsOver } from "../loaders.ts";
import { defineRule, type Fix, type Rule } from "../rule.ts";
import { spreadBy } from "../spread.ts";
import { backwardsIn, wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ sampling, spread }) => sampling !== undefined || spread?.sampler !== undefined;

export default defineRule({
  name: "ddp-no-distributed-sampler",
  summary: "Every process of a distributed training goes through all of the data.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "parallelism",
  dimensions: ["throughput", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "The wrapper does not divide the input among the devices; that is up to a sampler, DistributedSampler for one.",
      source: "https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html",
    },
    {
      claim: "DistributedSampler restricts loading to a part of the data set; shuffling needs set_epoch in each epoch.",
      source: "https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler",
    },
  ],
  concerns,
  check({ usage, report }) {
    const wrapper = spreadBy(usage, ({ sampler }) => sampler !== undefined);
    const { sampler, sampled } = wrapper?.row.spread ?? {};
    if (!wrapper || sampler === undefined) return;
    if (sampled !== undefined && new RegExp(sampled).test(wholeText(usage))) return;
    for (const loader of usage.of("data")) {
      const { sampling } = loader.row;
      if (!sampling || sampling.options.some((name) => !loader.options.absent(name))) continue;
      const data = argumentOf(usage.facts, loader.call, sampling.dataset);
      const name = data ? usage.textOf(data.span) : "";
      if (heldOut.test(name) || !trains(usage, loader, sampling)) continue;
      report({
        at: loader.call.callee,
        about: loader.call.id,
        message: "Each process goes through all of the data. Give it its part with a distributed sampler.",
        reasons: [{ span: wrapper.call.callee, text: "runs one process per device" }],
        fixes: samplerFixes(loader, sampling, sampler, name),
      });
    }
  },
});

/** Validation on all of the data in one process, or in each, is slower but may be meant. */
const heldOut = /val|test|eval|dev(?:_|$)|held/i;

function trains(usage: Usage, loader: Event, { shuffle }: Sampling): boolean {
  if (loader.options.literal(shuffle) === true) return true;
  return loopsOver(usage, loader).some(({ body }) => backwardsIn(usage, body).length > 0);
}

/** In place of mixing, which the sampler does. */
function samplerFixes({ options }: Event, { shuffle }: Sampling, sampler: string, dataset: string): readonly Fix[] {
  const record = options.value;
  const written = record?.kind === "record" ? record.fields.find(({ name }) => name === shuffle) : undefined;
  if (!written || options.literal(shuffle) !== true || !/^[\w.]+$/.test(dataset)) return [];
  const form = sampler.replace("$dataset", dataset);
  return [
    {
      title: "Give each process its part of the data",
      class: "suggestion",
      changes: "order of samples; call set_epoch",
      make: (say) => say.rewrite(written.span, form),
    },
  ];
}
