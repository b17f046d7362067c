/**
 * Figures from raw samples: percentiles with their doubt, outliers flagged and never dropped, the stability rule.
 * Absent on purpose: units, words and clocks.
 */
import { medianAbsoluteDeviation, medianSorted, quantileSorted } from "simple-statistics";
import type { Measured } from "../history/record.ts";
import { doubtOf } from "./bootstrap.ts";
import { type Steadiness, steadinessOf } from "./settling.ts";
import type { StopRule } from "./spec.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Summary {
  readonly count: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly p50Ms: number;
  /** 95 % interval of the median; the whole range when there are fewer than 6 samples. */
  readonly p50Interval: Interval;
  /** Null with too few samples: a percentile needs 10 samples beyond it. So are their intervals. */
  readonly p90Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly p999Ms: number | null;
  readonly p90Interval: Interval | null;
  readonly p95Interval: Interval | null;
  readonly p99Interval: Interval | null;
  readonly p999Interval: Interval | null;
  readonly madMs: number;
  /** Samples further above the median than outliers allow. They stay in every figure. */
  readonly outliers: number;
  readonly itemsPerSecond: number;
  readonly itemsPerSecondInterval: Interval;
  /** Whether the parts of the run agree with each other; null when it is too short to say. */
  readonly steadiness: Steadiness | null;
}

/** Samples that must lie beyond a percentile before it is shown. */
const samplesBeyond = 10;
export const samplesNeeded = (share: number): number => Math.round(samplesBeyond / (1 - share));

/** Below this a bootstrap has too little to draw from, and order statistics say how well the median is known. */
const fewestForBootstrap = 20;

/** Everybody who shows a run asks for the same summary; the series of a record never change. */
const summaries = new WeakMap<
  ArrayLike<number>,
  { readonly count: number; readonly batch: number; readonly summary: Summary }
>();

/** Null when there is not a single sample. `samplesMs` in the order they were taken; `batch`: items per run. */
export function summarize(samplesMs: ArrayLike<number>, batch: number): Summary | null {
  if (samplesMs.length === 0) return null;
  const known = summaries.get(samplesMs);
  if (known?.count === samplesMs.length && known.batch === batch) return known.summary;
  const summary = summaryOf(samplesMs, batch);
  summaries.set(samplesMs, { count: samplesMs.length, batch, summary });
  return summary;
}

/** Of a run of a model, whatever its scenario. Null when it has no sample. */
export function summarizeRun(measured: Measured): Summary | null {
  const summary = summarize(measured.samplesMs, measured.batch);
  if (!summary || measured.scenario?.kind !== "server") return summary;
  // Queries wait beside each other, so their latencies do not add up to the time they took.
  const itemsPerSecond = measured.scenario.finishedPerSecond * measured.batch;
  return { ...summary, itemsPerSecond, itemsPerSecondInterval: { low: itemsPerSecond, high: itemsPerSecond } };
}

function summaryOf(samplesMs: ArrayLike<number>, batch: number): Summary {
  const sorted = Float64Array.from(samplesMs).sort();
  const count = sorted.length;
  const values = Array.from(sorted);
  const p50Ms = medianSorted(values);
  const madMs = medianAbsoluteDeviation(values);
  const shares = [0.5, 0.9, 0.95, 0.99, 0.999].filter((share) => share === 0.5 || count >= samplesNeeded(share));
  const doubt = count >= fewestForBootstrap ? doubtOf(samplesMs, shares) : null;
  const percentile = (share: number) => (shares.includes(share) ? quantileSorted(values, share) : null);
  const interval = (share: number) => doubt?.percentiles[shares.indexOf(share)] ?? null;
  const totalMs = values.reduce((sum, value) => sum + value, 0);
  const perSecond = (meanMs: number) => (meanMs > 0 ? (batch * 1000) / meanMs : 0);
  const mean = doubt?.mean ?? { low: values[0]!, high: values[count - 1]! };
  return {
    count,
    minMs: values[0]!,
    maxMs: values[count - 1]!,
    p50Ms,
    p50Interval: interval(0.5) ?? medianInterval(sorted),
    p90Ms: percentile(0.9),
    p95Ms: percentile(0.95),
    p99Ms: percentile(0.99),
    p999Ms: percentile(0.999),
    p90Interval: interval(0.9),
    p95Interval: interval(0.95),
    p99Interval: interval(0.99),
    p999Interval: interval(0.999),
    madMs,
    outliers: countAbove(values, outlierLimit(values, p50Ms, madMs)),
    itemsPerSecond: perSecond(totalMs / count),
    itemsPerSecondInterval: { low: perSecond(mean.high), high: perSecond(mean.low) },
    steadiness: steadinessOf(samplesMs),
  };
}

/**
 * 95 % interval of the median by order statistics: no assumption about the shape of the distribution.
 * Ranks n/2 ± 1.96 √n / 2 (normal approximation of the binomial). Samples are taken as independent: quick enough to be asked
 * while a run goes on, and what is shown afterwards is the bootstrap's.
 */
export function medianInterval(sorted: ArrayLike<number>): Interval {
  const count = sorted.length;
  if (count === 0) return { low: Number.NaN, high: Number.NaN };
  const half = (1.96 * Math.sqrt(count)) / 2;
  const low = Math.max(0, Math.floor(count / 2 - half) - 1);
  const high = Math.min(count - 1, Math.ceil(count / 2 + half));
  return { low: sorted[low]!, high: sorted[high]! };
}

/** True when the median is known well enough to stop early. */
export function isStable(samplesMs: Float64Array, rule: Pick<StopRule, "minRuns" | "stableShare">): boolean {
  if (samplesMs.length < rule.minRuns) return false;
  const sorted = samplesMs.slice().sort();
  const { low, high } = medianInterval(sorted);
  const median = sorted[sorted.length >> 1]!;
  return median > 0 && (high - low) / median < rule.stableShare;
}

/** Robust distance: 5 scaled median absolute deviations, but never less than half of the median, which is daily noise. */
function outlierLimit(sorted: readonly number[], median: number, mad: number): number {
  return sorted.length < 5 ? Number.POSITIVE_INFINITY : median + Math.max(5 * 1.4826 * mad, median / 2);
}

function countAbove(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return sorted.length - low;
}

/** CPU time over wall time of the steady state; above 1 with several threads. */
export const cpuShare = (measured: Pick<Measured, "cpuMs" | "wallMs">): number =>
  measured.wallMs > 0 ? measured.cpuMs / measured.wallMs : 0;

/** Below this share of one processor, other work held the runs up. Only meaningful when the model runs on the CPU. */
const undisturbedShare = 0.9;

/** Share of the time in which other work ran instead; null when the figure is undisturbed or says nothing. */
export function disturbedShare(measured: Pick<Measured, "cpuMs" | "wallMs">, provider: string): number | null {
  if (provider !== "cpu" || measured.wallMs <= 0) return null;
  const share = cpuShare(measured);
  return share >= undisturbedShare ? null : 1 - share;
}

/** The live figure of a run that is still on; null before the first sample. */
export function medianSoFar(samplesMs: readonly number[]): number | null {
  return samplesMs.length === 0 ? null : medianSorted([...samplesMs].sort((a, b) => a - b));
}
