/** The figures a trend can be drawn of. Absent on purpose: drawing. */

import type { Interval } from "../bench/statistics.ts";
import type { Figure } from "../history/budget.ts";
import type { Figures } from "../history/point.ts";
import { bytes, perSecond, significantDigits, time, timeRow, unitFor } from "./figures.ts";

export type TrendFigure = "p50" | "p95" | "throughput" | "load" | "memory";

export interface FigureOfRuns {
  readonly label: string;
  /** The key of a budget for it. */
  readonly budget: Figure;
  /** Null where a run has too few samples for it. */
  of(figures: Figures): number | null;
  interval(figures: Figures): Interval | null;
  /** `p50 4.21 ms (4.18-4.25)`. */
  text(figures: Figures): string;
  value(value: number): string;
  /** One unit for an axis whose largest value is this: its name, and what a value is divided by. */
  axis(largest: number): { readonly name: string; readonly divisor: number };
  /** The comparison of the samples is about it. */
  readonly judged: boolean;
}

const timeAxis = (largestMs: number) => {
  const unit = unitFor(largestMs);
  return { name: unit.name, divisor: unit.ms };
};
const timeOf = (label: string, of: (figures: Figures) => number | null) => ({
  label,
  of,
  interval: () => null,
  text: (figures: Figures) => `${label} ${time(of(figures) ?? Number.NaN, 3)}`,
  value: (value: number) => time(value, 3),
  axis: timeAxis,
  judged: false,
});

export const trendFigures: Readonly<Record<TrendFigure, FigureOfRuns>> = {
  p50: {
    ...timeOf("p50", ({ p50Ms }) => p50Ms),
    budget: "p50",
    interval: ({ lowMs, highMs }) => ({ low: lowMs, high: highMs }),
    text: ({ p50Ms, lowMs, highMs }) =>
      `p50 ${timeRow(p50Ms).time(p50Ms, significantDigits({ p50Ms, p50Interval: { low: lowMs, high: highMs } }))}`,
    judged: true,
  },
  p95: { ...timeOf("p95", ({ p95Ms }) => p95Ms), budget: "p95" },
  throughput: {
    label: "throughput",
    budget: "throughput",
    of: ({ itemsPerSecond }) => itemsPerSecond,
    interval: () => null,
    text: ({ itemsPerSecond, batch }) => `${perSecond(itemsPerSecond)} ${batch > 1 ? "items" : "runs"}/s`,
    value: (value) => `${perSecond(value)}/s`,
    axis: () => ({ name: "per second", divisor: 1 }),
    judged: false,
  },
  load: { ...timeOf("load", ({ loadMs }) => loadMs), budget: "load" },
  memory: {
    label: "peak memory",
    budget: "peakMemory",
    of: ({ peakBytes }) => peakBytes,
    interval: () => null,
    text: ({ peakBytes }) => `peak ${bytes(peakBytes ?? Number.NaN)}`,
    value: bytes,
    axis: () => ({ name: "MB", divisor: 1e6 }),
    judged: false,
  },
};
