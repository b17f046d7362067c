/**
 * What is known of each model's speed: running, failed, measured, and whether a figure still speaks of what is there now.
 * Absent on purpose: starting a measurement (measure.ts) and words (lenses, hovers).
 */
import { failureOfFault } from "../bench/failures.ts";
import { thisMachine } from "../bench/machine.ts";
import { canonicalOptions } from "../bench/options.ts";
import type { Progress } from "../bench/progress.ts";
import { resolveRuntime } from "../bench/runtime.ts";
import type { RuntimeChoice } from "../bench/spec.ts";
import { type Staleness, stalenessOf } from "../history/freshness.ts";
import type { Failure, ModelRun } from "../history/record.ts";
import type { History } from "../history/store.ts";
import type { ModelFiles } from "./modelFiles.ts";

/** A model as it stands in code: the same file with other options is another subject. */
export interface Subject {
  readonly file: string;
  readonly sessionOptions: Readonly<Record<string, unknown>>;
  /** The file that loads it, for finding its runtime. */
  readonly loadedBy: string;
  /** Sizes the settings fix. */
  readonly dimensions: Readonly<Record<string, number>>;
}

export type MeasurementState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly progress: Progress }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "done"; readonly record: ModelRun; readonly stale: Staleness | null };

export interface Measurements {
  stateOf(subject: Subject): MeasurementState;
  /** The newest figures of a subject, fresh or not. */
  latest(subject: Subject): ModelRun | null;
  setRunning(subject: Subject, progress: Progress): void;
  /** Ends the running state: a failure is shown until the next run or until the file changes. */
  fail(subject: Subject, failure: Failure): void;
  /** Ends the running state with figures, which count even when the history cannot keep them. */
  succeed(subject: Subject, record: ModelRun): void;
  /** Ends the running state and leaves what was there before. */
  cancel(subject: Subject): void;
  runtimeFor(subject: Subject): RuntimeChoice | { readonly failure: Failure };
  /** Records may have been added elsewhere. */
  forgetRecords(): void;
  forgetFile(file: string): void;
  forgetRuntimes(): void;
}

/** Windows and terminals write to the same history: how long a look at it holds. */
const recordsHoldMs = 5_000;
/** How many runs back a run with these very options is looked for. */
const looksBack = 10;

export function createMeasurements(history: () => History | null, files: ModelFiles, ownFile: string): Measurements {
  const running = new Map<string, Progress>();
  const failures = new Map<string, { readonly file: string; readonly failure: Failure }>();
  const records = new Map<string, { readonly record: ModelRun | null; readonly at: number }>();
  /** Of this session, for when nothing can be kept. */
  const session = new Map<string, ModelRun>();
  const runtimes = new Map<string, RuntimeChoice | { readonly failure: Failure }>();
  let host: string | undefined;

  const latest = (subject: Subject): ModelRun | null => {
    const key = keyOf(subject);
    const known = records.get(key);
    if (known && performance.now() - known.at < recordsHoldMs) return known.record;
    const kept = history()?.list({ kind: "model", path: subject.file, alone: true, limit: looksBack }) ?? [];
    const own = session.get(key);
    const candidates = own && !kept.some((one) => one.id === own.id) ? [own, ...kept] : kept;
    const options = canonicalOptions(subject.sessionOptions);
    const record =
      candidates.find((one) => canonicalOptions(one.spec.sessionOptions) === options) ?? candidates[0] ?? null;
    records.set(key, { record, at: performance.now() });
    return record;
  };

  const runtimeFor = (subject: Subject): RuntimeChoice | { readonly failure: Failure } => {
    const key = `${subject.loadedBy}\n${subject.file}`;
    let runtime = runtimes.get(key);
    if (!runtime) {
      runtime = resolveRuntime({ near: [subject.loadedBy, subject.file], own: ownFile });
      runtimes.set(key, runtime);
    }
    return runtime;
  };

  const staleness = (record: ModelRun, subject: Subject): Staleness | null => {
    const identity = files.identity(subject.file);
    const runtime = runtimeFor(subject);
    host ??= thisMachine().host;
    return stalenessOf(record, {
      ...(identity && { modelHash: identity.hash }),
      sessionOptions: subject.sessionOptions,
      dimensions: subject.dimensions,
      ...("version" in runtime && { runtime }),
      host,
    });
  };

  const unreadable = (file: string): Failure | null => {
    const result = files.card(file);
    return "fault" in result ? failureOfFault(result.fault) : null;
  };

  return {
    latest,
    runtimeFor,
    stateOf(subject) {
      const key = keyOf(subject);
      const progress = running.get(key);
      if (progress) return { kind: "running", progress };
      const failure = unreadable(subject.file) ?? failures.get(key)?.failure;
      if (failure) return { kind: "failed", failure };
      const record = latest(subject);
      if (!record) return { kind: "none" };
      const stale = staleness(record, subject);
      if (record.outcome.kind === "measured") return { kind: "done", record, stale };
      return stale ? { kind: "none" } : { kind: "failed", failure: record.outcome.failure };
    },
    setRunning: (subject, progress) => void running.set(keyOf(subject), progress),
    fail(subject, failure) {
      const key = keyOf(subject);
      running.delete(key);
      failures.set(key, { file: subject.file, failure });
    },
    succeed(subject, record) {
      const key = keyOf(subject);
      running.delete(key);
      failures.delete(key);
      session.set(key, record);
      records.delete(key);
    },
    cancel: (subject) => void running.delete(keyOf(subject)),
    forgetRecords: () => records.clear(),
    forgetFile(file) {
      for (const [key, entry] of failures) if (entry.file === file) failures.delete(key);
    },
    forgetRuntimes: () => runtimes.clear(),
  };
}

export const keyOf = (subject: Subject): string => `${subject.file}\n${canonicalOptions(subject.sessionOptions)}`;
