/**
 * How often a line runs: from the line outward through loops, guards, callbacks and callers until something says so.
 * Absent on purpose: what a line costs, and why it may count as once (barriers.ts).
 */
import type { Call, CodeFacts, FunctionScope, LoopScope, Scope, ScopeId } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";
import { behind, builtOnce, guardOf, isConstructor, looksLikeMemo, memoHolds } from "./barriers.ts";
import { settles, waitsForEvents } from "./callbacks.ts";
import type { CallGraph } from "./callGraph.ts";
import { lastName } from "./farCall.ts";
import { labelOf } from "./label.ts";
import { createMarks, type Handing, type Mark } from "./marks.ts";
import type { Meanings } from "./meanings.ts";
import { isLoopCallback } from "./scopes.ts";
import type { Frequency, Reason } from "./usage.ts";

/** Calls between a line and the handler or loop that makes it hot; further away the guess outweighs the finding. */
const deepestChain = 3;

export interface FrequencyInput {
  readonly facts: CodeFacts;
  readonly meanings: Meanings;
  readonly graph: CallGraph;
  readonly fileName: string;
  /** The code at a place. */
  readonly textOf: (span: Span) => string;
  /** The mark of a call that stands for a function of another file. */
  readonly farHandlerOf: (call: Call) => Mark | undefined;
}

/** Where a question stands: how many calls away from the line, and in which functions already. */
interface Trail {
  readonly depth: number;
  readonly inside: ReadonlySet<ScopeId>;
}

export function createFrequency({
  facts,
  meanings,
  graph,
  fileName,
  textOf,
  farHandlerOf,
}: FrequencyInput): (at: Call) => Frequency {
  const known = new Map<ScopeId, Frequency | null>();
  const marks = createMarks({ facts, meanings, graph });

  /** Null when code that runs only because it is already running says nothing about how often it starts. */
  const ofScope = (id: ScopeId, trail: Trail): Frequency | null => {
    if (trail.depth > 0) return climb(facts.scopes[id]!, trail);
    const kept = known.get(id);
    if (kept !== undefined) return kept;
    const found = climb(facts.scopes[id]!, trail);
    known.set(id, found);
    return found;
  };

  const climb = (scope: Scope, trail: Trail): Frequency | null => {
    const above = (): Frequency | null => (scope.parent === null ? once() : ofScope(scope.parent, trail));
    switch (scope.kind) {
      case "module":
        return once();
      case "loop":
        return scope.bound === 0 || scope.bound === 1 ? above() : iterated(above(), scope.id, headOf(scope));
      case "branch": {
        const guard = guardOf({ facts, meanings, graph }, scope);
        if (!guard) return above();
        const home = guard.home === null ? once() : ofOwner(guard.home, trail);
        return home && behind("guard", home);
      }
      case "function":
        return isLoopCallback(facts, scope) ? above() : ofFunction(scope, trail, above);
      default:
        return above();
    }
  };

  /** How often a scope that owns something starts anew. */
  const ofOwner = (id: ScopeId, trail: Trail): Frequency | null =>
    facts.scopes[id]!.kind === "class" ? ofInstances(id, trail) : ofScope(id, trail);

  const ofInstances = (classScope: ScopeId, trail: Trail): Frequency | null => {
    const built = marks.ofMember(classScope, "constructor");
    if (built && builtOnce(built.row)) return once("start-up");
    const constructions = graph.constructionsOf(classScope);
    if (constructions.length === 0 || trail.depth >= deepestChain) return once("constructor");
    return mostOf(constructions.map((call) => called(call, "builds it here", ofScope(call.scope, deeper(trail)))));
  };

  const ofFunction = (scope: FunctionScope, trail: Trail, above: () => Frequency | null): Frequency | null => {
    if (trail.inside.has(scope.id)) return null;
    const inner: Trail = { depth: trail.depth, inside: new Set([...trail.inside, scope.id]) };
    const mark = marks.of(scope);
    if (mark && !(isConstructor(scope) && builtOnce(mark.row))) return ofMark(mark, scope, inner);
    if (isConstructor(scope)) return ofInstances(scope.parent!, inner);
    if (scope.immediate) return above();
    const handing = marks.handingOf(scope);
    const handed = handing && ofHanding(handing, scope, inner);
    // What a memo keeps is asked for by calls that no longer reach the function.
    const calls = graph
      .callersOf(scope.id)
      .filter((call) => handed?.barrier !== "memo" || call.receiver.includes(scope.binding ?? -1));
    if (trail.depth >= deepestChain && calls.length > 0) return perCall(scope);
    const text = scope.name ? `calls ${scope.name} here` : "calls it here";
    const ways = calls.map((call) => called(call, text, ofScope(call.scope, deeper(inner))));
    if (handed) ways.push(handed);
    return mostOf(ways) ?? perCall(scope);
  };

  const ofHanding = (handing: Handing, scope: FunctionScope, trail: Trail): Frequency | null => {
    const { call } = handing;
    const mark = marks.ofHanding(handing, scope);
    if (mark && mark.call === call) return ofMark(mark, scope, trail);
    const callee = textOf(call.callee);
    if (looksLikeMemo(callee)) return once("memo");
    if (mark) return ofMark(mark, scope, trail);
    const around = ofScope(call.scope, trail);
    if (settles.test(callee)) return around;
    // Handed to something unknown: it runs at most as often as that is reached, unless it waits for an event.
    if (waitsForEvents.test(callee) || (around?.per === "render" && around.level === "per request"))
      return perCall(scope);
    return around;
  };

  const ofMark = ({ row, call }: Mark, scope: FunctionScope, trail: Trail): Frequency | null => {
    const around = (): Frequency | null => (call ? ofScope(call.scope, trail) : once());
    switch (row.role) {
      case "memo": {
        const made = around();
        return made && !memoHolds(made) ? made : once("memo");
      }
      case "once":
        return once("start-up");
      case "delay":
      case "worker":
        return around();
      case "limit":
        return row.repeats && call ? iterated(around(), null, call.callee) : around();
      case "repeat":
        return iterated(around(), null, call?.callee ?? firstOf(scope.span));
      default:
        return {
          ...hot(scope, row.per ?? "event", labelOf(facts, row, scope, call, fileName), call),
          ...(row.pooled && { pooled: true }),
        };
    }
  };

  const hot = (
    scope: FunctionScope,
    per: NonNullable<Frequency["per"]>,
    label: { readonly phrase: string; readonly reason: string },
    call: Call | undefined,
  ): Frequency => ({
    ...once(),
    level: "per request",
    phrase: label.phrase,
    reasons: [{ span: call?.callee ?? scope.nameSpan ?? firstOf(scope.span), text: label.reason }],
    handler: scope.id,
    per,
  });

  /** A field's initial value is worked out whenever the class is built; a static one when the class is defined. */
  const ofField = (at: Call, classScope: ScopeId): Frequency | null => {
    const isStatic = facts.bindings.some(
      (binding) =>
        binding.home === classScope &&
        binding.shared &&
        binding.writes.some(({ span }) => span.start <= at.span.start && at.span.end <= span.end),
    );
    return isStatic ? ofScope(classScope, start) : ofInstances(classScope, start);
  };

  /** Its runs count where it is handed over, as nothing of this file runs in them. */
  const ofFarHandler = ({ row, call }: Mark, at: Call): Frequency => {
    const name = lastName(textOf(at.callee));
    const label = labelOf(facts, row, { name, exportedAs: [], span: at.callee, parent: null }, call, fileName);
    return {
      ...once(),
      level: "per request",
      phrase: label.phrase,
      reasons: [{ span: call?.callee ?? at.callee, text: label.reason }],
      handler: at.scope,
      per: row.per ?? "event",
    };
  };

  return (at) => {
    const far = farHandlerOf(at);
    if (far) return ofFarHandler(far, at);
    const scope = facts.scopes[at.scope]!;
    return (scope.kind === "class" ? ofField(at, scope.id) : ofScope(at.scope, start)) ?? once();
  };
}

