/**
 * What the rules about training ask of a file: its loops that work gradients out, its text. Absent on
 * purpose: advice, and names of libraries; those stand in the data files.
 */
import type { Call, LoopScope, Scope } from "../facts/facts.ts";
import { contains, type Span } from "../text/span.ts";
import { functionAround, upFrom } from "../usage/scopes.ts";
import type { Event, Usage } from "../usage/usage.ts";

export const wholeText = (usage: Usage): string => usage.textOf(usage.scope(0).span);

/** Calls that work gradients out within a place. */
export const backwardsIn = (usage: Usage, place: Span): readonly Event[] =>
  usage.of("backward").filter(({ call }) => contains(place, call.span));

/** The innermost loop around a call that works gradients out in each round. */
export const trainingLoopAround = (usage: Usage, call: Call): LoopScope | undefined =>
  usage.loopsAround(call).find((loop) => backwardsIn(usage, loop.body).length > 0);

/** A loop over batches: it works gradients out itself, not in a loop inside, as one over epochs does. */
export const isStepLoop = (usage: Usage, loop: LoopScope): boolean =>
  backwardsIn(usage, loop.body).some(({ call }) => usage.loopsAround(call)[0]?.id === loop.id);

/** `if step % 50 == 0:`, and in answer to an error. */
export function isForSomeRounds(usage: Usage, call: Pick<Call, "scope">, loop: LoopScope): boolean {
  for (const scope of upFrom(usage.facts, call.scope)) {
    if (scope.id === loop.id) return false;
    if (scope.kind === "branch" || (scope.kind === "try" && scope.part !== "try")) return true;
  }
  return false;
}

/** The function a call stands in; the module when it stands in none. */
export const homeOf = (usage: Usage, { scope }: Pick<Call, "scope">): Scope =>
  functionAround(usage.facts, scope) ?? usage.scope(0);
