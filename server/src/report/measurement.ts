/**
 * One measurement in words: for the lens, its tooltip, the hover and the live line. Absent on purpose: deciding whether it is
 * stale (history/freshness.ts) and any markup; icons are named apart, for editors that have them.
 */

import { providerName } from "../bench/options.ts";
import type { Progress } from "../bench/progress.ts";
import type { RuntimeChoice } from "../bench/spec.ts";
import { disturbedShare, type Summary, samplesNeeded, summarizeRun } from "../bench/statistics.ts";
import { type Staleness, stalenessText } from "../history/freshness.ts";
import type { Measured, ModelRun } from "../history/record.ts";
import { bytes, count, joiner, percent, perSecond, relativeTime, significantDigits, time, timeRow } from "./figures.ts";

export interface LensTitle {
  /** A codicon's name. */
  readonly icon: "pulse" | "watch" | "history" | "error" | "warning" | null;
  readonly text: string;
}

export interface LensView {
  /** `load` where the load itself is the finding. */
  readonly leads: "latency" | "load";
  readonly staleness: Staleness | null;
  /** What is over budget, as `p95 24 ms`, `budget 20 ms`. */
  readonly over?: readonly string[] | null;
}

/** `p50 4.2 ms · p95 5.1 ms · 231/s · CPU`, or what stands in its place. */
export function lensTitle(record: ModelRun, { leads, staleness, over }: LensView): LensTitle {
  const { outcome } = record;
  if (outcome.kind === "failed") return { icon: "error", text: `Not measured: ${outcome.failure.reason}` };
  const summary = summarizeRun(outcome.measured);
  if (!summary) return { icon: "error", text: "Not measured: no run was completed" };

  const provider = providerName(record.provider);
  const p50 = `p50 ${timeRow(summary.p50Ms).time(summary.p50Ms, significantDigits(summary))}`;
  if (staleness) {
    const why = staleness.kind === "machine" ? stalenessText(staleness) : `outdated: ${stalenessText(staleness)}`;
    return { icon: "history", text: [p50, why].join(joiner) };
  }
  if (over) return { icon: "warning", text: [...over, provider].join(joiner) };
  if (disturbedShare(outcome.measured, record.provider) !== null) {
    const about = `p50 about ${timeRow(summary.p50Ms).time(summary.p50Ms, 2)}`;
    return { icon: null, text: [about, "disturbed", provider].join(joiner) };
  }
  const throughput = `${perSecond(summary.itemsPerSecond)}${outcome.measured.batch > 1 ? " items" : ""}/s`;
  const figures = leads === "load" ? [`load ${time(outcome.measured.loadMs)}`, p50] : [p50, tail(summary)];
  return { icon: null, text: [...figures, throughput, provider].join(joiner) };
}

/** The whole row and what it was measured with, one fact a line. */
export function lensTooltip(record: ModelRun, nowMs: number): string[] {
  const when = `${relativeTime(record.startedAt, nowMs)}, on ${record.machine.host}`;
  if (record.outcome.kind === "failed") {
    const { reason, act } = record.outcome.failure;
    return [`Not measured: ${reason}. ${act}`, `${runtimeName(record.runtime)}${joiner}${when}`];
  }
  const { measured } = record.outcome;
  const disturbed = disturbedShare(measured, record.provider);
  return [
    ...latencyLines(measured),
    setupLine(record, measured),
    ...sizesLines(record),
    ...(disturbed === null ? [] : [`Other work took ${percent(disturbed)} of the time.`]),
    when,
  ];
}

/** The `Last` lines of the hover on a model path. */
export function hoverLines(record: ModelRun, nowMs: number): string[] {
  const when = relativeTime(record.startedAt, nowMs);
  if (record.outcome.kind === "failed") return [`Last  not measured: ${record.outcome.failure.reason}${joiner}${when}`];
  const { measured } = record.outcome;
  const lines = [...latencyLines(measured), setupLine(record, measured), ...sizesLines(record), when];
  return lines.map((line, index) => (index === 0 ? `Last  ${line}` : `      ${line}`));
}

