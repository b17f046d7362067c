/** Walking the scopes of a file. Absent on purpose: what is found there. */
import type { CodeFacts, FunctionScope, LoopScope, Scope, ScopeId } from "../facts/facts.ts";

/** A scope and the scopes around it, innermost first; only those inside `within`, where that is given. */
export function upFrom(facts: CodeFacts, from: ScopeId, within: ScopeId | null = null): readonly Scope[] {
  const scopes: Scope[] = [];
  for (let at: ScopeId | null = from; at !== null && at !== within; ) {
    const scope: Scope = facts.scopes[at]!;
    scopes.push(scope);
    at = scope.parent;
  }
  return scopes;
}

/** The innermost function a scope lies in, or is. */
export const functionAround = (facts: CodeFacts, from: ScopeId): FunctionScope | undefined =>
  upFrom(facts, from).find((scope): scope is FunctionScope => scope.kind === "function");

/** Whether a scope lies inside another or is it. */
export function isWithin(facts: CodeFacts, inner: ScopeId, outer: ScopeId): boolean {
  for (let at: ScopeId | null = inner; at !== null && at >= outer; at = facts.scopes[at]!.parent)
    if (at === outer) return true;
  return false;
}

/**
 * The loops around a place, innermost first, up to the function it stands in. `passes` names the functions that are no
 * more than a part of the code around them.
 */
export function loopsAround(
  facts: CodeFacts,
  from: ScopeId,
  passes: (scope: FunctionScope) => boolean,
): readonly LoopScope[] {
  const loops: LoopScope[] = [];
  for (const scope of upFrom(facts, from)) {
    if (scope.kind === "loop") loops.push(scope);
    if (scope.kind === "function" && !isLoopCallback(facts, scope) && !passes(scope)) break;
  }
  return loops;
}

export function isLoopCallback(facts: CodeFacts, scope: Scope): boolean {
  const parent = scope.parent === null ? undefined : facts.scopes[scope.parent];
  return (
    scope.kind === "function" &&
    parent?.kind === "loop" &&
    parent.form === "callback" &&
    scope.opener?.call === parent.call
  );
}

/** The class whose member a function is. */
export function classOf(
  facts: CodeFacts,
  scope: Pick<FunctionScope, "parent">,
): Extract<Scope, { kind: "class" }> | undefined {
  const parent = scope.parent === null ? undefined : facts.scopes[scope.parent];
  return parent?.kind === "class" ? parent : undefined;
}

/** Declared without a body: what it does is elsewhere. */
export const isDeclaredOnly = (facts: CodeFacts, scope: ScopeId): boolean => {
  const { body } = facts.scopes[scope]!;
  return body.start === body.end;
};
