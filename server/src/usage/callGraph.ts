/**
 * Who calls whom within a file, and who builds which class. Absent on purpose: other files, and functions that travel as
 * values; frequency.ts follows those.
 */
import type { Call, CodeFacts, ScopeId } from "../facts/facts.ts";
import { contains } from "../text/span.ts";
import { isWithin } from "./scopes.ts";

export interface CallGraph {
  /** Calls of a function of this file, in order of appearance. */
  callersOf(scope: ScopeId): readonly Call[];
  /** Calls that build a class of this file. */
  constructionsOf(classScope: ScopeId): readonly Call[];
  /** Functions of this file that code inside a scope calls, directly or through others. */
  reachedFrom(scope: ScopeId): ReadonlySet<ScopeId>;
}

/** Calls from one function to the next that are followed; further away the guess outweighs what it says. */
const deepest = 3;

export function createCallGraph(facts: CodeFacts): CallGraph {
  let callers: Map<ScopeId, Call[]> | undefined;
  const reached = new Map<ScopeId, ReadonlySet<ScopeId>>();

  const callersByTarget = (): Map<ScopeId, Call[]> => {
    if (callers) return callers;
    callers = new Map();
    for (const call of facts.calls) {
      if (call.target === null) continue;
      const known = callers.get(call.target);
      if (known) known.push(call);
      else callers.set(call.target, [call]);
    }
    return callers;
  };

  const reach = (scope: ScopeId, into: Set<ScopeId>, depth: number): void => {
    for (const call of facts.calls) {
      if (call.target === null || into.has(call.target) || !isWithin(facts, call.scope, scope)) continue;
      into.add(call.target);
      if (depth < deepest) reach(call.target, into, depth + 1);
    }
  };

  return {
    callersOf: (scope) => callersByTarget().get(scope) ?? [],
    constructionsOf(classScope) {
      const owner = facts.scopes[classScope]!;
      const names = facts.bindings.filter(
        (binding) =>
          (binding.origin === "class" && contains(owner.span, binding.declaration)) ||
          binding.writes.some(
            ({ kind, span }) => kind === "initial" && span.end === owner.span.end && contains(span, owner.span),
          ),
      );
      return facts.calls.filter(
        (call) => call.construct && call.receiver.some((id) => names.some((name) => name.id === id)),
      );
    },
    reachedFrom(scope) {
      const known = reached.get(scope);
      if (known) return known;
      const found = new Set<ScopeId>();
      reach(scope, found, 0);
      reached.set(scope, found);
      return found;
    },
  };
}
