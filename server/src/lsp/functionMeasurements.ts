/**
 * What is known of each function's speed: running, failed, measured, and whether a figure still speaks of what is there now.
 * Absent on purpose: starting a measurement (functionMeasuring.ts) and words.
 */
import { hashOf } from "../bench/functions/measureFunction.ts";
import { thisMachine } from "../bench/machine.ts";
import type { Progress } from "../bench/progress.ts";
import type { Staleness } from "../history/freshness.ts";
import { type FunctionNow, functionStalenessOf } from "../history/functionFreshness.ts";
import type { Failure, FunctionRun } from "../history/record.ts";
import type { History } from "../history/store.ts";
import type { Usage } from "../usage/usage.ts";
import { usedPackages } from "../usage/usedPackages.ts";
import type { FunctionTarget } from "./functionTargets.ts";

export type FunctionState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly progress: Progress }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "done"; readonly record: FunctionRun; readonly stale: Staleness | null };

/** A function as it stands in the code now. */
export interface FunctionSubject extends Pick<FunctionNow, "codeHash" | "benchHash" | "packages"> {
  readonly file: string;
  readonly name: string;
  readonly benchFile: string | null;
}

export interface FunctionMeasurements {
  stateOf(subject: FunctionSubject): FunctionState;
  /** The newest figures, fresh or not. */
  latest(subject: Pick<FunctionSubject, "file" | "name">): FunctionRun | null;
  setRunning(subject: FunctionSubject, progress: Progress): void;
  fail(subject: FunctionSubject, failure: Failure): void;
  succeed(subject: FunctionSubject, record: FunctionRun): void;
  cancel(subject: FunctionSubject): void;
  /** Records may have been added elsewhere. */
  forgetRecords(): void;
}

/** Windows and terminals write to the same history: how long a look at it holds. */
const recordsHoldMs = 5_000;

export function createFunctionMeasurements(history: () => History | null): FunctionMeasurements {
  const running = new Map<string, Progress>();
  /** With what the code was then: an edit is a new chance. */
  const failures = new Map<string, { readonly failure: Failure; readonly state: string }>();
  const records = new Map<string, { readonly record: FunctionRun | null; readonly at: number }>();
  /** Of this session, for when nothing can be kept. */
  const session = new Map<string, FunctionRun>();
  let host: string | undefined;

  const latest: FunctionMeasurements["latest"] = ({ file, name }) => {
    const key = functionKey({ file, name });
    const known = records.get(key);
    if (known && performance.now() - known.at < recordsHoldMs) return known.record;
    const kept = history()?.list({ kind: "function", path: file, name, limit: 1 })[0];
    const own = session.get(key);
    const record = own && (!kept || kept.startedAt < own.startedAt) ? own : (kept ?? null);
    records.set(key, { record, at: performance.now() });
    return record;
  };

  return {
    latest,
    stateOf(subject) {
      const key = functionKey(subject);
      const progress = running.get(key);
      if (progress) return { kind: "running", progress };
      const failed = failures.get(key);
      if (failed && failed.state === stateKey(subject)) return { kind: "failed", failure: failed.failure };
      const record = latest(subject);
      if (!record) return { kind: "none" };
      host ??= thisMachine().host;
      const stale = functionStalenessOf(record, { ...subject, host });
      if (record.outcome.kind === "measured") return { kind: "done", record, stale };
      return stale ? { kind: "none" } : { kind: "failed", failure: record.outcome.failure };
    },
    setRunning: (subject, progress) => void running.set(functionKey(subject), progress),
    fail(subject, failure) {
      const key = functionKey(subject);
      running.delete(key);
      failures.set(key, { failure, state: stateKey(subject) });
    },
    succeed(subject, record) {
      const key = functionKey(subject);
      running.delete(key);
      failures.delete(key);
      session.set(key, record);
      records.delete(key);
    },
    cancel: (subject) => void running.delete(functionKey(subject)),
    forgetRecords: () => records.clear(),
  };
}

export const functionKey = ({ file, name }: Pick<FunctionSubject, "file" | "name">): string => `${file}\n${name}`;

const stateKey = ({ codeHash, benchHash }: FunctionSubject): string => `${codeHash} ${benchHash}`;

export function functionSubject(target: FunctionTarget, usage: Usage): FunctionSubject {
  const { file, name, benchFile, benchText, text } = target;
  return {
    file,
    name,
    benchFile,
    codeHash: hashOf(text),
    benchHash: benchText === null ? null : hashOf(benchText),
    packages: usedPackages(usage),
  };
}
