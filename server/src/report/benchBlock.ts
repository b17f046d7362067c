/** A measurement as the terminal shows it: wide with a histogram, narrow with one label a line. Absent on purpose: colour and writing. */
import { providerName } from "../bench/options.ts";
import {
  cpuShare,
  disturbedShare,
  type Interval,
  type Summary,
  samplesNeeded,
  summarizeRun,
} from "../bench/statistics.ts";
import type { Measured, ModelRun } from "../history/record.ts";
import { distributionLines } from "./distributionText.ts";
import { bytes, count, number, percent, perSecond, time, timeRow } from "./figures.ts";
import { runs, runtimeName, sizesText, threadCount } from "./measurement.ts";
import { scenarioRows } from "./scenarioText.ts";

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
  const summary = summarizeRun(measured);
  if (!summary) return [`${name}  not measured: no run was completed`];
  return columns < 78 ? narrow(name, record, measured, summary) : wide(name, record, measured, { summary, columns });
}

/** From so many columns every percentile is shown with its interval; below, that of the median only. */
const intervalsFrom = 120;

function wide(
  name: string,
  record: ModelRun,
  measured: Measured,
  { summary, columns }: { readonly summary: Summary; readonly columns: number },
): string[] {
  const row = timeRow(summary.p50Ms);
  const throughput = `${perSecond(summary.itemsPerSecond)} ${measured.batch > 1 ? "items" : "runs"}/s`;
  const latency = [p50(summary), ...tails(summary, columns >= intervalsFrom), `min ${row.time(summary.minMs, 3)}`];
  return [
    `${name}   ${setupWords(record, measured)}`,
    `  latency     ${latency.join("   ")}`,
    `              max ${row.time(summary.maxMs, 3)}   ${extent(measured, summary)}`,
    `  throughput  ${throughput.padEnd(26)}cold start  load ${time(measured.loadMs)} + first run ${time(measured.firstRunMs)}`,
    `  memory      ${`peak ${bytes(measured.peakBytes)}`.padEnd(26)}CPU/wall ${cpuNote(record, measured)}`,
    ...sizes(record).map((text) => `  sizes       ${text}`),
    ...scenarioRows(record, measured).flatMap(([label, text]) => wrapped(label, text, columns)),
    ...distributionLines(measured.samplesMs, summary, columns),
  ];
}

function narrow(name: string, record: ModelRun, measured: Measured, summary: Summary): string[] {
  const row = timeRow(summary.p50Ms);
  const rows: [string, string][] = [
    ["runtime", runtimeName(record.runtime)],
    ["on", `${providerName(record.provider)}, batch ${measured.batch}, ${threads(measured)}`],
    ["p50", row.timeWithInterval(summary.p50Ms, summary.p50Interval)],
    ...tails(summary, false).map((text): [string, string] => splitOnce(text)),
    ["min", row.time(summary.minMs, 3)],
    ["max", row.time(summary.maxMs, 3)],
    ["runs", extent(measured, summary)],
    ["rate", `${perSecond(summary.itemsPerSecond)} ${measured.batch > 1 ? "items" : "runs"}/s`],
    ["load", `${time(measured.loadMs)} + first run ${time(measured.firstRunMs)}`],
    ["memory", `peak ${bytes(measured.peakBytes)}`],
    ["CPU/wall", cpuNote(record, measured)],
    ...sizes(record).map((text): [string, string] => ["sizes", text]),
    ...scenarioRows(record, measured),
  ];
  return [name, ...rows.map(([label, text]) => `  ${label.padEnd(10)}${text}`)];
}

const p50 = (summary: Summary): string =>
  `p50 ${timeRow(summary.p50Ms).timeWithInterval(summary.p50Ms, summary.p50Interval)}`;

/** Those percentiles that there are samples for; with too few for any, the reader finds `max` and the count beside it. */
function tails(summary: Summary, withIntervals: boolean): string[] {
  const row = timeRow(summary.p50Ms);
  const { p95Ms, p99Ms, p999Ms, p95Interval, p99Interval, p999Interval } = summary;
  const shown: [string, number | null, Interval | null][] = [
    ["p95", p95Ms, p95Interval],
    ["p99", p99Ms, p99Interval],
    ["p99.9", p999Ms, p999Interval],
  ];
  return shown.flatMap(([label, ms, interval]) => {
    if (ms === null) return [];
    return [`${label} ${withIntervals && interval ? row.timeWithInterval(ms, interval) : row.time(ms, 3)}`];
  });
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Broken at spaces; what goes on stands below where it began. */
function wrapped(label: string, text: string, columns: number): string[] {
  const indent = 14;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part, index) => `  ${(index === 0 ? label : "").padEnd(indent - 2)}${part}`);
}

function extent(measured: Measured, { count: number, outliers }: Summary): string {
  const kept = outliers === 0 ? "" : `, ${count(outliers)} ${outliers === 1 ? "outlier" : "outliers"} kept`;
  const needed = number >= samplesNeeded(0.99) ? "" : ` (p99 from ${count(samplesNeeded(0.99))})`;
  return `${runs(number)} in ${time(measured.wallMs, 3)}${needed}${kept}`;
}

const threads = (measured: Measured): string =>
  measured.threads === null ? "default threads" : threadCount(measured.threads);

/** `CPU, onnxruntime-node 1.30.0 (yours), batch 1, 1 thread`. */
export function setupWords(record: ModelRun, measured: Measured): string {
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
