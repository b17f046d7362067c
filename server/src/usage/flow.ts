/**
 * How results travel within a loop: what a call's result reaches, and what its arguments need. Absent on purpose: judging
 * whether that makes rounds depend on each other; that is independence.ts.
 */
import type { BindingId, Call, CodeFacts, FunctionScope, LoopScope, Value, Write } from "../facts/facts.ts";
import { contains, type Span } from "../text/span.ts";
import type { Places } from "./places.ts";
import { isWithin } from "./scopes.ts";

export interface Reached {
  /** Everything that may hold the result or something made of it, objects handed it by unknown calls included. */
  readonly all: ReadonlySet<BindingId>;
  /** Only what is assigned it, or changed with it. */
  readonly written: ReadonlySet<BindingId>;
}

export interface Needed {
  readonly bindings: ReadonlySet<BindingId>;
  /** The arguments and the values of the loop's own bindings they are made of. */
  readonly values: readonly Value[];
}

export interface FlowInput {
  readonly facts: CodeFacts;
  readonly places: Places;
  readonly isKnown: (call: Call) => boolean;
}

export interface Flow {
  reachedBy(call: Call, loop: LoopScope): Reached;
  neededBy(values: readonly Value[], loop: LoopScope): Needed;
}

export function createFlow({ facts, places, isKnown }: FlowInput): Flow {
  const reachedBy = (call: Call, loop: LoopScope): Reached => {
    const all = new Set<BindingId>(call.results);
    const written = new Set<BindingId>(call.results);
    const carries = (span: Span, uses: readonly BindingId[]): boolean =>
      contains(span, call.span) || uses.some((used) => all.has(used));
    const writes = places.writesWithin(loop);
    const calls = places.callsWithin(loop.span).filter((other) => other !== call && other.id !== loop.call);
    for (let size = -1; size !== all.size; ) {
      size = all.size;
      for (const { binding, write } of writes) {
        if (!write.value) continue;
        if (!carries(write.value.span, write.value.uses) && !isHanded(write, carries)) continue;
        if (write.kind === "change" && isOfOneRound(write.span.start, write.value.span.start, loop)) continue;
        all.add(binding);
        written.add(binding);
      }
      for (const other of calls) {
        if (isKnown(other) || !other.arguments.some((value) => carries(value.span, value.uses))) continue;
        for (const id of other.receiver) if (facts.bindings[id]!.origin !== "import") all.add(id);
        for (const id of other.results) all.add(id);
        if (other.target !== null) for (const id of writtenIn(other.target)) all.add(id);
      }
    }
    return { all, written };
  };

  /** `buffer.set(next, 0, i)`: front ends take one argument for what is put in, and it may be another. */
  const isHanded = ({ kind, span }: Write, carries: (span: Span, uses: readonly BindingId[]) => boolean): boolean =>
    kind === "change" &&
    places
      .callsWithin(span)
      .some((call) => call.span.end === span.end && call.arguments.some((value) => carries(value.span, value.uses)));

  /** `xs[i].vector = …`: the place that changes belongs to this round alone. */
  const isOfOneRound = (start: number, end: number, loop: LoopScope): boolean =>
    loop.variables.some((id) => facts.bindings[id]!.reads.some(({ span }) => start <= span.start && span.end <= end));

  /** What a function of the file changes outside itself. */
  const writtenIn = (scope: number): readonly BindingId[] => {
    const { span } = facts.scopes[scope] as FunctionScope;
    return places
      .writesInSpan(span)
      .map(({ binding }) => binding)
      .filter((id) => !isWithin(facts, facts.bindings[id]!.home, scope));
  };

  const neededBy = (start: readonly Value[], loop: LoopScope): Needed => {
    const bindings = new Set<BindingId>();
    const values: Value[] = [];
    const needValue = (value: Value): void => {
      values.push(value);
      value.uses.forEach(need);
    };
    const need = (id: BindingId): void => {
      if (bindings.has(id)) return;
      bindings.add(id);
      const binding = facts.bindings[id]!;
      if (!isWithin(facts, binding.home, loop.id) || binding.origin === "function") return;
      for (const { value } of binding.writes) if (value) needValue(value);
    };
    start.forEach(needValue);
    return { bindings, values };
  };

  return { reachedBy, neededBy };
}
