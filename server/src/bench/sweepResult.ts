/**
 * What a sweep found: a point for each cell, which of them nothing beats, and which one to take. Absent on purpose: words (report)
 * and settings nobody measured.
 */
import type { Failure, ModelRun } from "../history/record.ts";
import { type Interval, type Summary, summarize } from "./statistics.ts";
import { cellKey, type SweepCell, type SweepSettings } from "./sweep.ts";

export type CellResult =
  | { readonly kind: "measured"; readonly cell: SweepCell; readonly point: SweepPoint }
  | { readonly kind: "failed"; readonly cell: SweepCell; readonly failure: Failure }
  | { readonly kind: "open"; readonly cell: SweepCell };

export interface SweepPoint {
  readonly settings: SweepSettings;
  /** Of one batch, over all passes. */
  readonly summary: Summary;
  readonly itemsPerSecond: number;
  readonly itemsPerSecondInterval: Interval;
  readonly peakBytes: number;
  readonly loadMs: number;
  /** Slowest pass over the fastest one, minus 1; null with one pass. */
  readonly betweenPasses: number | null;
}

export interface SweepBudget {
  readonly percentile: "p50" | "p95" | "p99";
  readonly ms: number;
}

export function cellResults(cells: readonly SweepCell[], runs: readonly ModelRun[]): CellResult[] {
  return cells.map((cell) => {
    const key = cellKey(cell.spec);
    const own = runs.filter(({ spec }) => cellKey(spec) === key);
    const failed = own.find(({ outcome }) => outcome.kind === "failed");
    const point = pointOf(cell.settings, own);
    if (point) return { kind: "measured", cell, point };
    return failed?.outcome.kind === "failed"
      ? { kind: "failed", cell, failure: failed.outcome.failure }
      : { kind: "open", cell };
  });
}

export const pointsOf = (results: readonly CellResult[]): SweepPoint[] =>
  results.flatMap((result) => (result.kind === "measured" ? [result.point] : []));

function pointOf(settings: SweepSettings, runs: readonly ModelRun[]): SweepPoint | null {
  const measured = runs.flatMap(({ outcome }) => (outcome.kind === "measured" ? [outcome.measured] : []));
  const [first] = measured;
  const summary =
    first &&
    summarize(
      measured.flatMap(({ samplesMs }) => samplesMs),
      first.batch,
    );
  if (!first || !summary) return null;
  const medians = measured.flatMap(({ samplesMs, batch }) => summarize(samplesMs, batch)?.p50Ms ?? []);
  return {
    settings,
    summary,
    itemsPerSecond: summary.itemsPerSecond,
    itemsPerSecondInterval: summary.itemsPerSecondInterval,
    peakBytes: Math.max(...measured.map(({ peakBytes }) => peakBytes)),
    loadMs: Math.min(...measured.map(({ loadMs }) => loadMs)),
    betweenPasses: medians.length < 2 ? null : Math.max(...medians) / Math.min(...medians) - 1,
  };
}

/** Points that nothing beats in both latency and throughput, fastest answer first. */
export function paretoFront(points: readonly SweepPoint[]): SweepPoint[] {
  const byLatency = [...points].sort(
    (a, b) => a.summary.p50Ms - b.summary.p50Ms || b.itemsPerSecond - a.itemsPerSecond,
  );
  let most = Number.NEGATIVE_INFINITY;
  return byLatency.filter(({ itemsPerSecond }) => {
    const better = itemsPerSecond > most;
    most = Math.max(most, itemsPerSecond);
    return better;
  });
}

/** Null when the percentile has too few samples: then the largest one is judged, which is stricter. */
export function budgetValue({ summary }: SweepPoint, { percentile }: SweepBudget): number {
  const value = { p50: summary.p50Ms, p95: summary.p95Ms, p99: summary.p99Ms }[percentile];
  return value ?? summary.maxMs;
}

export const isOverBudget = (point: SweepPoint, budget: SweepBudget | null): boolean =>
  budget !== null && budgetValue(point, budget) > budget.ms;

export interface Recommendation {
  readonly chosen: SweepPoint;
  /** What it is compared with: the same but the smallest batch, or the plainest settings. Null when that is the chosen one. */
  readonly baseline: SweepPoint | null;
  /** More throughput, but over the budget. */
  readonly beyondBudget: SweepPoint | null;
  /** Throughput times latency of it is not what is under way at a time, so one of them is wrong: nothing is recommended. */
  readonly inconsistent: boolean;
  /** Its passes differ too much for its place to be sure. */
  readonly unsure: boolean;
}

/** Throughputs nearer than this are the same, and the smaller settings win. */
const sameThroughput = 0.03;
/** Little's law may be off by so much: the mean is not the median, and a loop takes time between runs. */
const littleWithin = 0.15;
const passesWithin = 0.15;

/** Null when nothing was measured, or nothing keeps the budget. */
export function recommend(points: readonly SweepPoint[], budget: SweepBudget | null): Recommendation | null {
  const within = points.filter((point) => !isOverBudget(point, budget));
  const most = Math.max(...within.map(({ itemsPerSecond }) => itemsPerSecond));
  const good = within.filter(({ itemsPerSecond }) => itemsPerSecond >= (1 - sameThroughput) * most);
  const chosen = [...good].sort((a, b) => bySize(a.settings, b.settings) || a.summary.p50Ms - b.summary.p50Ms)[0];
  if (!chosen) return null;
  const beyond = points
    .filter((point) => isOverBudget(point, budget) && point.itemsPerSecond > chosen.itemsPerSecond)
    .sort((a, b) => b.itemsPerSecond - a.itemsPerSecond)[0];
  return {
    chosen,
    baseline: baselineOf(points, chosen),
    beyondBudget: beyond ?? null,
    inconsistent: !isConsistent(chosen),
    unsure: (chosen.betweenPasses ?? 0) > passesWithin,
  };
}

/** What is under way at a time is throughput times latency (Little's law): one batch of each run begun together. */
export function isConsistent({ settings, summary, itemsPerSecond }: SweepPoint): boolean {
  const meanMs = (1000 * settings.batch * settings.concurrency) / itemsPerSecond;
  return Math.abs(meanMs / summary.p50Ms - 1) <= littleWithin;
}

const size = ({ batch, threads, concurrency }: SweepSettings): readonly number[] => [
  batch * concurrency,
  threads ?? Number.MAX_SAFE_INTEGER,
];

function bySize(a: SweepSettings, b: SweepSettings): number {
  const [first, second] = [size(a), size(b)];
  const at = first.findIndex((value, index) => value !== second[index]);
  return at < 0 ? 0 : first[at]! - second[at]!;
}

function baselineOf(points: readonly SweepPoint[], chosen: SweepPoint): SweepPoint | null {
  const rest = ({ dtype, provider, optimization, threads }: SweepSettings) =>
    [dtype, provider, optimization, threads].join();
  const alike = points.filter(({ settings }) => rest(settings) === rest(chosen.settings));
  const smallest = [...alike].sort((a, b) => bySize(a.settings, b.settings))[0];
  if (smallest && smallest !== chosen) return smallest;
  const plainest = [...points]
    .filter(({ settings }) => settings.dtype === points[0]?.settings.dtype)
    .sort((a, b) => bySize(a.settings, b.settings))[0];
  return plainest && plainest !== chosen ? plainest : null;
}
