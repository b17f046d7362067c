/** Charts of two series of samples: how they relate, their medians with intervals, their whole distributions. Absent on purpose: the verdict. */
import type { Interval, Summary } from "../bench/statistics.ts";
import { number, percent, timeRow, unitFor } from "./figures.ts";
import type { Chart } from "./page.ts";

export interface Side {
  readonly letter: "A" | "B";
  readonly name: string;
  readonly samplesMs: readonly number[];
  readonly summary: Summary | null;
}

const styles = {
  A: { color: "{charts.blue}", symbol: "circle", type: "solid" },
  B: { color: "{charts.orange}", symbol: "diamond", type: "dashed" },
} as const;

/** How many times as fast B is, with its interval, beside the line at which both are equal. */
export function ratioChart(
  { speedup, interval, smallest }: { readonly speedup: number; readonly interval: Interval; readonly smallest: number },
  description: string,
): Chart {
  const text = `B is ${number(speedup, 3)} times as fast as A (${number(interval.low, 3)}-${number(interval.high, 3)})`;
  const values = [1, 1 + smallest, 1 / (1 + smallest), speedup, interval.low, interval.high];
  const reach = Math.max(...values.map((value) => Math.abs(value - 1))) * 1.25 || 0.1;
  return {
    id: "ratio",
    title: "How many times as fast B is",
    description,
    tab: "Difference",
    height: 120,
    option: {
      grid: { left: 60, right: 40, top: 22, bottom: 32 },
      xAxis: {
        type: "value",
        min: Math.max(0, rounded(1 - reach)),
        max: rounded(1 + reach),
        // The ends are where the interval needs them, not round.
        axisLabel: { showMinLabel: false, showMaxLabel: false },
      },
      yAxis: { type: "category", data: ["B / A"], axisTick: { show: false } },
      series: [
        {
          ...intervalLine(interval, 0, "{charts.orange}"),
          markLine: {
            silent: true,
            symbol: "none",
            lineStyle: { color: "{foreground}", type: "solid", width: 1 },
            label: { formatter: "equal", color: "{foreground}", position: "end" },
            data: [{ xAxis: 1 }],
          },
          ...(smallest > 0 && {
            markArea: {
              silent: true,
              itemStyle: { color: "{charts.lines 20%}" },
              label: { show: false, formatter: `within ${percent(smallest)}` },
              data: [[{ xAxis: 1 / (1 + smallest) }, { xAxis: 1 + smallest }]],
            },
          }),
        },
        marker("{charts.orange}", "diamond", [{ value: [speedup, 0], name: text }]),
      ],
    },
  };
}

/** Medians with their intervals; a thin line from the 5th to the 95th percentile where there are samples enough. */
export function intervalChart(sides: readonly [Side, Side], description: string): Chart {
  const unit = unitFor(Math.max(...sides.map(({ summary }) => summary?.p50Ms ?? 0)));
  const rows = [...sides].reverse(); // the first category is the lowest
  return {
    id: "intervals",
    title: `p50 with its 95% interval, ${unit.name}`,
    description,
    tab: "Difference",
    height: 150,
    canBeLogarithmic: true,
    option: {
      grid: { left: 60, right: 40, top: 8, bottom: 32 },
      xAxis: { type: "value", min: 0 },
      yAxis: { type: "category", data: rows.map(({ letter }) => letter), axisTick: { show: false } },
      series: rows.flatMap(({ letter, name, samplesMs, summary }, row) => {
        if (!summary) return [];
        const { color, symbol } = styles[letter];
        const scaled = ({ low, high }: Interval) => ({ low: low / unit.ms, high: high / unit.ms });
        const ends = outerRange(samplesMs);
        const text = `${letter}: p50 ${timeRow(summary.p50Ms).timeWithInterval(summary.p50Ms, summary.p50Interval)}, ${name}`;
        return [
          ...(ends ? [{ ...intervalLine(scaled(ends), row, color), lineStyle: { color, width: 1 } }] : []),
          intervalLine(scaled(summary.p50Interval), row, color),
          marker(color, symbol, [{ value: [summary.p50Ms / unit.ms, row], name: text }]),
        ];
      }),
    },
  };
}

/** Which share of the runs took at most so long. */
export function distributionChart(sides: readonly Side[], description: string): Chart {
  const unit = unitFor(Math.max(...sides.map(({ summary }) => summary?.p50Ms ?? 0)));
  const end = Math.max(...sides.map(({ samplesMs }) => quantile(sorted(samplesMs), 0.995)));
  return {
    id: "distribution",
    title: `Share of runs that took at most so many ${unit.name}`,
    description: `${description} The slowest 0.5% of the runs lie beyond the right edge.`,
    tab: "Full distribution",
    height: 340,
    canBeLogarithmic: true,
    option: {
      grid: { left: 60, right: 40, top: 32, bottom: 32 },
      legend: { show: sides.length > 1, top: 0, left: 0, data: sides.map(({ letter }) => letter) },
      xAxis: { type: "value", min: 0, max: rounded(end / unit.ms) },
      yAxis: { type: "value", name: "", max: 100, axisLabel: { formatter: "{value}%" } },
      series: sides.map(({ letter, samplesMs }) => {
        const { color, type } = styles[letter];
        return {
          type: "line",
          name: letter,
          step: "end",
          symbol: styles[letter].symbol,
          showSymbol: false,
          symbolSize: 7,
          lineStyle: { color, type, width: 2 },
          itemStyle: { color },
          data: ecdf(samplesMs).map(([ms, share]) => ({
            value: [ms / unit.ms, share * 100],
            name: `${letter}: ${percent(share)} within ${timeRow(ms).time(ms, 3)}`,
          })),
        };
      }),
    },
  };
}

const intervalLine = ({ low, high }: Interval, row: number, color: string) => ({
  type: "line",
  silent: true,
  symbol: "none",
  lineStyle: { color, width: 5 },
  data: [
    [low, row],
    [high, row],
  ],
});

const marker = (color: string, symbol: string, data: readonly object[]) => ({
  type: "scatter",
  symbol,
  symbolSize: 13,
  itemStyle: { color, borderColor: "{editor.background}", borderWidth: 1 },
  z: 5,
  data,
});

/** At most so many steps: more cannot be seen. */
const mostSteps = 200;

function ecdf(samplesMs: readonly number[]): [number, number][] {
  const values = sorted(samplesMs);
  const steps = Math.min(values.length, mostSteps);
  return Array.from({ length: steps }, (_, index) => {
    const at = Math.ceil(((index + 1) * values.length) / steps) - 1;
    return [values[at]!, (at + 1) / values.length];
  });
}

/** Ten samples beyond each end, as for a percentile anywhere else. */
function outerRange(samplesMs: readonly number[]): Interval | null {
  if (samplesMs.length < 200) return null;
  const values = sorted(samplesMs);
  return { low: quantile(values, 0.05), high: quantile(values, 0.95) };
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], share: number): number =>
  values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;

/** Ends of an axis are short numbers. */
const rounded = (value: number): number => Number(value.toPrecision(2));
