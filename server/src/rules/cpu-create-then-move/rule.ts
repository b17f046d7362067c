/**
 * Within a loop or a model's run, a value is filled in the processor's memory and then copied to the device, or one that does not change
 * is moved there in each round. Absent on purpose: what happens once, and values made from arrays that are on the processor anyway.
 */
import type { Call, LoopScope, Value } from "../../facts/facts.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import { contains } from "../../text/span.ts";
import { functionAround } from "../../usage/scopes.ts";
import type { Usage } from "../../usage/usage.ts";
import { type Move, movesOf, optionOf, runsModel } from "../moves.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Fix, type Rule } from "../rule.ts";
import { isForSomeRounds } from "../training.ts";

const concerns: Rule["concerns"] = (_, { training }) => training !== undefined;

export default defineRule({
  name: "cpu-create-then-move",
  summary: "A value is made in the processor's memory and copied to the device in each round.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["speed"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A tensor that is created on the device it is used on needs no copy.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    const words = usage.training;
    if (!words) return;
    for (const move of movesOf(usage, words)) {
      const created = creationOf(usage, move, words);
      const when = created && whenMade(usage, move.call, words);
      if (created && when) {
        report({
          at: created.callee,
          about: created.id,
          message: `This is filled on the processor and copied to the device ${when.phrase}. Pass ${words.device}= to make it there.`,
          reasons: [
            ...(when.loop ? [atLoop(when.loop)] : []),
            { span: move.call.callee, text: "copies it to the device" },
          ],
          experiment: { kind: "fix", judged: "time", gainsOn: "device" },
          fixes: directFix(usage, created, move, words),
        });
        continue;
      }
      const loop = created ? undefined : loopOfConstant(usage, move);
      if (!loop) continue;
      report({
        at: move.call.callee,
        about: move.call.id,
        message: "This is moved to the device in each round and does not change. Move it before the loop.",
        reasons: [atLoop(loop)],
      });
    }
  },
});

/** `torch.zeros(n, n)` of `torch.zeros(n, n).bool().to(device)`. */
function creationOf(usage: Usage, { call }: Move, words: TrainingWords): Call | undefined {
  return usage.facts.calls.find(
    (one) =>
      one.span.start === call.callee.start &&
      contains(call.callee, one.span) &&
      new RegExp(words.createsPattern).test(usage.textOf(one.callee)) &&
      optionOf(one, words.device) === undefined &&
      optionOf(one, words.draws) === undefined,
  );
}

/** `torch.zeros(n, device=device)` for `torch.zeros(n).to(device)`; with more in between somebody has to look. */
function directFix(usage: Usage, created: Call, { call, device }: Move, words: TrainingWords): readonly Fix[] {
  const isDirect = /^\.\w+$/.test(usage.textOf({ start: created.span.end, end: call.callee.end }));
  const isPlain = call.arguments.length <= 1 && (call.keywords === null || optionOf(call, words.device) !== undefined);
  const made = usage.textOf(created.span).slice(0, -1);
  if (!isDirect || !isPlain || /[{}]/.test(made) || optionOf(created, words.leaf) !== undefined) return [];
  const name = device ? usage.textOf(device.span) : words.usualDevice;
  return [
    {
      title: `Pass ${words.device}=${name}`.slice(0, 60),
      class: "suggestion",
      changes: "random numbers, where any are drawn",
      make: (say) => say.rewrite(call.span, `${made.replace(/,\s*$/, "")}, ${words.device}=${name})`),
    },
  ];
}

interface Made {
  readonly phrase: string;
  readonly loop?: LoopScope;
}

function whenMade(usage: Usage, call: Call, words: TrainingWords): Made | undefined {
  const [loop] = usage.loopsAround(call);
  if (loop && runsModel(usage, loop) && !isForSomeRounds(usage, call, loop)) return { phrase: "in each round", loop };
  const home = functionAround(usage.facts, call.scope);
  return home?.name === words.forward ? { phrase: "in each run" } : undefined;
}

/** The loop in whose rounds a model runs and what is moved stays the same. */
function loopOfConstant(usage: Usage, { call, device }: Move): LoopScope | undefined {
  const [loop] = usage.loopsAround(call);
  const [id, ...others] = call.receiver;
  if (!loop || id === undefined || others.length > 0 || !runsModel(usage, loop)) return undefined;
  if (isForSomeRounds(usage, call, loop)) return undefined;
  const binding = usage.facts.bindings[id]!;
  if (!new RegExp(`^(?:self\\.)?${binding.name}\\.\\w+$`).test(usage.textOf(call.callee))) return undefined;
  const isOwn = binding.writes.every(({ span, value }) => {
    if (!contains(loop.span, span)) return true;
    return value?.kind === "call" && value.call === call.id;
  });
  if (!isOwn || loop.variables.includes(id) || (device && changes(usage, device, loop))) return undefined;
  return loop;
}

const changes = (usage: Usage, { uses }: Value, loop: LoopScope): boolean =>
  uses.some(
    (id) =>
      loop.variables.includes(id) || usage.facts.bindings[id]!.writes.some(({ span }) => contains(loop.body, span)),
  );
