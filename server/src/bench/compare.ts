/**
 * Two sample series measured interleaved → how they differ, with an interval. Absent on purpose: running them (worker, by a
 * job with two variants) and words (report).
 */
import { medianSorted, quantileSorted } from "simple-statistics";
import type { OutputSample } from "./messages.ts";
import { seededRandom } from "./random.ts";
import type { Interval } from "./statistics.ts";

export interface Comparison {
  /** p50 of A over p50 of B: above 1, B is faster. */
  readonly speedup: number;
  /** 95 % interval of the speedup, by bootstrap over pairs, which keeps what both had to suffer at the same moment. */
  readonly interval: Interval;
  /** The interval leaves out 1 and the change is larger than two equal variants show (A/A). */
  readonly clear: boolean;
  readonly pairs: number;
}

/** Two equal variants came out up to 2 % apart when interleaved; less than that is not a difference. */
export const sameWithin = 0.02;
const resamples = 1_000;
/** Beyond this more samples do not narrow the interval worth their time. */
const resampledPairs = 2_000;

/** Null without a pair. Series are in order: sample i of A was taken beside sample i of B. */
export function compareSeries(a: ArrayLike<number>, b: ArrayLike<number>): Comparison | null {
  const pairs = Math.min(a.length, b.length);
  if (pairs === 0) return null;
  const speedup = median(a, pairs) / median(b, pairs);
  const interval = bootstrap(a, b, pairs);
  const clear = (interval.low > 1 || interval.high < 1) && Math.abs(speedup - 1) > sameWithin;
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

function bootstrap(a: ArrayLike<number>, b: ArrayLike<number>, pairs: number): Interval {
  const random = seededRandom(pairs);
  const size = Math.min(pairs, resampledPairs);
  const drawnA = new Float64Array(size);
  const drawnB = new Float64Array(size);
  const ratios: number[] = [];
  for (let round = 0; round < resamples; round++) {
    for (let index = 0; index < size; index++) {
      const pick = Math.floor(random() * pairs);
      drawnA[index] = a[pick]!;
      drawnB[index] = b[pick]!;
    }
    ratios.push(middle(drawnA.sort()) / middle(drawnB.sort()));
  }
  ratios.sort((x, y) => x - y);
  return { low: quantileSorted(ratios, 0.025), high: quantileSorted(ratios, 0.975) };
}

const middle = (sorted: Float64Array): number => (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;

function median(samples: ArrayLike<number>, count: number): number {
  return medianSorted(
    Array.from(samples)
      .slice(0, count)
      .sort((x, y) => x - y),
  );
}
