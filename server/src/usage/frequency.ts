/**
 * How often a line runs: from the line outward through loops, guards, callbacks and callers until something says so.
 * Absent on purpose: what a line costs, and why it may count as once (barriers.ts).
 */
import type { Call, CodeFacts, FunctionScope, Scope, ScopeId } from "../facts/facts.ts";
import type { Row } from "../knowledge/framework.ts";
import { guardOf, isConstructor, looksLikeMemo } from "./barriers.ts";
import { handlerLabel, handlerPhrase, handlerReason } from "./label.ts";
import type { Meanings } from "./meanings.ts";
import { isLoopCallback } from "./scopes.ts";
import type { Frequency, Reason } from "./usage.ts";

/** Calls between a line and the handler or loop that makes it hot; further away the guess outweighs the finding. */
const deepestChain = 3;

export interface FrequencyInput {
  readonly facts: CodeFacts;
  readonly meanings: Meanings;
  readonly fileName: string;
}

export function createFrequency({ facts, meanings, fileName }: FrequencyInput): (at: Call) => Frequency {
  const known = new Map<ScopeId, Frequency>();
  const callers = new Map<ScopeId, Call[]>();
  for (const call of facts.calls) {
    if (call.target !== null) callers.set(call.target, [...(callers.get(call.target) ?? []), call]);
  }

  const ofScope = (id: ScopeId, depth: number, seen: ReadonlySet<ScopeId>): Frequency => {
    const kept = depth === 0 ? known.get(id) : undefined;
    if (kept) return kept;
    const found = climb(facts.scopes[id]!, depth, seen);
    if (depth === 0) known.set(id, found);
    return found;
  };

  const climb = (scope: Scope, depth: number, seen: ReadonlySet<ScopeId>): Frequency => {
    const above = (): Frequency => (scope.parent === null ? once() : ofScope(scope.parent, depth, seen));
    switch (scope.kind) {
      case "module":
        return once();
      case "loop":
        return scope.bound === 0 || scope.bound === 1 ? above() : iterated(above(), scope.id, scope.span);
      case "branch": {
        const guard = guardOf(facts, meanings, scope);
        if (!guard) return above();
        // What a function keeps for itself is filled once for each run of that function.
        return guard.home === null ? once("guard") : ofScope(guard.home, depth, seen);
      }
      case "function":
        return isLoopCallback(facts, scope) ? above() : ofFunction(scope, depth, seen, above);
      default:
        return above();
    }
  };

  const ofFunction = (scope: FunctionScope, depth: number, seen: ReadonlySet<ScopeId>, above: () => Frequency): Frequency => {
    if (seen.has(scope.id)) return perCall(scope); // recursion says nothing about how often it starts
    const inside = new Set([...seen, scope.id]);
    const marked = ofMarks(scope);
    if (marked) return marked;
    if (scope.opener) {
      const opened = ofOpener(scope, scope.opener, depth, inside);
      if (opened) return opened;
    }
    if (scope.immediate) return above();
    const calls = callers.get(scope.id) ?? [];
    if (calls.length === 0) return isConstructor(scope) ? once("constructor") : scope.generator ? above() : perCall(scope);
    if (depth >= deepestChain) return perCall(scope);
    const frequencies = calls.map((call) => called(call, scope, ofScope(call.scope, depth + 1, inside)));
    return frequencies.reduce((most, other) => (rank(other) > rank(most) ? other : most));
  };

  /** Decorators, exports, assignments, base classes, declared parameter types, components. */
  const ofMarks = (scope: FunctionScope): Frequency | undefined => {
    for (const id of scope.decorators) {
      const call = facts.calls[id]!;
      const row = meanings.rowAt(call.paths, "decorator", call);
      if (row) return ofRow(row, scope, call);
    }
    const exported = meanings.rowOfFunction(scope);
    if (exported) return ofRow(exported, scope, undefined);
    const assigned = scope.assignedTo.length > 0 ? meanings.rowAt(scope.assignedTo, "assignment") : undefined;
    if (assigned) return ofRow(assigned, scope, undefined);
    const owner = scope.parent === null ? undefined : facts.scopes[scope.parent];
    if (owner?.kind === "class" && scope.name) {
      const base = meanings.rowAt(owner.extends, "extends");
      if (base?.names?.includes(scope.name)) return ofRow(base, scope, undefined);
      for (const id of owner.decorators) {
        const call = facts.calls[id]!;
        const row = meanings.rowAt(call.paths, "decorator", call);
        const name = isConstructor(scope) ? "constructor" : scope.name;
        if (row?.names?.includes(name)) return ofRow(row, scope, call);
      }
    }
    for (const parameter of scope.parameters) {
      const row = meanings.rowAt(facts.bindings[parameter]?.paths ?? [], "parameter");
      if (row && scope.name === null) return ofRow(row, scope, undefined);
      // A named function that takes a request may be a helper: what calls it here decides first.
      if (row && !callers.has(scope.id)) return ofRow(row, scope, undefined);
    }
    return undefined;
  };

  const ofOpener = (scope: FunctionScope, opener: NonNullable<FunctionScope["opener"]>, depth: number, seen: ReadonlySet<ScopeId>): Frequency | undefined => {
    const call = facts.calls[opener.call]!;
    const row =
      opener.field === undefined ? meanings.rowOf(call) : fieldRow(call, opener.field) ;
    if (row && opensWith(row, call, opener.argument)) {
      if (row.role === "limit") {
        const around = ofScope(call.scope, depth, seen);
        return row.repeats ? iterated(around, null, call.callee) : around;
      }
      if (row.role === "repeat") return iterated(ofScope(call.scope, depth, seen), null, call.callee);
      if (row.role !== "delay") return ofRow(row, scope, call);
    }
    if (looksLikeMemo(facts, call)) return once("memo");
    // Handed to something unknown: it runs at most as often as that is reached, as far as anyone can tell.
    return ofScope(call.scope, depth, seen);
  };

  const fieldRow = (call: Call, field: string): Row | undefined => {
    const row = meanings.rowAt(call.paths, "field", call);
    return row?.names?.includes(field) ? row : undefined;
  };

  const ofRow = (row: Row, scope: FunctionScope, call: Call | undefined): Frequency => {
    if (row.role === "memo") return once("memo");
    if (row.role === "once") return once("start-up");
    const per = row.per ?? "event";
    const label = handlerLabel(facts, row, scope, call, fileName);
    return {
      level: "per request",
      phrase: handlerPhrase(per, label),
      reasons: [{ span: call?.callee ?? scope.nameSpan ?? startOf(scope), text: handlerReason(per, label) }],
      handler: scope.id,
      per,
      loop: null,
      barrier: null,
    };
  };

  return (at) => ofScope(at.scope, 0, new Set());
}

