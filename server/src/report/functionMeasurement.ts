/**
 * One measurement of a function in words: for its lens, the tooltip, the terminal and the ends of its lines. Absent on purpose:
 * deciding whether it is stale (history/functionFreshness.ts), and models (measurement.ts).
 */
import type { Progress } from "../bench/progress.ts";
import { cpuShare, summarize } from "../bench/statistics.ts";
import { type Staleness, stalenessText } from "../history/freshness.ts";
import type { AwaitTimes, FunctionMeasured, FunctionRun, PythonUsed, RemoteCalls } from "../history/record.ts";
import {
  bytes,
  count,
  joiner,
  number,
  percent,
  perSecond,
  relativeTime,
  significantDigits,
  time,
  timeRow,
} from "./figures.ts";
import { type LensTitle, progressTitle, runs } from "./measurement.ts";

export interface FunctionView {
  readonly staleness: Staleness | null;
  /** What is over budget, as `p95 24 ms`, `budget 20 ms`. */
  readonly over: readonly string[] | null;
  readonly prices?: Prices;
}

/** Dollars for a million tokens, by the start of the model's name. */
export type Prices = Readonly<Record<string, { readonly input?: number; readonly output?: number }>>;

/** `p50 4.2 ms · p95 5.1 ms · 231/s · 3 calls`, `first token 310 ms · 48 tok/s · 3 calls`, or what stands in its place. */
export function functionTitle({ outcome }: FunctionRun, { staleness, over, prices = {} }: FunctionView): LensTitle {
  if (outcome.kind === "failed") return { icon: "error", text: `Not measured: ${outcome.failure.reason}` };
  const { measured } = outcome;
  const summary = summarize(measured.samplesMs, 1);
  if (!summary) return { icon: "error", text: "Not measured: no call was completed" };
  const calls = [...callsText(measured.remote), ...costText(measured.remote, prices)];
  const stream = streamTexts(measured);
  const digits = significantDigits(summary);
  const p50 =
    stream?.[0] ?? (measured.steps ? `${time(summary.p50Ms, digits)}/step` : `p50 ${time(summary.p50Ms, digits)}`);
  if (staleness) {
    const why = staleness.kind === "machine" ? stalenessText(staleness) : `outdated: ${stalenessText(staleness)}`;
    return { icon: "history", text: [p50, why].join(joiner) };
  }
  if (over) return { icon: "warning", text: over.join(joiner) };
  if (stream) return { icon: null, text: [...stream, ...calls].join(joiner) };
  if (measured.steps) return { icon: null, text: [p50, ...stepTexts(measured)].join(joiner) };
  const row = timeRow(summary.p50Ms);
  const tail =
    summary.p95Ms === null
      ? `max ${row.time(summary.maxMs, digits)} (${runs(summary.count)})`
      : `p95 ${row.time(summary.p95Ms, digits)}`;
  return { icon: null, text: [p50, tail, `${perSecond(summary.itemsPerSecond)}/s`, ...calls].join(joiner) };
}

/** The whole row and what stands behind it, one fact a line. */
export function functionLines(record: FunctionRun, nowMs: number, prices: Prices = {}): string[] {
  const { outcome, machine, startedAt } = record;
  const when = `${relativeTime(startedAt, nowMs)}, on ${machine.host}`;
  if (outcome.kind === "failed") return [`Not measured: ${outcome.failure.reason}. ${outcome.failure.act}`, when];
  const { measured } = outcome;
  return [
    latencyLine(measured),
    ...[streamLine(measured), stepLine(measured)].filter((line) => line !== null),
    [
      `import ${time(measured.importMs)}`,
      `${firstWords(measured)} ${time(measured.firstCallMs)}`,
      `peak ${bytes(measured.peakBytes)}`,
      `CPU/wall ${number(cpuShare(measured), 2)}`,
    ].join(joiner),
    ...surroundingLines(record, prices),
    when,
  ];
}

/** What it does besides taking time, and what it was measured with. */
export function surroundingLines({ outcome, node, python, spec }: FunctionRun, prices: Prices): string[] {
  if (outcome.kind === "failed") return [];
  const { measured } = outcome;
  const packages = Object.entries(python?.packages ?? spec.packages).map(([name, version]) => `${name} ${version}`);
  const runner = python ? `${pythonName(python)} ${python.version}` : `Node.js ${node.replace(/^v/, "")}`;
  return [
    ...blockedLines(measured),
    ...growthLines(measured),
    ...measured.remote.map(remoteLine),
    ...costText(measured.remote, prices).map((cost) => `${cost} each time, by the prices in inferlens.json`),
    ...(measured.device ? [`${measured.device.name}: peak ${bytes(measured.device.peakBytes)}`] : []),
    [`measured in ${runner}`, ...packages].join(joiner),
  ];
}

