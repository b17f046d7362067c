/** One run as a page: its figures with their doubt, a histogram and the share of runs within each time. Absent on purpose: drawing. */
import { disturbedShare, type Interval, type Summary, samplesNeeded, summarizeRun } from "../bench/statistics.ts";
import type { Measured, ModelRun } from "../history/record.ts";
import { setupWords } from "./benchBlock.ts";
import { bytes, count, joiner, percent, perSecond, time, timeRow, unitFor } from "./figures.ts";
import { runs, sizesText } from "./measurement.ts";
import type { Chart, Page, Table } from "./page.ts";
import { scenarioRows } from "./scenarioText.ts";

export function distributionPage(name: string, record: ModelRun): Page {
  const page = { kind: "run", title: name } as const;
  if (record.outcome.kind === "failed") {
    const { reason, act } = record.outcome.failure;
    const text = `Not measured: ${reason}. ${act}`;
    return { ...page, verdict: text, notes: [], charts: [], tables: [], empty: { text } };
  }
  const { measured } = record.outcome;
  const summary = summarizeRun(measured);
  if (!summary)
    return {
      ...page,
      verdict: "No run was completed.",
      notes: [],
      charts: [],
      tables: [],
      empty: { text: "No run was completed." },
    };
  const verdict = verdictOf(measured, summary);
  return {
    ...page,
    verdict,
    notes: notesOf(record, measured),
    charts: [histogramChart(measured.samplesMs, summary, verdict), withinChart(measured.samplesMs, summary, verdict)],
    tables: [figuresTable(measured, summary)],
  };
}

function verdictOf(measured: Measured, summary: Summary): string {
  const row = timeRow(summary.p50Ms);
  const tail = summary.p95Ms === null ? `max ${row.time(summary.maxMs, 3)}` : `p95 ${row.time(summary.p95Ms, 3)}`;
  const rate = `${perSecond(summary.itemsPerSecond)} ${measured.batch > 1 ? "items" : "runs"}/s`;
  return `${[`p50 ${row.timeWithInterval(summary.p50Ms, summary.p50Interval)}`, tail, rate, runs(summary.count)].join(joiner)}.`;
}

function notesOf(record: ModelRun, measured: Measured): string[] {
  const disturbed = disturbedShare(measured, record.provider);
  const sizes = sizesText(record.spec.dimensions);
  return [
    `${setupWords(record, measured)}${joiner}on ${record.machine.host}`,
    ...(sizes === "" ? [] : [`sizes ${sizes}`]),
    ...scenarioRows(record, measured).map(([label, text]) => `${label}: ${text}`),
    ...(disturbed === null ? [] : [`disturbed: other work took ${percent(disturbed)} of the time`]),
  ];
}

/** As many as a root of the samples, within what can be told apart. */
const binsFor = (samples: number): number => Math.max(8, Math.min(60, Math.round(Math.sqrt(samples))));
/** What lies beyond is far away and would press the rest into one bar. */
const drawnShare = 0.995;

export function histogramChart(samplesMs: readonly number[], summary: Summary, description: string): Chart {
  const unit = unitFor(summary.p50Ms);
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const low = summary.minMs;
  const high = sorted[Math.ceil(drawnShare * sorted.length) - 1] ?? low;
  const bins = binsFor(sorted.length);
  const width = (high - low) / bins || 1;
  const heights = Array.from({ length: bins }, () => 0);
  for (const value of sorted) if (value <= high) heights[Math.min(bins - 1, Math.floor((value - low) / width))]!++;
  const beyond = sorted.length - heights.reduce((sum, height) => sum + height, 0);
  const row = timeRow(summary.p50Ms);
  const labels = heights.map((_, index) => row.time(low + (index + 0.5) * width, 3));
  return {
    id: "histogram",
    title: `Runs by how long they took, ${unit.name}`,
    description: `${description}${beyond > 0 ? ` ${runs(beyond)} lie beyond the right edge, up to ${row.time(summary.maxMs, 3)}.` : ""}`,
    tab: "Distribution",
    height: 260,
    option: {
      grid: { left: 60, right: 40, top: 24, bottom: 40 },
      xAxis: { type: "category", data: labels, axisTick: { show: false } },
      yAxis: { type: "value", name: "runs", min: 0 },
      series: [
        {
          type: "bar",
          barCategoryGap: "8%",
          itemStyle: { color: "{charts.blue}" },
          data: heights.map((height, index) => ({
            value: height,
            name: `${row.time(low + index * width, 3)} to ${row.time(low + (index + 1) * width, 3)}: ${runs(height)}`,
          })),
        },
      ],
    },
  };
}

