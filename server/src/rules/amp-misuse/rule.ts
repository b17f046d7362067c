/**
 * Mixed precision used against its own rules: float16 without scaling, scaling without float16, the backward pass inside, a model that
 * was made smaller by hand. Absent on purpose: whether mixed precision pays off.
 */
import type { Call } from "../../facts/facts.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { defineRule, type Report, type Rule } from "../rule.ts";
import { homeOf, wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "mix";

export default defineRule({
  name: "amp-misuse",
  summary: "Mixed precision without loss scaling, with needless scaling, or around the backward pass.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "precision",
  dimensions: ["throughput", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Autocast wraps the forward pass and the loss only; backward passes under autocast are not recommended.",
      source: "https://docs.pytorch.org/docs/stable/amp.html#autocasting",
    },
    {
      claim: "Gradients of float16 that are too small flush to zero unless the loss is scaled.",
      source: "https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling",
    },
    {
      claim: "half() and bfloat16() are not to be called on a model or its inputs when autocast is used.",
      source: "https://docs.pytorch.org/docs/stable/amp.html#autocasting",
    },
  ],
  concerns,
  check({ usage, report }) {
    const mixes = usage.of("mix").filter((mix) => mix.options.literal("enabled") !== false);
    const words = mixes[0]?.framework.training;
    if (!words) return;
    for (const backward of usage.of("backward")) {
      const found = unscaled(usage, backward, mixes, words) ?? inside(usage, backward);
      if (found) report(found);
    }
    const small = mixes.every(({ call }) => new RegExp(words.unscaledPattern).test(usage.textOf(call.span)));
    for (const scale of small ? usage.of("scale") : []) {
      if (!scale.options.absent("enabled")) continue;
      report({
        at: scale.call.callee,
        about: scale.call.id,
        severity: "information",
        message: "Scaling is for float16, and this file computes in bfloat16. Leave the scaler out.",
        reasons: [{ span: mixes[0]!.call.callee, text: "chooses bfloat16" }],
      });
    }
    for (const { call, mix } of halved(usage, words)) {
      report({
        at: call.callee,
        about: call.id,
        message: "The weights are cut to half precision and autocast is on. Leave the cast to autocast.",
        reasons: [{ span: mix.call.callee, text: "chooses the precision of each operation" }],
        fixes: [
          {
            title: "Leave the weights in full precision",
            class: "suggestion",
            changes: "memory, outputs",
            make: (say) => say.removeStatement(call.span),
          },
        ],
      });
    }
  },
});

/** The loss was worked out in float16 in the same function, and nothing in the file scales it. */
function unscaled(usage: Usage, { call }: Event, mixes: readonly Event[], words: TrainingWords): Report | undefined {
  const home = homeOf(usage, call).id;
  const mix = mixes.find((one) => one.call.span.start < call.span.start && homeOf(usage, one.call).id === home);
  if (!mix || !isFloat16(usage, mix, words)) return undefined;
  if (new RegExp(words.scalesPattern).test(wholeText(usage))) return undefined;
  return {
    at: call.callee,
    about: call.id,
    message: "Small gradients of float16 vanish without loss scaling. Use a GradScaler, or bfloat16.",
    reasons: [{ span: mix.call.callee, text: "computes in float16 on this device" }],
  };
}

/** On the device whose default is float16, and no other type is named. */
function isFloat16(usage: Usage, { call, row, model, options }: Event, words: TrainingWords): boolean {
  const device = row.replaced?.device ?? (model ? usage.textOf(model.span) : "");
  if (!/cuda/.test(device) || !options.absent("enabled")) return false;
  const type = options.get("dtype") ?? call.arguments.filter((value) => value !== call.keywords)[row.replaced ? 0 : 1];
  return type ? new RegExp(words.scaledPattern).test(usage.textOf(type.span)) : options.absent("dtype");
}

function inside(usage: Usage, { call }: Event): Report | undefined {
  for (const scope of upFrom(usage.facts, call.scope)) {
    if (scope.kind === "function") return undefined;
    const mix =
      scope.kind === "context" && scope.call !== null ? usage.eventOf(usage.facts.calls[scope.call]!) : undefined;
    if (mix?.role !== "mix") continue;
    if (mix.options.literal("enabled") === false) return undefined;
    return {
      at: call.callee,
      about: call.id,
      severity: "information",
      message: "The backward pass runs inside autocast, which is for forward pass and loss. Move it behind the block.",
      reasons: [{ span: mix.call.callee, text: "holds until the end of its block" }],
      fixes: [
        {
          title: "Move it behind the block",
          class: "suggestion",
          changes: "precision of what follows it there",
          make: (say) => say.moveOut(call.span),
        },
      ],
    };
  }
  return undefined;
}

/** Models that were made smaller in place and run where precision is mixed. */
function halved(
  usage: Usage,
  { halvesPattern }: TrainingWords,
): readonly { readonly call: Call; readonly mix: Event }[] {
  return usage.facts.calls.flatMap((call) => {
    const owner = call.receiver.at(-1);
    if (owner === undefined || !new RegExp(halvesPattern).test(usage.textOf(call.callee))) return [];
    for (const run of usage.of("infer")) {
      if (run.call.receiver.at(-1) !== owner && run.call.receiver[0] !== owner) continue;
      for (const scope of upFrom(usage.facts, run.call.scope)) {
        const mix =
          scope.kind === "context" && scope.call !== null ? usage.eventOf(usage.facts.calls[scope.call]!) : undefined;
        if (mix?.role === "mix" && mix.options.literal("enabled") !== false) return [{ call, mix }];
      }
    }
    return [];
  });
}
