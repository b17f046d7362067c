/**
 * Memo barriers: why code in a function runs once all the same. All of them are here and nowhere else. Absent on purpose:
 * counting; frequency.ts asks for the barrier of a scope on its way up.
 */
import type { BindingId, Call, CodeFacts, FunctionScope, Scope, ScopeId } from "../facts/facts.ts";
import type { Meanings } from "./meanings.ts";
import { isWithin, upFrom } from "./scopes.ts";

/** A branch that fills what it found empty, and where what it fills lives. */
export interface Guard {
  readonly binding: BindingId;
  /** The scope that owns the binding: it runs once for each run of that scope. Null: once per process. */
  readonly home: ScopeId | null;
}

/** The guard a branch is, if it fills what it found empty. */
export function guardOf(facts: CodeFacts, meanings: Meanings, scope: Scope): Guard | undefined {
  if (scope.kind !== "branch" || !scope.emptyOf) return undefined;
  const binding = facts.bindings[scope.emptyOf.binding];
  if (!binding) return undefined;
  const fills = binding.writes.some((write) => write.kind !== "initial" && isWithin(facts, write.scope, scope.id));
  if (!fills) return undefined;
  if (binding.shared || binding.origin === "field" || binding.origin === "import") return { binding: binding.id, home: null };
  const kept = binding.writes.some(({ value }) => value?.kind === "call" && meanings.rowOf(facts.calls[value.call]!)?.role === "memo");
  return { binding: binding.id, home: kept ? null : ownerOf(facts, binding.home) };
}

/** Null for module and class: what they own lives as long as the process, as far as a file tells. */
function ownerOf(facts: CodeFacts, home: ScopeId): ScopeId | null {
  for (const scope of upFrom(facts, home)) {
    if (scope.kind === "module" || scope.kind === "class") return null;
    if (scope.kind === "function" || scope.kind === "loop") return scope.id;
  }
  return null;
}

/** A name that says it keeps results, of a wrapper nobody has described. When unsure, nothing is reported. */
const keepsResults = /cache|memo|once|lazy|singleton|dedupe|reuse|pool/i;

/** Whether the call a function is handed to keeps the function's result, as far as its name tells. */
export function looksLikeMemo(facts: CodeFacts, opener: Call): boolean {
  const target = opener.target === null ? undefined : facts.scopes[opener.target];
  const names = [
    ...opener.paths.map(({ module, steps }) => `${module.split("/").at(-1) ?? ""}.${steps.split(".").at(-1) ?? ""}`),
    target?.kind === "function" ? (target.name ?? "") : "",
    ...opener.receiver.map((id) => facts.bindings[id]?.name ?? ""),
  ];
  return names.some((name) => keepsResults.test(name));
}

/** A function that is built once and does its work then: a constructor of a class the file does not build where it is hot. */
export const isConstructor = (scope: FunctionScope): boolean => scope.member === "constructor";
