/**
 * The loop independence guard: reasons not to tell anybody to batch a loop, run it together or move a call out of it.
 * Absent on purpose: what would be gained.
 */
import type { BindingId, Call, CodeFacts, LoopScope, ScopeId, Value } from "../facts/facts.ts";
import { contains } from "../text/span.ts";
import type { Meanings } from "./meanings.ts";
import type { Places } from "./places.ts";
import { isWithin } from "./scopes.ts";
import type { Dependence, Target } from "./usage.ts";
import type { Varies } from "./varies.ts";

export interface IndependenceInput {
  readonly facts: CodeFacts;
  readonly meanings: Meanings;
  readonly target: Target;
  readonly varies: Varies;
  readonly places: Places;
}

/** A handful of rounds is not worth a change. */
const fewRounds = 3;
const waitsByName = /^(sleep|delay|wait|pause|throttle|backoff|rateLimit|setTimeout)/i;

export function createIndependence({
  facts,
  meanings,
  target,
  varies,
  places,
}: IndependenceInput): (call: Call, loop: LoopScope) => Dependence | null {
  const limitedLoops = new Map<ScopeId, boolean>();
  return (call, loop) => {
    if (target === "test") return "test or benchmark";
    if (loop.form === "for-await") return "reads a stream";
    if (loop.bound !== null && loop.bound <= fewRounds) return "few rounds";
    if (loop.chunked) return "works in chunks";
    if (endsOn(call, loop)) return "ends on the result";
    if (usesEarlier(call, loop)) return "uses an earlier result";
    if (limited(loop)) return "limited or delayed on purpose";
    if (!varies(call.arguments, loop.id, call.receiver)) {
      if (meanings.eventOf(call)?.role === "generate") return "sampling on purpose";
      if (call.discarded || (call.results.length === 0 && loop.over === null)) return "test or benchmark"; // warm-up and timing loops
    }
    return null;
  };

  function endsOn(call: Call, loop: LoopScope): boolean {
    const results = reachedFrom(call.results, loop);
    if (loop.condition.some((binding) => results.has(binding))) return true;
    return loop.exits.some((exit) => {
      if (exit.kind === "throw") return false;
      return contains(exit.span, call.span) || exit.uses.some((binding) => results.has(binding));
    });
  }

  /** Something the call needs lives longer than a round and changes in it: history, a cursor, the last answer. */
  function usesEarlier(call: Call, loop: LoopScope): boolean {
    const needed = new Set<BindingId>();
    const need = (id: BindingId): void => {
      if (needed.has(id)) return;
      needed.add(id);
      const binding = facts.bindings[id];
      if (!binding || !isWithin(facts, binding.home, loop.id)) return;
      for (const { value } of binding.writes) value?.uses.forEach(need);
    };
    for (const value of call.arguments) value.uses.forEach(need);
    call.receiver.forEach(need);
    return [...needed].some((id) => {
      const binding = facts.bindings[id];
      if (!binding || isWithin(facts, binding.home, loop.id) || loop.variables.includes(id)) return false;
      return binding.writes.some(
        (write) =>
          write.kind !== "initial" && isWithin(facts, write.scope, loop.id) && !isElementWrite(write.value, call),
      );
    });
  }

  /** Bindings of the loop whose value comes from these. */
  function reachedFrom(start: readonly BindingId[], loop: LoopScope): ReadonlySet<BindingId> {
    const reached = new Set(start);
    if (start.length === 0) return reached;
    const writes = places.writesWithin(loop);
    for (let size = -1; size !== reached.size; ) {
      size = reached.size;
      for (const { binding, write } of writes)
        if (write.value?.uses.some((used) => reached.has(used))) reached.add(binding);
    }
    return reached;
  }

  function limited(loop: LoopScope): boolean {
    let known = limitedLoops.get(loop.id);
    if (known === undefined) {
      known = places.callsWithin(loop.body).some(isLimitOrDelay);
      limitedLoops.set(loop.id, known);
    }
    return known;
  }

  function isLimitOrDelay(call: Call): boolean {
    const role = meanings.rowOf(call)?.role;
    if (role === "limit" || role === "delay") return true;
    const callee = call.target === null ? undefined : facts.scopes[call.target];
    const name = callee?.kind === "function" ? callee.name : (call.paths[0]?.steps.split(".").at(-1) ?? null);
    return name !== null && waitsByName.test(name);
  }
}

/** `rows[i].vector = await embed(rows[i].text)` changes the list it reads, but not what other rounds read. */
function isElementWrite(value: Value | null, call: Call): boolean {
  return value?.kind === "call" ? value.call === call.id : false;
}
