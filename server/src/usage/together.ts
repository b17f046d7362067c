/**
 * Whether the promises a loop makes are awaited together: `Promise.all(xs.map(…))`, or pushed onto a list that is.
 * Absent on purpose: whether they can run side by side.
 */
import type { Binding, Call, CodeFacts, LoopScope } from "../facts/facts.ts";
import { contains } from "../text/span.ts";
import { isWithin } from "./scopes.ts";
import { follow } from "./values.ts";

/** What awaits the promises it is given together, by module and path. */
const gathers = /^(?:Promise\.(?:all|allSettled)|pypi:asyncio\.gather)$/;

/** `call` says whose promise is meant, where the loop is a plain one that collects promises in a list. */
export function awaitedTogether(facts: CodeFacts, loop: LoopScope, call?: Call): boolean {
  if (loop.form === "callback" && loop.call !== null)
    return gatherings(facts).some((all) => isListOf(facts, all, loop));
  if (call === undefined || call.awaited) return false;
  return isGatheredWhole(facts, loop) || collectsIn(facts, loop, call).some((list) => isGathered(facts, list));
}

/** `gather(*[f(x) for x in xs])`: the loop itself is the list, or what a name stands for that is given on. */
function isGatheredWhole(facts: CodeFacts, loop: LoopScope): boolean {
  if (loop.body.start !== loop.span.start) return false; // a statement is no value
  return gatherings(facts).some(
    ({ span, callee, arguments: given }) =>
      (contains(span, loop.span) && callee.end <= loop.span.start) ||
      given
        .flatMap(({ uses }) => uses)
        .some((id) =>
          facts.bindings[id]!.writes.some(({ value }) => value !== null && contains(value.span, loop.span)),
        ),
  );
}

const gatherings = (facts: CodeFacts): readonly Call[] =>
  facts.calls.filter((call) =>
    call.paths.some(({ module, steps }) => gathers.test(module === "" ? steps : `${module}.${steps}`)),
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
        ((value.kind === "call" &&
          contains(value.span, call.span) &&
          (value.call === call.id || starts(facts.calls[value.call]!))) ||
          (value.kind === "reference" && call.results.includes(value.binding))),
    );
  return facts.bindings.filter((binding) => !isWithin(facts, binding.home, loop.id) && carries(binding));
}

/** Starts a promise and gives it: `create_task(f(x))`. */
const starts = ({ paths }: Call): boolean =>
  paths.some(({ module, steps }) => module === "pypi:asyncio" && /(?:^|\.)(?:create_task|ensure_future)$/.test(steps));

/** The list alone, as it is or with its items as arguments. */
const isGathered = (facts: CodeFacts, list: Binding): boolean =>
  gatherings(facts).some(({ arguments: [first] }) => {
    if (first?.kind === "reference") return first.binding === list.id;
    return first?.kind === "opaque" && first.uses.length === 1 && first.uses[0] === list.id;
  });
