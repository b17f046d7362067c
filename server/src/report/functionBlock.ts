/** A measured function as the terminal and a report show it: figures, streams, requests, and where its awaits wait. Absent on purpose: colour and writing. */
import { cpuShare, type Summary, summarize } from "../bench/statistics.ts";
import type { AwaitTimes, FunctionMeasured, FunctionRun } from "../history/record.ts";
import { histogramChart, withinChart } from "./distributionPage.ts";
import { distributionLines } from "./distributionText.ts";
import { bytes, count, joiner, number, percent, perSecond, time, timeRow } from "./figures.ts";
import {
  dataShare,
  firstWords,
  functionTitle,
  type Prices,
  partsOf,
  samplesPerSecond,
  stepLine,
  streamLine,
  streamRates,
  surroundingLines,
} from "./functionMeasurement.ts";
import type { Page, Table } from "./page.ts";

export interface FunctionBlock {
  readonly columns: number;
  readonly prices: Prices;
  /** The text the offsets of awaits count in. */
  readonly text: string;
}

/** `name`: of the function as the user wrote it. */
export function functionBlock(name: string, record: FunctionRun, { columns, prices, text }: FunctionBlock): string[] {
  const { outcome } = record;
  if (outcome.kind === "failed")
    return [`${name}  not measured: ${outcome.failure.reason}`, `  ${outcome.failure.act}`];
  const { measured } = outcome;
  const summary = summarize(measured.samplesMs, 1);
  if (!summary) return [`${name}  not measured: no call was completed`];
  const rows: [string, string][] = [
    ["latency", latency(summary).join("   ")],
    ...streamRow(measured),
    [
      "throughput",
      `${rate(measured, summary)}   ${count(summary.count)} ${unitOf(measured)} in ${time(measured.wallMs, 3)}`,
    ],
    ["cold start", `import ${time(measured.importMs)} + ${firstWords(measured)} ${time(measured.firstCallMs)}`],
    ["memory", `peak ${bytes(measured.peakBytes)}   CPU/wall ${number(cpuShare(measured), 2)}`],
    ...surroundingLines(record, prices).map((line): [string, string] => ["", line]),
    ...awaitRows(measured, text).map(([words, share, place]): [string, string] => [
      "",
      `${words.padStart(10)}  ${share.padStart(8)}  ${shortened(place, columns - 38)}`,
    ]),
  ];
  const lines = rows.map(([label, words]) => `  ${label.padEnd(12)}${words}`);
  return [name, ...lines, ...distributionLines(measured.samplesMs, summary, columns)];
}

export function functionJson(record: FunctionRun): object {
  if (record.outcome.kind === "failed") return { record };
  const { measured } = record.outcome;
  const { importMs, firstCallMs, peakBytes, bytesPerCall } = measured;
  const summary = summarize(measured.samplesMs, 1);
  const stream = streamRates(measured);
  return {
    summary: {
      ...summary,
      importMs,
      firstCallMs,
      peakBytes,
      bytesPerCall,
      cpuPerWall: cpuShare(measured),
      ...(measured.steps && { samplesPerSecond: samplesPerSecond(measured), dataShare: dataShare(measured) }),
      ...(measured.device && { device: measured.device }),
      ...(stream && { firstItemMs: stream.firstMs, itemsPerSecondOfStream: stream.perSecond, itemsAre: stream.unit }),
    },
    record,
  };
}

export function functionPage(
  name: string,
  record: FunctionRun,
  { prices, text }: Omit<FunctionBlock, "columns">,
): Page {
  const page = { kind: "run", title: name } as const;
  const verdict = `${functionTitle(record, { staleness: null, over: null, prices }).text}.`;
  const nothing = { notes: [], charts: [], tables: [] };
  if (record.outcome.kind === "failed")
    return { ...page, ...nothing, verdict, empty: { text: record.outcome.failure.act } };
  const { measured } = record.outcome;
  const summary = summarize(measured.samplesMs, 1);
  if (!summary) return { ...page, ...nothing, verdict, empty: { text: "No call was completed." } };
  return {
    ...page,
    verdict,
    notes: [
      `import ${time(measured.importMs)}${joiner}${firstWords(measured)} ${time(measured.firstCallMs)}${joiner}peak ${bytes(measured.peakBytes)}${joiner}on ${record.machine.host}`,
      ...surroundingLines(record, prices),
    ],
    charts: [histogramChart(measured.samplesMs, summary, verdict), withinChart(measured.samplesMs, summary, verdict)],
    tables: awaitsTable(measured, text),
  };
}

function latency(summary: Summary): string[] {
  const row = timeRow(summary.p50Ms);
  return [
    `p50 ${row.timeWithInterval(summary.p50Ms, summary.p50Interval)}`,
    ...(summary.p95Ms === null ? [] : [`p95 ${row.time(summary.p95Ms, 3)}`]),
    ...(summary.p99Ms === null ? [] : [`p99 ${row.time(summary.p99Ms, 3)}`]),
    `min ${row.time(summary.minMs, 3)}`,
    `max ${row.time(summary.maxMs, 3)}`,
  ];
}

function streamRow(measured: FunctionMeasured): [string, string][] {
  const line = streamLine(measured);
  const steps = stepLine(measured);
  return [
    ...(line === null ? [] : [["stream", line] as [string, string]]),
    ...(steps === null ? [] : [["step", steps] as [string, string]]),
  ];
}

const unitOf = ({ steps }: FunctionMeasured): string => (steps ? "steps" : "calls");

function rate(measured: FunctionMeasured, summary: Summary): string {
  const samples = samplesPerSecond(measured);
  const own = `${perSecond(summary.itemsPerSecond)} ${unitOf(measured)}/s`;
  return samples === null ? own : `${perSecond(samples)} samples/s   ${own}`;
}

/** Time, share and the code of each await or statement, the longest first. */
function awaitRows(measured: FunctionMeasured, text: string): [string, string, string][] {
  return byTime(measured).map(({ one, summary, share }) => [time(summary.p50Ms, 3), percent(share), codeOf(one, text)]);
}

function awaitsTable(measured: FunctionMeasured, text: string): Table[] {
  const rows = byTime(measured).map(({ one, summary, share }) => [
    { text: codeOf(one, text) },
    { text: time(summary.p50Ms, 3), sort: summary.p50Ms },
    { text: percent(share), sort: share },
  ]);
  if (rows.length === 0) return [];
  const right = (title: string) => ({ title, align: "right" }) as const;
  return [
    {
      title: measured.lines ? "Where the time goes" : "Where it waits",
      columns: [{ title: measured.lines ? "line" : "await", align: "left" }, right("p50"), right("share")],
      rows,
    },
  ];
}

function byTime(measured: FunctionMeasured) {
  const { parts, whole } = partsOf(measured);
  return parts
    .flatMap((one) => {
      const summary = summarize(one.samplesMs, 1);
      return summary && summary.maxMs > 0 ? [{ one, summary, share: Math.min(1, total(one.samplesMs) / whole) }] : [];
    })
    .sort((a, b) => b.share - a.share);
}

const codeOf = ({ start, end }: AwaitTimes, text: string): string => text.slice(start, end).replace(/\s+/g, " ");
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const shortened = (words: string, most: number): string =>
  words.length > Math.max(20, most) ? `${words.slice(0, Math.max(19, most - 1))}…` : words;