/** `Measuring · p50 4.3 ms so far · 4 of 10 s`. */
export function progressTitle(progress: Progress): LensTitle {
  if (progress.stage === "queued") return { icon: "watch", text: "Waiting for another measurement" };
  const parts = ["Measuring"];
  if (progress.stage !== "runs") parts.push(stageWords[progress.stage]);
  if (progress.looksAt !== undefined) parts.push(progress.looksAt);
  if (progress.p50Ms !== null) parts.push(`p50 ${time(progress.p50Ms)} so far`);
  if (progress.stage === "runs")
    parts.push(`${Math.round(progress.elapsedMs / 1000)} of ${Math.round(progress.ofMs / 1000)} s`);
  return { icon: "watch", text: parts.join(joiner) };
}

const stageWords = {
  runtime: "starting",
  load: "loading the model",
  inputs: "loading the model",
  machine: "measuring this machine, once",
  "first-run": "first run",
  "warm-up": "warming up",
} as const;

/** `onnxruntime-node 1.30.0 (yours)`. */
export function runtimeName({
  origin,
  packageName,
  version,
}: Pick<RuntimeChoice, "origin" | "packageName" | "version">): string {
  return `${packageName} ${version} (${originWords[origin]})`;
}

const originWords = { workspace: "yours", bundled: "bundled", wasm: "WebAssembly, slower than native" } as const;

/** p95 when there are samples enough, else the largest and how many there were. */
function tail(summary: Summary): string {
  const row = timeRow(summary.p50Ms);
  const digits = significantDigits(summary);
  if (summary.p95Ms !== null) return `p95 ${row.time(summary.p95Ms, digits)}`;
  return `max ${row.time(summary.maxMs, digits)} (${runs(summary.count)})`;
}

function latencyLines(measured: Measured): string[] {
  const summary = summarizeRun(measured);
  if (!summary) return ["no run was completed"];
  const row = timeRow(summary.p50Ms);
  const parts = [`p50 ${row.timeWithInterval(summary.p50Ms, summary.p50Interval)}`];
  if (summary.p95Ms === null) parts.push(`max ${row.time(summary.maxMs, 3)} (${runs(summary.count)})`);
  else parts.push(`p95 ${row.time(summary.p95Ms, 3)}`, percentile99(summary));
  parts.push(`${perSecond(summary.itemsPerSecond)} ${measured.batch > 1 ? "items" : "runs"}/s`);
  return [parts.join(joiner)];
}

/** Too few samples are said, so that nobody wonders where it is. */
function percentile99(summary: Summary): string {
  if (summary.p99Ms !== null) return `p99 ${timeRow(summary.p50Ms).time(summary.p99Ms, 3)}`;
  return `p99 not shown: ${count(summary.count)} of ${count(samplesNeeded(0.99))} runs`;
}

function setupLine(record: ModelRun, measured: Measured): string {
  const threads = measured.threads === null ? [] : [threadCount(measured.threads)];
  return [
    providerName(record.provider),
    runtimeName(record.runtime),
    `batch ${measured.batch}`,
    ...threads,
    `load ${time(measured.loadMs)}`,
    `peak ${bytes(measured.peakBytes)}`,
  ].join(joiner);
}

function sizesLines({ spec }: ModelRun): string[] {
  const sizes = sizesText(spec.dimensions);
  return sizes === "" ? [] : [`sizes ${sizes}`];
}

/** `images.0 = 1, images.2 = 224`; empty when the model has no dynamic dimension. */
export const sizesText = (dimensions: Readonly<Record<string, number>>): string =>
  Object.entries(dimensions)
    .map(([key, size]) => `${key} = ${size}`)
    .join(", ");

export const runs = (number: number): string => `${count(number)} ${number === 1 ? "run" : "runs"}`;
export const threadCount = (threads: number): string => `${threads} ${threads === 1 ? "thread" : "threads"}`;