const start: Trail = { depth: 0, inside: new Set() };
const deeper = (trail: Trail): Trail => ({ depth: trail.depth + 1, inside: trail.inside });

const once = (barrier: Frequency["barrier"] = null): Frequency => ({
  level: "once",
  phrase: "",
  reasons: [],
  handler: null,
  per: null,
  loop: null,
  barrier,
});

const perCall = (scope: FunctionScope): Frequency => ({
  ...once(),
  level: "per call",
  phrase: scope.name ? `on every call of ${scope.name}` : "on every call",
  reasons: [
    {
      span: scope.nameSpan ?? firstOf(scope.span),
      text: scope.name ? `runs on every call of ${scope.name}` : "runs on every call",
    },
  ],
});

const iterated = (around: Frequency | null, loop: ScopeId | null, at: Span): Frequency | null =>
  around && {
    ...around,
    level: "per iteration",
    phrase: "in every iteration",
    reasons: [...around.reasons, { span: at, text: "repeats in this loop" }],
    loop,
    barrier: null,
  };

const called = (call: Call, text: string, frequency: Frequency | null): Frequency | null => {
  if (!frequency || frequency.level === "once") return frequency;
  const step: Reason = { span: call.callee, text };
  return { ...frequency, reasons: [...frequency.reasons, step] };
};

const levels: readonly Frequency["level"][] = ["once", "per call", "per request", "per iteration"];

function mostOf(ways: readonly (Frequency | null)[]): Frequency | null {
  let most: Frequency | null = null;
  for (const way of ways) if (way && (!most || levels.indexOf(way.level) > levels.indexOf(most.level))) most = way;
  return most;
}

const firstOf = (span: Span): Span => ({ start: span.start, end: Math.min(span.end, span.start + 1) });

/** The head of a loop, which is what a reader looks for. */
const headOf = (loop: LoopScope): Span =>
  loop.form === "do" || loop.body.start <= loop.span.start
    ? firstOf(loop.span)
    : { start: loop.span.start, end: loop.body.start };
