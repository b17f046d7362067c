/**
 * A loss is added up, or kept in a list, with the graph it was worked out in. Absent on purpose: sums that gradients are worked out of,
 * which need the graph.
 */
import type { Binding, BindingId, LoopScope, Value, Write } from "../../facts/facts.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import { contains } from "../../text/span.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";
import { isForSomeRounds } from "../training.ts";

const concerns: Rule["concerns"] = ({ role }, { training }) => role === "backward" && training !== undefined;

export default defineRule({
  name: "loss-accumulates-graph",
  summary: "Losses are added up for a log together with the graphs they were worked out in.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "memory",
  dimensions: ["efficiency", "scalability"],
  fix: "safe",
  evidence: [
    {
      claim:
        "A sum of losses over the training loop keeps the history of every step, which is the first cause of memory that grows.",
      source: "https://docs.pytorch.org/docs/stable/notes/faq.html#my-model-reports-cuda-runtime-error-2-out-of-memory",
    },
  ],
  concerns,
  check({ usage, report }) {
    const told = new Set<Write>();
    for (const backward of usage.of("backward")) {
      const words = backward.framework.training;
      const loop = usage.loopsAround(backward.call)[0];
      if (!words || !loop || !backward.options.absent(words.retains)) continue;
      if (isForSomeRounds(usage, backward.call, loop)) continue;
      const live = liveIn(usage, backward, loop, words);
      for (const { binding, write } of sumsIn(usage, loop, live, words)) {
        if (told.has(write)) continue;
        told.add(write);
        const name = usage.textOf(binding.declaration);
        const sum = /^[\w.]{1,24}$/.test(name) ? name : "The sum";
        report({
          at: write.value!.span,
          about:
            usage.facts.calls.find(({ span }) => span.start === write.span.start && span.end === write.span.end)?.id ??
            null,
          message: `${sum} keeps the graph of every step, so memory grows. Add up detached values.`,
          reasons: [
            atLoop(loop),
            { span: backward.call.callee, text: "works gradients out, after which nothing needs the graph" },
          ],
          experiment: { kind: "fix", judged: "growth" },
          fixes: [
            {
              title: "Add up detached values",
              class: "safe",
              make: (say) => say.rewrite(write.value!.span, words.detached),
            },
          ],
        });
      }
    }
  },
});

/** What gradients are worked out of here, and what that was added up from in the same round. */
function liveIn(usage: Usage, { call }: Event, loop: LoopScope, words: TrainingWords): ReadonlySet<BindingId> {
  const inCallee = usage.facts.calls.filter(({ span }) => contains(call.callee, span));
  const live = new Set<BindingId>([
    ...call.receiver.slice(-1),
    ...inCallee.flatMap(({ arguments: given }) =>
      given.flatMap((value) => (value.kind === "reference" ? [value.binding] : [])),
    ),
  ]);
  for (const id of live)
    for (const { value, span } of usage.facts.bindings[id]!.writes)
      if (value?.kind === "opaque" && contains(loop.body, span) && isSum.test(usage.textOf(value.span)))
        for (const used of value.uses) if (isMadeIn(usage, used, loop)) live.add(used);
  const detaches = new RegExp(words.detachesPattern);
  const isLetGo = (id: BindingId): boolean =>
    usage.facts.bindings[id]!.writes.some(
      ({ value }) => value?.kind === "call" && detaches.test(usage.textOf(value.span)),
    );
  return new Set([...live].filter((id) => !isLetGo(id)));
}

const isSum = /^(?!.*\*\*)[\w.\s*()]+\+[\w.\s*+()]+$/;

/** Every value of it is the result of a call in the loop: neither a setting nor a part of the batch. */
const isMadeIn = (usage: Usage, id: BindingId, loop: LoopScope): boolean => {
  const { origin, writes } = usage.facts.bindings[id]!;
  return (
    origin === "variable" &&
    !loop.variables.includes(id) &&
    writes.length > 0 &&
    writes.every(({ value, span }) => value?.kind === "call" && contains(loop.body, span))
  );
};

function sumsIn(
  usage: Usage,
  loop: LoopScope,
  live: ReadonlySet<BindingId>,
  words: TrainingWords,
): readonly { readonly binding: Binding; readonly write: Write }[] {
  const roots = [...live];
  return usage.facts.bindings
    .filter((binding) => !live.has(binding.id) && !isWorkedOutOf(usage, binding.id) && outlives(binding, loop))
    .flatMap((binding) =>
      binding.writes
        .filter(({ span }) => contains(loop.body, span))
        .filter((write) => addsTo(usage, binding, write, words))
        .filter(({ value }) => value !== null && keepsGraph(usage, value, roots, words))
        .map((write) => ({ binding, write })),
    );
}

/** Gradients are worked out of it, or of what is made from it. */
const isWorkedOutOf = (usage: Usage, id: BindingId): boolean =>
  usage.of("backward").some(({ call }) => {
    const sources = [...call.receiver, ...call.arguments.flatMap(({ uses }) => uses)];
    return sources.some(
      (source) =>
        source === id || usage.facts.bindings[source]!.writes.some(({ value }) => value?.uses.includes(id) ?? false),
    );
  });

/** Nothing in the loop starts it anew. */
const outlives = ({ id, writes }: Binding, loop: LoopScope): boolean =>
  writes.every(({ kind, span, value }) => kind === "change" || !contains(loop.body, span) || value?.uses.includes(id));

/** `total += loss`, `losses.append(loss)`, `total = total + loss`. */
function addsTo(usage: Usage, { id }: Binding, { kind, span, value }: Write, words: TrainingWords): boolean {
  if (kind === "change") return new RegExp(words.accumulatesPattern).test(usage.textOf(span));
  return (
    kind === "assign" && value?.kind === "opaque" && value.uses.includes(id) && isSum.test(usage.textOf(value.span))
  );
}

/** The loss itself, or what arithmetic makes of it. */
function keepsGraph(usage: Usage, value: Value, live: readonly BindingId[], words: TrainingWords): boolean {
  if (value.kind === "reference") return live.includes(value.binding);
  if (value.kind !== "opaque" || value.pieces !== undefined) return false;
  const text = usage.textOf(value.span);
  if (new RegExp(words.detachesPattern).test(text) || !/^[\w.\s*/+()-]+$/.test(text)) return false;
  return value.uses.some((used) => live.includes(used));
}