/** `Measuring · p50 4.3 ms so far · 4 of 10 s`. */
export function functionProgress(progress: Progress): LensTitle {
  const title = progressTitle(progress);
  return {
    ...title,
    text: title.text.replace("loading the model", "loading the module").replace("first run", "first call"),
  };
}

export interface AwaitShare {
  /** Within the function's text. */
  readonly start: number;
  readonly end: number;
  /** `4.3 ms · 64%` */
  readonly text: string;
  /** `p95 5.1 ms, 2,310 calls` */
  readonly details: string;
}

/** Less than this share of a function is not worth a look. */
const smallestShare = 0.05;

/** Awaits that matter, or statements where those were watched, in order of appearance. */
export function awaitShares(measured: FunctionMeasured): readonly AwaitShare[] {
  const { parts, whole } = partsOf(measured);
  const unit = measured.steps ? "steps" : "calls of the function";
  return parts.flatMap((one) => {
    const share = whole > 0 ? total(one.samplesMs) / whole : 0;
    const summary = summarize(one.samplesMs, 1);
    if (!summary || share < smallestShare) return [];
    const row = timeRow(summary.p50Ms);
    const tail = summary.p95Ms === null ? `max ${row.time(summary.maxMs, 2)}` : `p95 ${row.time(summary.p95Ms, 2)}`;
    return [
      {
        ...spanOf(one),
        text: [row.time(summary.p50Ms, significantDigits(summary)), percent(Math.min(1, share))].join(joiner),
        details: `p50 ${time(summary.p50Ms, 3)}, ${tail} in ${count(summary.count)} ${measured.lines ? "watched " : ""}${unit}`,
      },
    ];
  });
}

/**
 * What the time is divided into. Statements are watched in a pass of its own, which slows them down: their shares are of that, their
 * times what those shares are of a call nobody watches.
 */
export function partsOf({ awaits, samplesMs, lines }: FunctionMeasured): {
  readonly parts: readonly AwaitTimes[];
  readonly whole: number;
} {
  if (!lines) return { parts: awaits, whole: total(samplesMs) };
  const watched = lines.statements.reduce((sum, one) => sum + total(one.samplesMs), 0);
  const rows = Math.max(1, lines.wholeMs.length);
  const slower = watched / rows / (middle(samplesMs) || 1);
  const scaled = (values: readonly number[]) => values.map((value) => value / Math.max(1, slower));
  const parts = lines.statements.map((one) => ({ ...one, samplesMs: scaled(one.samplesMs) }));
  return { parts, whole: watched / Math.max(1, slower) };
}

const spanOf = ({ start, end }: AwaitTimes) => ({ start, end });

function latencyLine(measured: FunctionMeasured): string {
  const summary = summarize(measured.samplesMs, 1);
  if (!summary) return "no call was completed";
  const row = timeRow(summary.p50Ms);
  const tail =
    summary.p95Ms === null
      ? `max ${row.time(summary.maxMs, 3)} (${runs(summary.count)})`
      : `p95 ${row.time(summary.p95Ms, 3)}`;
  return [
    `p50 ${row.timeWithInterval(summary.p50Ms, summary.p50Interval)}`,
    tail,
    `${perSecond(summary.itemsPerSecond)} ${measured.steps ? "steps" : "calls"}/s`,
  ].join(joiner);
}

/** What comes first and how fast the rest follows; null when the function answers at once. */
function streamTexts(measured: FunctionMeasured): [string, string] | null {
  const rates = streamRates(measured);
  if (!rates) return null;
  const { firstMs, perSecond: rate, unit } = rates;
  const short = unit === "token" ? "tok/s" : "items/s";
  return [`first ${unit} ${time(firstMs)}`, rate === null ? "one item" : `${perSecond(rate)} ${short}`];
}

interface StreamRates {
  readonly firstMs: number;
  /** After the first; null when nothing followed. */
  readonly perSecond: number | null;
  /** Pieces count as items unless the answers say how many tokens they were. */
  readonly unit: "token" | "item";
}

export function streamRates({ stream, remote }: FunctionMeasured): StreamRates | null {
  if (!stream) return null;
  const first = summarize(stream.firstItemMs, 1);
  if (!first) return null;
  const tokens = remote.reduce<number | null>(
    (sum, one) => (one.outputTokens === null ? sum : (sum ?? 0) + one.outputTokens),
    null,
  );
  const items = middle(stream.items);
  const followingMs = (middle(stream.betweenItemsMs) ?? 0) * ((items ?? 1) - 1);
  const following = (tokens ?? items ?? 0) - 1;
  return {
    firstMs: first.p50Ms,
    perSecond: followingMs > 0 && following > 0 ? (following * 1000) / followingMs : null,
    unit: tokens === null ? "item" : "token",
  };
}

