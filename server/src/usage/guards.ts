/**
 * Whether runs at a place are kept from being recorded for gradients: a context or a decorator around them, a switch set before
 * them in the same function, or any of these around every call of the function. Absent on purpose: which libraries record.
 */
import type { Call, CodeFacts, FunctionScope } from "../facts/facts.ts";
import type { CallGraph } from "./callGraph.ts";
import type { Meanings } from "./meanings.ts";
import { upFrom } from "./scopes.ts";

/** Calls from one function to the next that are followed. */
const deepest = 3;

export function createGuards(facts: CodeFacts, meanings: Meanings, graph: CallGraph): (call: Call) => boolean {
  const isGuard = (call: Call): boolean => meanings.rowOf(call)?.role === "guard";
  const switches = facts.calls.filter((call) => call.discarded && isGuard(call));

  const isDecorated = ({ decorators }: FunctionScope): boolean =>
    decorators.some((id) => {
      const call = facts.calls[id]!;
      return meanings.rowAt(call.paths, "decorator", call)?.role === "guard";
    });

  const isGuarded = (at: Call, depth: number): boolean => {
    for (const scope of upFrom(facts, at.scope)) {
      if (scope.kind === "context" && scope.call !== null && isGuard(facts.calls[scope.call]!)) return true;
      if (switches.some((one) => one.scope === scope.id && one.span.end <= at.span.start)) return true;
      if (scope.kind !== "function") continue;
      if (isDecorated(scope)) return true;
      const callers = graph.callersOf(scope.id);
      return depth < deepest && callers.length > 0 && callers.every((call) => isGuarded(call, depth + 1));
    }
    return false;
  };
  return (call) => isGuarded(call, 0);
}
