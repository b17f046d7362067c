/**
 * Memo barriers: why code in a function runs once all the same. All of them are here and nowhere else: guards, functions
 * whose result is kept, constructors and start-up hooks. Absent on purpose: counting; frequency.ts asks on its way up.
 */
import type { Binding, BindingId, Call, CodeFacts, FunctionScope, Scope, ScopeId } from "../facts/facts.ts";
import { contains } from "../text/span.ts";
import type { CallGraph } from "./callGraph.ts";
import type { Meanings } from "./meanings.ts";
import { isWithin, upFrom } from "./scopes.ts";
import type { Frequency } from "./usage.ts";

export interface BarrierInput {
  readonly facts: CodeFacts;
  readonly meanings: Meanings;
  readonly graph: CallGraph;
}

/** A branch that fills what it found empty. */
export interface Guard {
  readonly binding: BindingId;
  /** What is filled once for each run of this scope, or for each instance when it is a class. Null: once per process. */
  readonly home: ScopeId | null;
}

/** The guard a branch is: `if (!x) x = …`, `x ??= …`, `if (!kept.has(k)) …`, and what follows `if (x) return x`. */
export function guardOf(input: BarrierInput, scope: Scope): Guard | undefined {
  if (scope.kind !== "branch" || !scope.emptyOf) return undefined;
  const binding = input.facts.bindings[scope.emptyOf.binding];
  if (!binding) return undefined;
  if (isKeptByCall(input, binding)) return { binding: binding.id, home: null };
  return isFilledFrom(input, binding, scope) ? { binding: binding.id, home: homeOf(input.facts, binding) } : undefined;
}

/** Written inside the branch, as the assignment whose right side the branch is, or by a function the branch calls. */
function isFilledFrom({ facts, graph }: BarrierInput, binding: Binding, branch: Scope): boolean {
  return binding.writes.some((write) => {
    const isRightSide = contains(write.span, branch.span);
    if (write.kind === "initial" && !isRightSide) return false;
    if (isRightSide || isWithin(facts, write.scope, branch.id)) return true;
    for (const called of graph.reachedFrom(branch.id)) if (isWithin(facts, write.scope, called)) return true;
    return false;
  });
}

/** `const held = useRef(null)`: what a memo gave lives longer than the run that asks for it. */
function isKeptByCall({ facts, meanings }: BarrierInput, binding: Binding): boolean {
  const keeps = (call: Call): boolean => meanings.rowOf(call)?.role === "memo";
  if (binding.shared || binding.origin !== "variable") return false;
  return facts.calls.some((call) => call.results.includes(binding.id) && keeps(call));
}

/** Null for what lives as long as the process. */
function homeOf(facts: CodeFacts, binding: Binding): ScopeId | null {
  if (binding.shared || binding.origin === "import") return null;
  for (const scope of upFrom(facts, binding.home)) {
    if (scope.kind === "module") return null;
    if (scope.kind === "function" || scope.kind === "loop" || scope.kind === "class") return scope.id;
  }
  return null;
}

/** What a barrier makes of the frequency around it: nothing where that is hot all the same. */
export function behind(barrier: NonNullable<Frequency["barrier"]>, around: Frequency): Frequency {
  return around.level === "once" || around.level === "per call" ? { ...around, barrier } : around;
}

/** A memo made anew in each run keeps nothing; one inside a component lives as long as what is on the page. */
export const memoHolds = (around: Frequency): boolean =>
  around.level === "once" || around.level === "per call" || (around.level === "per request" && around.per === "render");

/** A name that says it keeps results, of a wrapper nobody has described. When unsure, nothing is reported. */
const keepsResults =
  /cache|memo|(?<![a-z])once(?![a-z])|Once(?![a-z])|lazy|singleton|dedupe|getOrCreate|getOrSet|getOrInsert|computeIfAbsent|remember/i;

/** Whether the call a function is handed to keeps the function's result, as far as its name tells. */
export const looksLikeMemo = (calleeText: string): boolean => keepsResults.test(calleeText);

/** Built by a container that builds its classes once, as a row for the class's decorator says. */
export const builtOnce = (row: { readonly role: string; readonly names?: readonly string[] } | undefined): boolean =>
  row?.role === "once" && (row.names?.includes("constructor") ?? false);

export const isConstructor = (scope: FunctionScope): boolean => scope.member === "constructor";
