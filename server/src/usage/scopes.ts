/** Walking the scopes of a file. Absent on purpose: what is found there. */
import type { CodeFacts, LoopScope, Scope, ScopeId } from "../facts/facts.ts";

export function* upFrom(facts: CodeFacts, scope: ScopeId): Generator<Scope> {
  for (let at: ScopeId | null = scope; at !== null; ) {
    const found: Scope = facts.scopes[at]!;
    yield found;
    at = found.parent;
  }
}

/** Whether a scope lies inside another or is it. */
export function isWithin(facts: CodeFacts, inner: ScopeId, outer: ScopeId): boolean {
  for (const scope of upFrom(facts, inner)) if (scope.id === outer) return true;
  return false;
}

/** The loops around a place, innermost first, up to the function it stands in; callbacks of array methods are loops, not functions. */
export function loopsAround(facts: CodeFacts, from: ScopeId): readonly LoopScope[] {
  const loops: LoopScope[] = [];
  for (const scope of upFrom(facts, from)) {
    if (scope.kind === "loop") loops.push(scope);
    if (scope.kind === "function" && !isLoopCallback(facts, scope)) break;
  }
  return loops;
}

export function isLoopCallback(facts: CodeFacts, scope: Scope): boolean {
  const parent = scope.parent === null ? undefined : facts.scopes[scope.parent];
  return scope.kind === "function" && parent?.kind === "loop" && parent.form === "callback" && scope.opener?.call === parent.call;
}
