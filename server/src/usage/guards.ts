/**
 * Whether runs at a place are kept from being recorded for gradients: a context or a decorator around them, a switch set before
 * them in the same function, or any of these around every call of the function. Absent on purpose: which libraries record.
 */
import type { Call, CodeFacts, FunctionScope } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";
import type { CallGraph } from "./callGraph.ts";
import type { Meanings } from "./meanings.ts";
import { upFrom } from "./scopes.ts";
import type { Event } from "./usage.ts";

/** Calls from one function to the next that are followed. */
const deepest = 3;

export interface GuardsInput {
  readonly facts: CodeFacts;
  readonly meanings: Meanings;
  readonly graph: CallGraph;
  readonly textOf: (span: Span) => string;
}

export function createGuards({ facts, meanings, graph, textOf }: GuardsInput): (run: Event) => boolean {
  const isGuard = (call: Call): boolean => meanings.rowOf(call)?.role === "guard";
  const switches = facts.calls.filter((call) => call.discarded && isGuard(call));

  /** `named`: names of a project's own decorators that choose one of the library's. */
  const isDecorated = ({ decorators }: FunctionScope, named: RegExp | null): boolean =>
    decorators.some((id) => {
      const call = facts.calls[id]!;
      if (meanings.rowAt(call.paths, "decorator", call)?.role === "guard") return true;
      return named?.test(textOf(call.callee)) ?? false;
    });

  const isGuarded = (at: Call, named: RegExp | null, depth: number): boolean => {
    for (const scope of upFrom(facts, at.scope)) {
      if (scope.kind === "context" && scope.call !== null && isGuard(facts.calls[scope.call]!)) return true;
      if (switches.some((one) => one.scope === scope.id && one.span.end <= at.span.start)) return true;
      if (scope.kind !== "function") continue;
      if (isDecorated(scope, named)) return true;
      const callers = graph.callersOf(scope.id);
      return depth < deepest && callers.length > 0 && callers.every((call) => isGuarded(call, named, depth + 1));
    }
    return false;
  };
  return ({ call, row }) => {
    const named = row.recorded?.decorator;
    return isGuarded(call, named === undefined ? null : new RegExp(named), 0);
  };
}
