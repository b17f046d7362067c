/** Several machines exchange whole gradients over their network in every step. */
import type { Event, Usage } from "../../usage/usage.ts";
import { defineRule, type Fix, type Rule } from "../rule.ts";
import { spreadBy } from "../spread.ts";
import { wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ spread }) => spread?.compress !== undefined;

export default defineRule({
  name: "gradient-compression-opportunity",
  summary: "Several machines exchange gradients in full precision over their network in every step.",
  since: "0.1.0",
  stage: "stable",
  severity: "hint",
  group: "parallelism",
  dimensions: ["scalability", "throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "The fp16 hook casts gradients to 16 bit for the exchange and back, which halves what is sent.",
      source: "https://docs.pytorch.org/docs/stable/ddp_comm_hooks.html",
    },
    {
      claim: "PowerSGD sends low-rank factors of gradients; it needs extra memory of about the gradients' size.",
      source: "https://docs.pytorch.org/docs/stable/ddp_comm_hooks.html#powersgd-communication-hook",
    },
    {
      claim:
        "1-bit Adam exchanges up to five times less, and trained up to 3.4 times as fast where the network was slow.",
      source: "https://www.deepspeed.ai/tutorials/onebit-adam/",
    },
  ],
  concerns,
  check({ usage, report }) {
    const wrapper = spreadBy(usage, ({ compress }) => compress !== undefined);
    const { compress, network } = wrapper?.row.spread ?? {};
    if (!wrapper || !compress || network === undefined) return;
    const text = wholeText(usage);
    if (!new RegExp(network).test(text) || new RegExp(compress.already).test(text)) return;
    report({
      at: wrapper.call.callee,
      about: wrapper.call.id,
      message: "Machines exchange whole gradients in every step. Measure half precision for the exchange.",
      fixes: compressFixes(usage, wrapper, compress),
    });
  },
});

function compressFixes(
  usage: Usage,
  { call }: Event,
  { form, title }: { form: string; title: string },
): readonly Fix[] {
  const model = /^([A-Za-z_][\w.]*) ?= ?/.exec(usage.textOf(call.statement))?.[1];
  if (model === undefined || call.result === null) return [];
  return [
    {
      title,
      class: "suggestion",
      changes: "gradients, in the last digits",
      make: (say) => say.insertAfter(call.span, form.replace("$model", model)),
    },
  ];
}
