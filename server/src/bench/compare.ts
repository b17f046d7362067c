/**
 * Two sample series measured interleaved → how they differ, with an interval. Absent on purpose: running them (worker, by a
 * job with two variants) and words (report).
 */
import { medianSorted } from "simple-statistics";
import { medianRatioDoubt } from "./bootstrap.ts";
import type { OutputSample } from "./messages.ts";
import type { Interval } from "./statistics.ts";

export interface Comparison {
  /** p50 of A over p50 of B: above 1, B is faster. */
  readonly speedup: number;
  /** 95 % interval of the speedup, by a bootstrap over blocks of pairs, which keeps what both had to suffer at the same moment. */
  readonly interval: Interval;
  /** The interval leaves out 1 and the change is larger than two equal variants show (A/A). */
  readonly clear: boolean;
  readonly pairs: number;
}

/**
 * Two sessions of the same model differ by where their memory lies, which no number of samples cures: up to 2 % was seen. Less
 * than this is not a difference, however narrow the interval.
 */
export const sameWithin = 0.02;
/** With fewer pairs an interval is a guess: five medians of equal variants in order happen too often. */
const fewestPairs = 6;

/** Null without a pair. Series are in order: sample i of A was taken beside sample i of B. */
export function compareSeries(a: ArrayLike<number>, b: ArrayLike<number>): Comparison | null {
  const pairs = Math.min(a.length, b.length);
  if (pairs === 0) return null;
  const speedup = median(a, pairs) / median(b, pairs);
  const interval = medianRatioDoubt(a, b);
  const clear = pairs >= fewestPairs && (interval.low > 1 || interval.high < 1) && Math.abs(speedup - 1) > sameWithin;
  return { speedup, interval, clear, pairs };
}

/** Largest absolute difference of the sampled outputs; null when they do not have the same names and shapes. */
export function outputDifference(a: readonly OutputSample[], b: readonly OutputSample[]): number | null {
  if (a.length !== b.length) return null;
  let largest = 0;
  for (const one of a) {
    const other = b.find((candidate) => candidate.name === one.name);
    if (!other || other.dims.join() !== one.dims.join() || other.values.length !== one.values.length) return null;
    for (let index = 0; index < one.values.length; index++)
      largest = Math.max(largest, distance(one.values[index]!, other.values[index]!));
  }
  return largest;
}

/** Two NaN are the same answer; one is not. */
function distance(a: number, b: number): number {
  if (Number.isNaN(a) && Number.isNaN(b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.POSITIVE_INFINITY;
  return a === b ? 0 : Math.abs(a - b);
}

function median(samples: ArrayLike<number>, count: number): number {
  return medianSorted(
    Array.from(samples)
      .slice(0, count)
      .sort((x, y) => x - y),
  );
}
