/** Every step of a training loop waits until the device has done all that is queued, to read one number. */
import type { Call, LoopScope } from "../../facts/facts.ts";
import { contains, type Span } from "../../text/span.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Fix, type Rule } from "../rule.ts";
import { backwardsIn, homeOf, isForSomeRounds, trainingLoopAround, wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ role, asynchronous }) => role === "sync" && asynchronous === undefined;

export default defineRule({
  name: "gpu-sync-in-loop",
  summary: "Every step of a training loop waits for the device to read a number.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Operations that synchronise, item() among them, keep the processor from running ahead of the device.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    const told = new Set<number>();
    for (const read of usage.of("sync")) {
      if (!concerns(read.row, read.framework)) continue;
      const loop = trainingLoop(usage, read);
      if (!loop || told.has(loop.id) || decides(usage, read.call)) continue;
      told.add(loop.id);
      const name = usage.textOf(read.call.callee);
      report({
        at: read.call.callee,
        about: read.call.id,
        message:
          name.length <= 24
            ? `${name} waits for the device in every step. Keep the tensor, and read it when you log.`
            : "This waits for the device in every step. Keep the tensor, and read it when you log.",
        reasons: [atLoop(loop)],
        experiment: { kind: "fix", judged: "time", gainsOn: "device" },
        fixes: sumFix(usage, read),
      });
    }
  },
});

/** What comes next depends on the number: `if (margin - loss).item() > 0:`. */
const decides = (usage: Usage, { span, statement }: Call): boolean =>
  usage.facts.scopes.some(({ kind, body }) => kind === "branch" && body.start >= span.end && contains(statement, body));

/** `running += loss.item()`: a sum of tensors does as well, and is read when somebody wants to know. */
function sumFix(usage: Usage, { call, framework }: Event): readonly Fix[] {
  const words = framework.training;
  const isSum = usage.facts.bindings.some(({ writes }) =>
    writes.some(
      ({ kind, value, span }) =>
        kind === "change" && value?.kind === "call" && value.call === call.id && isAdded(usage, span),
    ),
  );
  if (!words || !isSum) return [];
  return [
    {
      title: "Add up tensors, read the sum later",
      class: "suggestion",
      changes: "the sum becomes a tensor",
      make: (say) => say.rewrite(call.span, words.detached.replace("{code}", "{receiver}")),
    },
  ];
}

const isAdded = (usage: Usage, span: Span): boolean => /^[\w.[\]]+\s*\+=/.test(usage.textOf(span));

/** The innermost loop around a read that works gradients out in each round, on a device the code can choose. */
function trainingLoop(usage: Usage, { call }: Event): LoopScope | undefined {
  if (!/\bcuda\b|\bmps\b|\bxpu\b|\bdevice\b|accelerat|\brank\b/i.test(wholeText(usage))) return undefined;
  const around = trainingLoopAround(usage, call);
  if (around) return isForSomeRounds(usage, call, around) ? undefined : around;
  return usage.loopsAround(call).length === 0 ? loopOfCallers(usage, call) : undefined;
}

/** The loop that calls the function a step of training stands in, `for batch in loader: self.run_batch(batch)`. */
function loopOfCallers(usage: Usage, call: Call): LoopScope | undefined {
  const home = homeOf(usage, call);
  if (home.kind !== "function" || backwardsIn(usage, home.body).length === 0) return undefined;
  if (upFrom(usage.facts, call.scope, home.id).some(({ kind }) => kind === "branch" || kind === "try"))
    return undefined;
  for (const caller of usage.callersOf(home.id)) {
    const [loop] = usage.loopsAround(caller);
    if (loop && !isForSomeRounds(usage, caller, loop)) return loop;
  }
  return undefined;
}
