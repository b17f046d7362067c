/**
 * What a run says in a trend, without its samples: a few figures and everything that may explain why they changed. Kept beside the run,
 * so that thousands of runs are read at once. Absent on purpose: storage, and words.
 */
import { canonicalOptions } from "../bench/options.ts";
import type { Scenario } from "../bench/spec.ts";
import { summarize, summarizeRun } from "../bench/statistics.ts";
import type { CodeState, Machine, RunRecord } from "./record.ts";

export interface RunPoint {
  readonly id: string;
  readonly kind: RunRecord["kind"];
  readonly startedAt: string;
  readonly path: string;
  /** Of a function or a finding; empty for a model. */
  readonly name: string;
  /** Of the model's bytes or the code. */
  readonly hash: string;
  readonly group: string | null;
  readonly machine: Machine;
  readonly node: string;
  readonly code: CodeState | null;
  /** Name and version of the runtime; null where none was chosen. */
  readonly runtime: { readonly packageName: string; readonly version: string; readonly origin: string } | null;
  readonly provider: string | null;
  /** Session options in an order of their own, as JSON. */
  readonly options: string;
  readonly dimensions: Readonly<Record<string, number>>;
  /** Null: one after the other. */
  readonly scenario: Scenario | null;
  readonly packages: Readonly<Record<string, string>>;
  readonly figures: Figures | null;
  /** Why there are none. */
  readonly failure: string | null;
}

/** Null: not known of this kind of run, or too few samples. */
export interface Figures {
  readonly count: number;
  readonly p50Ms: number;
  /** 95 % interval of the median. */
  readonly lowMs: number;
  readonly highMs: number;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly itemsPerSecond: number;
  readonly batch: number;
  readonly loadMs: number | null;
  readonly firstMs: number | null;
  readonly peakBytes: number | null;
  readonly cpuShare: number | null;
}

export function pointOf(record: RunRecord): RunPoint {
  const { id, kind, startedAt, group = null, machine, node, code = null, outcome } = record;
  return {
    id,
    kind,
    startedAt,
    group,
    machine,
    node,
    code,
    ...subjectOf(record),
    ...setupOf(record),
    figures: figuresOf(record),
    failure: outcome.kind === "failed" ? outcome.failure.reason : null,
  };
}

/** Names a thing wherever it lies; empty when nobody can say. */
export const placeOf = ({ code, name }: RunPoint): string =>
  code?.repository && code.path ? `${code.repository}:${code.path}:${name}` : "";

export function subjectOf(record: RunRecord): Pick<RunPoint, "path" | "hash" | "name"> {
  switch (record.kind) {
    case "model":
    case "profile":
      return { path: record.spec.model.path, hash: record.spec.model.hash, name: "" };
    case "function":
      return { path: record.spec.file, hash: record.spec.codeHash, name: record.spec.name };
    case "comparison":
      return { path: record.spec.file, hash: record.spec.codeHash, name: record.spec.finding?.fingerprint ?? "" };
  }
}

function setupOf(
  record: RunRecord,
): Pick<RunPoint, "runtime" | "provider" | "options" | "dimensions" | "scenario" | "packages"> {
  const none = { runtime: null, provider: null, options: "{}", dimensions: {}, scenario: null, packages: {} };
  switch (record.kind) {
    case "model":
    case "profile":
      return {
        runtime: record.runtime,
        provider: record.provider,
        options: canonicalOptions(record.spec.sessionOptions),
        dimensions: record.spec.dimensions,
        scenario: record.spec.scenario ?? null,
        packages: {},
      };
    case "function":
      return { ...none, packages: record.spec.packages };
    case "comparison":
      return none;
  }
}

/** The samples a run is judged by; null when it has none of its own. */
export function samplesOf(record: RunRecord): readonly number[] | null {
  if (record.outcome.kind !== "measured") return null;
  return record.outcome.measured.samplesMs;
}

function figuresOf(record: RunRecord): Figures | null {
  if (record.kind !== "model" && record.kind !== "function") return null;
  if (record.outcome.kind !== "measured") return null;
  const { measured } = record.outcome;
  const batch = "batch" in measured ? measured.batch : 1;
  const summary = "batch" in measured ? summarizeRun(measured) : summarize(measured.samplesMs, batch);
  if (!summary) return null;
  return {
    count: summary.count,
    p50Ms: summary.p50Ms,
    lowMs: summary.p50Interval.low,
    highMs: summary.p50Interval.high,
    p95Ms: summary.p95Ms,
    p99Ms: summary.p99Ms,
    itemsPerSecond: summary.itemsPerSecond,
    batch,
    loadMs: "loadMs" in measured ? measured.loadMs : measured.importMs,
    firstMs: "firstRunMs" in measured ? measured.firstRunMs : measured.firstCallMs,
    peakBytes: measured.peakBytes,
    cpuShare: measured.wallMs > 0 ? measured.cpuMs / measured.wallMs : null,
  };
}
