/**
 * Whether a run says what its scenario promises, after the rules of MLPerf's LoadGen: enough queries for the percentile, the rate
 * held, not too short. Absent on purpose: words (report) and whether the machine was disturbed, which every figure tells by itself.
 */
import type { Measured } from "../history/record.ts";
import type { Scenario } from "./spec.ts";
import { samplesNeeded } from "./statistics.ts";

/** The percentile a bound is about. */
export const boundShare = 0.99;
/** How sure one wants to be that the bound holds for queries to come; LoadGen's own figure. */
const confidence = 0.99;
/** Below this share of the rate asked for, work piled up. */
export const rateHeld = 0.95;
const shortestMs = 1_000;
const fewestRuns = 20;

export type Objection =
  | { readonly kind: "too-few"; readonly count: number; readonly needed: number; readonly what: "queries" | "runs" }
  | { readonly kind: "too-short"; readonly ms: number; readonly neededMs: number }
  | { readonly kind: "over-bound"; readonly share: number; readonly allowed: number; readonly boundMs: number }
  /** So few were over the bound that it may hold, but not few enough to be sure. */
  | { readonly kind: "unsure"; readonly over: number; readonly count: number; readonly boundMs: number }
  | { readonly kind: "rate-not-held"; readonly finishedPerSecond: number; readonly ratePerSecond: number }
  | { readonly kind: "run-exceeds-bound"; readonly boundMs: number }
  | { readonly kind: "cut-short" };

/** Empty: valid. */
export function objectionsTo(scenario: Scenario | undefined, measured: Measured): Objection[] {
  const { samplesMs, wallMs, scenario: figures } = measured;
  const short: Objection[] = wallMs < shortestMs ? [{ kind: "too-short", ms: wallMs, neededMs: shortestMs }] : [];
  if (scenario?.kind === "server" && figures?.kind === "server") {
    if (figures.ratePerSecond === null) return [{ kind: "run-exceeds-bound", boundMs: scenario.boundMs }];
    const trial = figures.trials.at(-1);
    return [
      ...(trial?.cutShort ? [{ kind: "cut-short" } as const] : []),
      ...objectionsToLoad(samplesMs, scenario.boundMs, figures.ratePerSecond, figures.finishedPerSecond),
      ...short,
    ];
  }
  const needed = scenario?.kind === "multi-stream" ? samplesNeeded(boundShare) : fewestRuns;
  const what = scenario?.kind === "multi-stream" ? "queries" : "runs";
  return [
    ...(samplesMs.length < needed ? [{ kind: "too-few", count: samplesMs.length, needed, what } as const] : []),
    ...short,
  ];
}

/** Of one trial at a rate: the worst objection about its latencies, and whether it held the rate. */
export function objectionsToLoad(
  latenciesMs: ArrayLike<number>,
  boundMs: number,
  ratePerSecond: number,
  finishedPerSecond: number,
): Objection[] {
  const count = latenciesMs.length;
  const over = countAbove(latenciesMs, boundMs);
  const held = finishedPerSecond >= rateHeld * ratePerSecond;
  return [
    ...latencyObjection(count, over, boundMs),
    ...(held ? [] : [{ kind: "rate-not-held", finishedPerSecond, ratePerSecond } as const]),
  ];
}

function latencyObjection(count: number, over: number, boundMs: number): Objection[] {
  const allowed = 1 - boundShare;
  if (over > allowed * count) return [{ kind: "over-bound", share: over / count, allowed, boundMs }];
  const needed = queriesToBeSure(0);
  if (count < needed) return [{ kind: "too-few", count, needed, what: "queries" }];
  return boundHolds(count, over) ? [] : [{ kind: "unsure", over, count, boundMs }];
}

/**
 * Whether so few of so many above the bound would be unlikely (1 %) if more than 1 % of all queries were: the rule by which
 * LoadGen lets a run stop early.
 */
export const boundHolds = (count: number, over: number): boolean =>
  atMost(over, count, 1 - boundShare) <= 1 - confidence;

/** 459 without one above the bound. */
export function queriesToBeSure(over: number): number {
  let count = over + 1;
  while (!boundHolds(count, over)) count++;
  return count;
}

/** Probability of at most `times` events in `count` tries with that chance each. */
function atMost(times: number, count: number, chance: number): number {
  if (times >= count) return 1;
  let term = count * Math.log1p(-chance);
  let sum = Math.exp(term);
  for (let k = 1; k <= times; k++) {
    term += Math.log((count - k + 1) / k) + Math.log(chance) - Math.log1p(-chance);
    sum += Math.exp(term);
  }
  return sum;
}

export function countAbove(values: ArrayLike<number>, limit: number): number {
  let above = 0;
  for (let index = 0; index < values.length; index++) if (values[index]! > limit) above++;
  return above;
}
