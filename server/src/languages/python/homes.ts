/**
 * Where names live. In Python a name belongs to its whole function; what a loop sets anew in each round before it reads it belongs,
 * as far as anybody can tell, to the round. Absent on purpose: names that functions inside share.
 */
import type { ScopeId } from "../../facts/facts.ts";
import type { BindingRecord } from "../../facts/records.ts";
import type { Walk } from "./walk.ts";

export function settleHomes(walk: Walk): void {
  for (const binding of walk.pen.bindings) {
    if (binding.origin === "variable" || binding.origin === "loop") narrow(walk, binding);
    const [first] = binding.writes;
    // Set in a loop its name outlives, it is another value in every round.
    if (first?.kind === "initial" && loopsBetween(walk, first.scope, binding.home)) first.kind = "assign";
  }
}

function narrow(walk: Walk, binding: BindingRecord): void {
  const { writes, reads, home } = binding;
  const [first] = writes;
  if (first === undefined || first.kind === "change") return;
  const loop = innermostLoop(
    walk,
    [...writes, ...reads].map(({ scope }) => scope),
    home,
  );
  if (loop === undefined) return;
  if (isConditional(walk, first.scope, loop)) return;
  // Read before it is set, or by what sets it: the value of the round before.
  if (reads.some(({ span }) => span.start < first.span.end)) return;
  binding.home = loop;
  binding.shared = false;
  if (first.kind === "assign") first.kind = "initial";
}

/** The loop that holds all these places and lies in the scope a name is declared in. */
function innermostLoop(walk: Walk, places: readonly ScopeId[], home: ScopeId): ScopeId | undefined {
  const [first, ...others] = places.map((place) => upTo(walk, place, home));
  if (first === undefined) return undefined;
  const common = first.filter((scope) => others.every((chain) => chain.includes(scope)));
  // A function in between runs when it likes.
  const end = common.findIndex((scope) => walk.pen.scopes[scope]!.kind === "function");
  return (end < 0 ? common : common.slice(0, end)).find((scope) => walk.pen.scopes[scope]!.kind === "loop");
}

/** Scopes from a place outwards, without the home itself. */
function upTo(walk: Walk, place: ScopeId, home: ScopeId): readonly ScopeId[] {
  const chain: ScopeId[] = [];
  for (let at: ScopeId | null = place; at !== null && at !== home; at = walk.pen.scopes[at]!.parent) chain.push(at);
  return chain;
}

const isConditional = (walk: Walk, from: ScopeId, loop: ScopeId): boolean =>
  upTo(walk, from, loop).some((scope) => walk.pen.scopes[scope]!.kind !== "context");

const loopsBetween = (walk: Walk, from: ScopeId, home: ScopeId): boolean =>
  upTo(walk, from, home).some((scope) => walk.pen.scopes[scope]!.kind === "loop");