const mostSteps = 300;

/** The empirical distribution function; steps, because nothing was measured between them. */
export function withinChart(samplesMs: readonly number[], summary: Summary, description: string): Chart {
  const unit = unitFor(summary.p50Ms);
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const high = sorted[Math.ceil(drawnShare * sorted.length) - 1] ?? summary.maxMs;
  const steps = Math.min(mostSteps, sorted.length);
  const row = timeRow(summary.p50Ms);
  const points = Array.from({ length: steps }, (_, index) => {
    const rank = Math.ceil(((index + 1) * sorted.length) / steps);
    return { ms: sorted[rank - 1]!, share: rank / sorted.length };
  }).filter(({ ms }) => ms <= high);
  const marks = (
    [
      ["p50", summary.p50Ms],
      ["p95", summary.p95Ms],
      ["p99", summary.p99Ms],
    ] as const
  ).flatMap(([label, ms]) => (ms === null || ms > high ? [] : [{ xAxis: ms / unit.ms, label: { formatter: label } }]));
  return {
    id: "within",
    title: `Share of runs that took at most so many ${unit.name}`,
    description,
    tab: "Distribution",
    height: 300,
    canBeLogarithmic: false,
    option: {
      grid: { left: 60, right: 40, top: 32, bottom: 40 },
      xAxis: { type: "value", scale: true },
      yAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value}%" } },
      series: [
        {
          type: "line",
          step: "end",
          showSymbol: false,
          lineStyle: { color: "{charts.blue}", width: 2 },
          itemStyle: { color: "{charts.blue}" },
          data: points.map(({ ms, share }) => ({
            value: [ms / unit.ms, 100 * share],
            name: `${percent(share)} within ${row.time(ms, 3)}`,
          })),
          markLine: {
            silent: true,
            symbol: "none",
            lineStyle: { color: "{charts.lines}", type: "dotted" },
            label: { color: "{foreground}", position: "insideEndTop" },
            data: marks,
          },
        },
      ],
    },
  };
}

function figuresTable(measured: Measured, summary: Summary): Table {
  const row = timeRow(summary.p50Ms);
  const percentile = (label: string, share: number, ms: number | null, interval: Interval | null) =>
    ms === null
      ? [
          { text: label },
          { text: `not shown: ${count(summary.count)} of ${count(samplesNeeded(share))} runs` },
          { text: "" },
        ]
      : [{ text: label }, { text: row.time(ms, 3), sort: ms }, { text: interval ? range(interval) : "" }];
  const range = ({ low, high }: Interval) => `${row.time(low, 3)} to ${row.time(high, 3)}`;
  const plain = (label: string, text: string) => [{ text: label }, { text }, { text: "" }];
  return {
    title: "Figures",
    columns: [
      { title: "Figure", align: "left" },
      { title: "Value", align: "right" },
      { title: "95% interval", align: "right" },
    ],
    rows: [
      percentile("p50", 0.5, summary.p50Ms, summary.p50Interval),
      percentile("p90", 0.9, summary.p90Ms, summary.p90Interval),
      percentile("p95", 0.95, summary.p95Ms, summary.p95Interval),
      percentile("p99", 0.99, summary.p99Ms, summary.p99Interval),
      percentile("p99.9", 0.999, summary.p999Ms, summary.p999Interval),
      plain("min", row.time(summary.minMs, 3)),
      plain("max", row.time(summary.maxMs, 3)),
      plain("outliers, kept", count(summary.outliers)),
      plain(measured.batch > 1 ? "items per second" : "runs per second", perSecond(summary.itemsPerSecond)),
      plain("load", time(measured.loadMs)),
      plain("first run", time(measured.firstRunMs)),
      plain("peak memory", bytes(measured.peakBytes)),
    ],
  };
}
