/**
 * When a series has settled: the end of warm-up, and whether what came after was steady. Judged on windows of neighbouring
 * samples by their medians, as one slow run must not decide. Absent on purpose: clocks, and what is run.
 */
import type { StopRule } from "./spec.ts";

export interface Warming {
  /** The next run's time. */
  add(ms: number): void;
  /** Runs no longer get faster, or it took as long as it may. */
  readonly over: "settled" | "time" | null;
}

/** Windows that must agree, as perf_analyzer has it. */
const windowsCompared = 3;
const fewestRunsInWindow = 5;
/** At least this part of the longest warm-up: what is compiled late comes late. */
const shortestPart = 6;
/** So many windows fit into the longest warm-up. */
const windowsInWarmUp = 30;

/**
 * For the time of a whole turn where several things run in turns. Warm-up is over when the last windows show no run-up any more: none is faster than the first of them by more than the scatter
 * within windows explains. Getting slower is no warm-up: something else began to work.
 */
export function warming({ warmUpMs, warmUpRuns }: Pick<StopRule, "warmUpMs" | "warmUpRuns">): Warming {
  const windows: Window[] = [];
  let current: number[] = [];
  let currentMs = 0;
  let elapsedMs = 0;
  let runs = 0;
  let over: Warming["over"] = warmUpMs > 0 ? null : "time";
  return {
    add(ms) {
      runs++;
      elapsedMs += ms;
      currentMs += ms;
      current.push(ms);
      if (current.length >= fewestRunsInWindow && currentMs >= warmUpMs / windowsInWarmUp) {
        windows.push(windowOf(current));
        current = [];
        currentMs = 0;
      }
      const longEnough = runs >= warmUpRuns && elapsedMs >= warmUpMs / shortestPart;
      if (longEnough && noLongerFalling(windows.slice(-windowsCompared))) over = "settled";
      // A model so slow that few runs fit gets some more time for them.
      else if (elapsedMs >= warmUpMs && (runs >= warmUpRuns || elapsedMs >= 3 * warmUpMs)) over = "time";
    },
    get over() {
      return over;
    },
  };
}

export interface Steadiness {
  readonly steady: boolean;
  /** Slowest window's median over the fastest one's, minus 1. */
  readonly spread: number;
  readonly direction: "slower" | "faster" | "both ways";
}

/** Allowed between windows, of the figure: what perf_analyzer allows by default. */
export const steadyWithin = 0.1;
const windowsOfARun = 6;

/** Of a whole series, in the order it was taken; null when it is too short for windows. */
export function steadinessOf(samplesMs: ArrayLike<number>): Steadiness | null {
  const size = Math.floor(samplesMs.length / windowsOfARun);
  if (size < fewestRunsInWindow) return null;
  const values = Array.from(samplesMs);
  const windows = Array.from({ length: windowsOfARun }, (_, index) =>
    windowOf(values.slice(index * size, index === windowsOfARun - 1 ? undefined : (index + 1) * size)),
  );
  const medians = windows.map(({ median }) => median);
  const slowest = Math.max(...medians);
  const fastest = Math.min(...medians);
  const spread = fastest > 0 ? slowest / fastest - 1 : 0;
  const noise = (3 * Math.max(...windows.map(({ doubt }) => doubt))) / (fastest || 1);
  const half = windowsOfARun / 2;
  const before = medians.slice(0, half);
  const after = medians.slice(half);
  return {
    steady: spread <= Math.max(steadyWithin, noise),
    spread,
    direction:
      Math.min(...after) > Math.max(...before)
        ? "slower"
        : Math.max(...after) < Math.min(...before)
          ? "faster"
          : "both ways",
  };
}

/** Of a series that still grows: the last windows agree within what is allowed. */
export function lastWindowsAgree(samplesMs: Float64Array): boolean {
  const size = Math.floor(samplesMs.length / windowsOfARun);
  if (size < fewestRunsInWindow) return false;
  const medians = Array.from({ length: windowsCompared }, (_, back) =>
    medianOf(samplesMs.slice(samplesMs.length - (back + 1) * size, samplesMs.length - back * size)),
  );
  return Math.max(...medians) <= (1 + steadyWithin) * Math.min(...medians);
}

interface Window {
  readonly median: number;
  /** Standard error of the median, from the scatter within. */
  readonly doubt: number;
}

/** Below this share a run-up is not worth waiting for. */
const fallWorthWaiting = 0.02;

function noLongerFalling(windows: readonly Window[]): boolean {
  const [first, ...later] = windows;
  if (!first || windows.length < windowsCompared) return false;
  return later.every(({ median, doubt }) => {
    const allowed = Math.max(fallWorthWaiting * first.median, 2 * Math.hypot(first.doubt, doubt));
    return median >= first.median - allowed;
  });
}

function windowOf(values: readonly number[]): Window {
  const median = medianOf(Float64Array.from(values));
  const scatter = 1.4826 * medianOf(Float64Array.from(values, (value) => Math.abs(value - median)));
  // Of a median of normal values; a little too small for heavy tails, which the factor at its use allows for.
  return { median, doubt: (1.2533 * scatter) / Math.sqrt(values.length) };
}

function medianOf(values: Float64Array): number {
  const sorted = values.sort();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
