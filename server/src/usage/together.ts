/**
 * Whether the promises a loop makes are awaited together: `Promise.all(xs.map(…))`, or pushed onto a list that is.
 * Absent on purpose: whether they can run side by side.
 */
import type { Binding, Call, CodeFacts, LoopScope } from "../facts/facts.ts";
import { contains } from "../text/span.ts";
import { isWithin } from "./scopes.ts";
import { follow } from "./values.ts";

/** `call` says whose promise is meant, where the loop is a plain one that collects promises in a list. */
export function awaitedTogether(facts: CodeFacts, loop: LoopScope, call?: Call): boolean {
  if (loop.form === "callback" && loop.call !== null)
    return gatherings(facts).some((all) => isListOf(facts, all, loop));
  return call !== undefined && !call.awaited && collectsIn(facts, loop, call).some((list) => isGathered(facts, list));
}

const gatherings = (facts: CodeFacts): readonly Call[] =>
  facts.calls.filter((call) =>
    call.paths.some(({ module, steps }) => module === "" && /^Promise\.(all|allSettled)$/.test(steps)),
  );

function isListOf(facts: CodeFacts, all: Call, loop: LoopScope): boolean {
  const [first] = all.arguments;
  const list = first && follow(facts, first);
  return list?.kind === "call" && list.call === loop.call;
}

/** Lists from outside a loop that a round puts the call's promise into, by its name or as it is. */
function collectsIn(facts: CodeFacts, loop: LoopScope, call: Call): readonly Binding[] {
  const carries = (binding: Binding): boolean =>
    binding.writes.some(
      ({ kind, value, scope }) =>
        kind === "change" &&
        value !== null &&
        isWithin(facts, scope, loop.id) &&
        ((value.kind === "call" && contains(value.span, call.span) && value.call === call.id) ||
          (value.kind === "reference" && call.results.includes(value.binding))),
    );
  return facts.bindings.filter((binding) => !isWithin(facts, binding.home, loop.id) && carries(binding));
}

const isGathered = (facts: CodeFacts, list: Binding): boolean =>
  gatherings(facts).some(({ arguments: [first] }) => first?.kind === "reference" && first.binding === list.id);