function opensWith(row: Row, call: Call, argument: number): boolean {
  switch (row.callback) {
    case undefined:
      return row.as === "field";
    case "all":
      return true;
    case "last":
      return argument === call.arguments.length - 1;
    default:
      return row.callback < 0 ? argument === call.arguments.length + row.callback : argument === row.callback;
  }
}

const once = (barrier: Frequency["barrier"] = null): Frequency => ({
  level: "once", phrase: "", reasons: [], handler: null, per: null, loop: null, barrier,
});

const perCall = (scope: FunctionScope): Frequency => ({
  ...once(),
  level: "per call",
  phrase: scope.name ? `on every call of ${scope.name}` : "on every call",
  reasons: [reason(scope, scope.name ? `runs on every call of ${scope.name}` : "runs on every call")],
});

const iterated = (around: Frequency, loop: ScopeId | null, span: Reason["span"]): Frequency => ({
  ...around,
  level: "per iteration",
  phrase: "in every iteration",
  reasons: [...around.reasons, { span: { start: span.start, end: Math.min(span.end, span.start + 1) }, text: "repeats in this loop" }],
  loop: around.level === "per iteration" && loop === null ? around.loop : loop,
  barrier: null,
});

const called = (call: Call, scope: FunctionScope, frequency: Frequency): Frequency => ({
  ...frequency,
  reasons: [...frequency.reasons, { span: call.callee, text: scope.name ? `calls ${scope.name} here` : "calls it here" }],
});

const levels: readonly Frequency["level"][] = ["once", "per call", "per request", "per iteration"];
const rank = ({ level }: Frequency): number => levels.indexOf(level);

const startOf = (scope: FunctionScope): Reason["span"] => ({ start: scope.span.start, end: scope.span.start + 1 });
const reason = (scope: FunctionScope, text: string): Reason => ({ span: scope.nameSpan ?? startOf(scope), text });
