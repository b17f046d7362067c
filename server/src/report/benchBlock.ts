/** A measurement as the terminal shows it: wide with a histogram, narrow with one label a line. Absent on purpose: colour and writing. */
import { providerName } from "../bench/options.ts";
import { cpuShare, disturbedShare, type Summary, samplesNeeded, summarize } from "../bench/statistics.ts";
import type { Measured, ModelRun } from "../history/record.ts";
import { bytes, count, number, percent, perSecond, significantDigits, time, timeRow } from "./figures.ts";
import { runs, runtimeName, sizesText, threadCount } from "./measurement.ts";

export interface BlockLayout {
  readonly columns: number;
}

/** `name`: of the model as the user wrote it. */
export function benchLines(name: string, record: ModelRun, { columns }: BlockLayout): string[] {
  if (record.outcome.kind === "failed") {
    const { reason, act } = record.outcome.failure;
    return [`${name}  not measured: ${reason}`, `  ${act}`];
  }
  const { measured } = record.outcome;
  const summary = summarize(measured.samplesMs, measured.batch);
  if (!summary) return [`${name}  not measured: no run was completed`];
  return columns < 78 ? narrow(name, record, measured, summary) : wide(name, record, measured, summary);
}

function wide(name: string, record: ModelRun, measured: Measured, summary: Summary): string[] {
  const row = timeRow(summary.p50Ms);
  const throughput = `${perSecond(summary.itemsPerSecond)} ${measured.batch > 1 ? "items" : "runs"}/s`;
  const latency = [p50(summary), ...tails(summary), `min ${row.time(summary.minMs, 3)}`];
  return [
    `${name}   ${setup(record, measured)}`,
    `  latency     ${latency.join("   ")}`,
    `              max ${row.time(summary.maxMs, 3)}   ${extent(measured, summary)}`,
    `  throughput  ${throughput.padEnd(26)}cold start  load ${time(measured.loadMs)} + first run ${time(measured.firstRunMs)}`,
    `  memory      ${`peak ${bytes(measured.peakBytes)}`.padEnd(26)}CPU/wall ${cpuNote(record, measured)}`,
    ...sizes(record).map((text) => `  sizes       ${text}`),
    ...histogramLines(measured.samplesMs, summary),
  ];
}

function narrow(name: string, record: ModelRun, measured: Measured, summary: Summary): string[] {
  const row = timeRow(summary.p50Ms);
  const rows: [string, string][] = [
    ["runtime", runtimeName(record.runtime)],
    ["on", `${providerName(record.provider)}, batch ${measured.batch}, ${threads(measured)}`],
    ["p50", row.timeWithInterval(summary.p50Ms, summary.p50Interval)],
    ...tails(summary).map((text): [string, string] => [text.slice(0, 3), text.slice(4)]),
    ["min", row.time(summary.minMs, 3)],
    ["max", row.time(summary.maxMs, 3)],
    ["runs", extent(measured, summary)],
    ["rate", `${perSecond(summary.itemsPerSecond)} ${measured.batch > 1 ? "items" : "runs"}/s`],
    ["load", `${time(measured.loadMs)} + first run ${time(measured.firstRunMs)}`],
    ["memory", `peak ${bytes(measured.peakBytes)}`],
    ["CPU/wall", cpuNote(record, measured)],
    ...sizes(record).map((text): [string, string] => ["sizes", text]),
  ];
  return [name, ...rows.map(([label, text]) => `  ${label.padEnd(10)}${text}`)];
}

const p50 = (summary: Summary): string =>
  `p50 ${timeRow(summary.p50Ms).timeWithInterval(summary.p50Ms, summary.p50Interval)}`;

/** Those percentiles that there are samples for; with too few for any, the reader finds `max` and the count beside it. */
function tails(summary: Summary): string[] {
  const row = timeRow(summary.p50Ms);
  if (summary.p95Ms === null) return [];
  return [
    `p95 ${row.time(summary.p95Ms, 3)}`,
    ...(summary.p99Ms === null ? [] : [`p99 ${row.time(summary.p99Ms, 3)}`]),
  ];
}

function extent(measured: Measured, { count: number, outliers }: Summary): string {
  const kept = outliers === 0 ? "" : `, ${count(outliers)} ${outliers === 1 ? "outlier" : "outliers"} kept`;
  const needed = number >= samplesNeeded(0.99) ? "" : ` (p99 from ${count(samplesNeeded(0.99))})`;
  return `${runs(number)} in ${time(measured.wallMs, 3)}${needed}${kept}`;
}

const threads = (measured: Measured): string =>
  measured.threads === null ? "default threads" : threadCount(measured.threads);

function setup(record: ModelRun, measured: Measured): string {
  return `${providerName(record.provider)}, ${runtimeName(record.runtime)}, batch ${measured.batch}, ${threads(measured)}`;
}

function cpuNote(record: ModelRun, measured: Measured): string {
  const share = number(cpuShare(measured), cpuShare(measured) < 1 ? 2 : 3);
  if (record.provider !== "cpu") return share;
  // With several threads the share can hide what other work took.
  if (cpuShare(measured) > 1.1) return `${share} (several threads)`;
  const disturbed = disturbedShare(measured, record.provider);
  return disturbed === null
    ? `${share} (undisturbed)`
    : `${share} (disturbed: other work took ${percent(disturbed)} of the time)`;
}

function sizes({ spec }: ModelRun): string[] {
  const text = sizesText(spec.dimensions);
  return text === "" ? [] : [text];
}

const bins = 6;
const barWidth = 28;

/** Bars from the minimum to where only the far tail is left; what lies above is counted in words. Empty with few runs. */
function histogramLines(samplesMs: readonly number[], summary: Summary): string[] {
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const low = summary.minMs;
  const high = sorted[Math.ceil(sorted.length * 0.98) - 1] ?? low;
  if (summary.count < 30 || high <= low) return [];
  const step = (high - low) / bins;
  const heights = Array.from({ length: bins }, () => 0);
  let above = 0;
  for (const value of sorted) {
    if (value > high) above++;
    else heights[Math.min(bins - 1, Math.floor((value - low) / step))]!++;
  }
  const perMark = Math.max(1, Math.ceil(Math.max(...heights) / barWidth));
  const row = timeRow(summary.p50Ms);
  const labels = heights.map((_, index) => row.time(low + index * step, 3));
  const width = Math.max(...labels.map((label) => label.length));
  const legend = `each # = ${runs(perMark)}${above > 0 ? `; ${runs(above)} above ${row.time(high, significantDigits(summary))}` : ""}`;
  return heights.map((height, index) => {
    const bar = "#".repeat(Math.round(height / perMark)) || (height > 0 ? "." : "");
    const line = `  ${labels[index]!.padStart(width)} |${bar}`;
    return index === bins - 1 ? `${line.padEnd(width + 8 + Math.max(bar.length, 8))}   ${legend}` : line;
  });
}
