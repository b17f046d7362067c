/**
 * Whether two kept series of samples differ: a rank test, which assumes no distribution, together with a smallest effect that counts,
 * because two runs at different times differ by what the machine did meanwhile. Absent on purpose: series taken in turns
 * (bench/compare.ts), which suffer the same moments, and words.
 */
import { errorFunction, median, medianAbsoluteDeviation, quantileSorted, wilcoxonRankSum } from "simple-statistics";
import { seededRandom } from "../bench/random.ts";
import { steadinessOf } from "../bench/settling.ts";
import type { Interval } from "../bench/statistics.ts";

export interface StoredComparison {
  /** p50 of A over p50 of B: above 1, B is faster. */
  readonly speedup: number;
  /** 95 % interval of the speedup, by bootstrap. */
  readonly interval: Interval;
  /** Mann–Whitney, two-sided; null with too few samples. */
  readonly p: number | null;
  readonly counts: readonly [number, number];
  /** Share of change below which it is not told apart from the machine's own moods. */
  readonly smallestEffect: number;
  readonly verdict: "faster" | "slower" | "same" | "below-smallest-effect" | "too-few" | "unsteady";
}

export interface HowToCompare {
  /** Default: what equal runs are known to differ by. */
  readonly smallestEffect?: number;
  /** Other work held one of them up: what differs may be that. */
  readonly disturbed?: boolean;
}

/** Runs of the same thing, one after the other on one machine, differ by that much without a reason. */
export const smallestStoredEffect = 0.04;
/** One false alarm in a hundred, before the smallest effect is asked for. */
const alarmLevel = 0.01;
const fewestSamples = 5;
const resamples = 1_000;

export function compareStored(
  a: readonly number[],
  b: readonly number[],
  { smallestEffect = smallestStoredEffect, disturbed = false }: HowToCompare = {},
): StoredComparison {
  const counts = [a.length, b.length] as const;
  if (Math.min(...counts) < fewestSamples) {
    const none = { low: Number.NaN, high: Number.NaN };
    return { speedup: Number.NaN, interval: none, p: null, counts, smallestEffect, verdict: "too-few" };
  }
  const speedup = median([...a]) / median([...b]);
  const [blocksA, blocksB] = [blocks(a), blocks(b)];
  const p = mannWhitney(blocksA, blocksB);
  const interval = bootstrap(blocksA, blocksB);
  const found = verdictOf(speedup, interval, p, smallestEffect);
  const differs = found === "faster" || found === "slower";
  const verdict = differs && (disturbed || !isSteady(a) || !isSteady(b)) ? "unsteady" : found;
  return { speedup, interval, p, counts, smallestEffect, verdict };
}

/**
 * How much medians of equal runs differ here: with five and more of them, three scaled median absolute deviations; never less than
 * the smallest effect.
 */
export function effectAbove(medians: readonly number[]): number {
  if (medians.length < 5) return smallestStoredEffect;
  const middle = median([...medians]);
  const spread = (3 * 1.4826 * medianAbsoluteDeviation([...medians])) / middle;
  return Math.max(smallestStoredEffect, Number.isFinite(spread) ? spread : 0);
}

/** Runs that got slower or faster while they were measured say nothing about what was measured. */
const isSteady = (samples: readonly number[]): boolean => steadinessOf(samples)?.steady ?? true;

function verdictOf(speedup: number, { low, high }: Interval, p: number, effect: number): StoredComparison["verdict"] {
  if (p >= alarmLevel || (low <= 1 && high >= 1)) return "same";
  const factor = Math.max(speedup, 1 / speedup);
  if (factor - 1 < effect) return "below-smallest-effect";
  return speedup > 1 ? "faster" : "slower";
}

const mostBlocks = 100;

/**
 * Neighbouring samples resemble each other, which a rank test would take for evidence. Medians of stretches do so less, and there
 * are never so many of them that a difference nobody would notice becomes significant.
 */
function blocks(samples: readonly number[]): number[] {
  if (samples.length <= mostBlocks) return [...samples];
  return Array.from({ length: mostBlocks }, (_, index) => {
    const from = Math.floor((index * samples.length) / mostBlocks);
    const to = Math.floor(((index + 1) * samples.length) / mostBlocks);
    return median(samples.slice(from, to));
  });
}

/** Two-sided p by the normal approximation, corrected for ties and continuity. */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  const all = n + m;
  const u = wilcoxonRankSum([...a], [...b]) - (n * (n + 1)) / 2;
  const ties = tieTerm([...a, ...b]);
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  if (!(variance > 0)) return 1; // all values are equal
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, Math.max(0, 1 - errorFunction(z / Math.SQRT2)));
}

function tieTerm(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
}

function bootstrap(a: readonly number[], b: readonly number[]): Interval {
  const random = seededRandom(a.length + b.length);
  const drawn = (from: readonly number[]): number => {
    const sample = Float64Array.from(from, () => from[Math.floor(random() * from.length)]!).sort();
    return (sample[(sample.length - 1) >> 1]! + sample[sample.length >> 1]!) / 2;
  };
  const ratios = Array.from({ length: resamples }, () => drawn(a) / drawn(b)).sort((x, y) => x - y);
  return { low: quantileSorted(ratios, 0.025), high: quantileSorted(ratios, 0.975) };
}