/** `first token 310 ms · 62 items a call · 21 ms between items`; null when it answers at once. */
export function streamLine(measured: FunctionMeasured): string | null {
  const rates = streamRates(measured);
  const items = measured.stream && middle(measured.stream.items);
  const between = measured.stream && middle(measured.stream.betweenItemsMs);
  if (!rates || items === null) return null;
  const parts = [`first ${rates.unit} ${time(rates.firstMs, 3)}`, `${count(items)} items a call`];
  if (between !== null && between > 0) parts.push(`${time(between)} between items`);
  return parts.join(joiner);
}

/** Time waiting for data over time of the steps. */
export function dataShare({ samplesMs, steps }: FunctionMeasured): number {
  const whole = total(samplesMs);
  return steps && whole > 0 ? total(steps.dataMs) / whole : 0;
}

const smallestDataShare = 0.01;

/** Null where nothing says how many items a step takes. */
export function samplesPerSecond({ samplesMs, steps }: FunctionMeasured): number | null {
  const whole = total(samplesMs);
  return steps?.items && whole > 0 ? (total(steps.items) * 1000) / whole : null;
}

/** `data 85%`, `1,320 samples/s`. */
function stepTexts(measured: FunctionMeasured): string[] {
  const rate = samplesPerSecond(measured);
  const share = dataShare(measured);
  const steps = (measured.samplesMs.length * 1000) / total(measured.samplesMs);
  return [
    ...(share < smallestDataShare ? [] : [`data ${percent(share)}`]),
    rate === null ? `${perSecond(steps)} steps/s` : `${perSecond(rate)} samples/s`,
  ];
}

/** `85% of the step waits for data, 10.2 ms of it · 16 samples a step`; null when it does not train. */
export function stepLine(measured: FunctionMeasured): string | null {
  const { steps } = measured;
  const data = steps && middle(steps.dataMs);
  if (!steps || data === undefined || data === null) return null;
  const items = steps.items && middle(steps.items);
  return [
    `${percent(dataShare(measured))} of the step waits for data, ${time(data)} of it`,
    ...(items === null ? [] : [`${count(items)} samples a step`]),
  ].join(joiner);
}

/** Of a training function the call goes on: what is told is when the first step was done. */
export const firstWords = ({ steps }: FunctionMeasured): string => (steps ? "first step after" : "first call");

const pythonName = ({ implementation }: PythonUsed): string =>
  implementation === "CPython" ? "Python" : implementation;

/** A timer that should beat every millisecond is late by this much on any machine. */
const unremarkableMs = 8;

function blockedLines({ blockedMs }: FunctionMeasured): string[] {
  const blocked = middle(blockedMs);
  return blocked === null || blocked < unremarkableMs ? [] : [`stops the event loop for ${time(blocked)} in a call`];
}

/** Memory that nobody told to be given back comes and goes by so much. */
const unremarkableBytes = 2e7;

function growthLines({ bytesPerCall, samplesMs }: FunctionMeasured): string[] {
  return bytesPerCall === null || bytesPerCall * samplesMs.length < unremarkableBytes
    ? []
    : [`memory grows by ${bytes(bytesPerCall)} a call`];
}

function remoteLine({ host, model, calls, inputTokens, outputTokens }: RemoteCalls): string {
  const tokens =
    inputTokens === null && outputTokens === null
      ? []
      : [`${count(inputTokens ?? 0)} tokens in, ${count(outputTokens ?? 0)} out`];
  const name = model === null ? host : `${model} at ${host}`;
  return [`${name}: ${callCount(calls)} each time`, ...tokens].join(joiner);
}

function callsText(remote: readonly RemoteCalls[]): string[] {
  const calls = remote.reduce((sum, one) => sum + one.calls, 0);
  return calls > 0 ? [callCount(calls)] : [];
}

/** Nothing unless the price of everything that was used is known. */
function costText(remote: readonly RemoteCalls[], prices: Prices): string[] {
  let dollars = 0;
  let known = false;
  for (const { model, inputTokens, outputTokens } of remote) {
    if (inputTokens === null && outputTokens === null) continue;
    const name = Object.keys(prices)
      .filter((start) => model?.startsWith(start))
      .sort((a, b) => b.length - a.length)[0];
    if (name === undefined) return [];
    const { input = 0, output = 0 } = prices[name]!;
    dollars += ((inputTokens ?? 0) * input + (outputTokens ?? 0) * output) / 1e6;
    known = true;
  }
  return known ? [`$${dollars === 0 ? "0" : number(dollars, 2)}`] : [];
}

const callCount = (calls: number): string =>
  `${Number.isInteger(calls) ? count(calls) : number(calls, 2)} ${calls === 1 ? "call" : "calls"}`;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function middle(values: readonly number[]): number | null {
  return summarize(values, 1)?.p50Ms ?? null;
}
