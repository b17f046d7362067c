/**
 * What is known of each finding that was tried: running, failed, compared, dismissed, and whether that still speaks of the code,
 * models and runtime there are. Absent on purpose: trying (experiments.ts) and words (report/trialText.ts).
 */
import { type Verdict, verdictOf } from "../bench/experiments/verdict.ts";
import { thisMachine } from "../bench/machine.ts";
import type { Progress } from "../bench/progress.ts";
import { type ComparisonStaleness, comparisonStaleness } from "../history/comparisonFreshness.ts";
import type { Compared, ComparisonRun, Failure } from "../history/record.ts";
import type { History } from "../history/store.ts";
import type { Measurements } from "./measurements.ts";
import type { ModelFiles } from "./modelFiles.ts";

/** A finding as it stands in its file; outlives the analysis it comes from. */
export interface TriedPlace {
  /** Absolute. */
  readonly file: string;
  readonly fingerprint: string;
  /** Of the code around it as it is now. */
  readonly codeHash: string;
}

export type ComparisonState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly progress: Progress }
  | { readonly kind: "failed"; readonly failure: Failure }
  | {
      readonly kind: "done";
      readonly record: ComparisonRun;
      readonly compared: Compared;
      readonly verdict: Verdict;
      readonly stale: ComparisonStaleness | null;
    };

export interface Comparisons {
  stateOf(place: TriedPlace): ComparisonState;
  setRunning(place: TriedPlace, progress: Progress): void;
  fail(place: TriedPlace, failure: Failure): void;
  /** Counts even when the history cannot keep it. */
  succeed(place: TriedPlace, record: ComparisonRun): void;
  /** Leaves what was there before. */
  cancel(place: TriedPlace): void;
  /** Not to be shown beside the code any more; what it says goes on to count. */
  dismiss(place: TriedPlace): void;
  /** Records may have been added elsewhere. */
  forgetRecords(): void;
}

/** Windows and terminals write to the same history: how long a look at it holds. */
const recordsHoldMs = 5_000;

export function createComparisons(
  history: () => History | null,
  files: ModelFiles,
  measurements: Measurements,
): Comparisons {
  const running = new Map<string, Progress>();
  const failures = new Map<string, { readonly codeHash: string; readonly failure: Failure }>();
  /** Newest id of each fingerprint, by file. */
  const newest = new Map<string, { readonly ids: ReadonlyMap<string, string>; readonly at: number }>();
  /** Read once: a record does not change but for being dismissed. Also those of this session that nothing could keep. */
  const records = new Map<string, ComparisonRun>();
  const session = new Map<string, string>();
  let host: string | undefined;

  const idsIn = (file: string): ReadonlyMap<string, string> => {
    const known = newest.get(file);
    if (known && performance.now() - known.at < recordsHoldMs) return known.ids;
    const ids = new Map<string, string>();
    for (const { id, name } of history()?.points({ kind: "comparison", path: file }) ?? [])
      if (!ids.has(name)) ids.set(name, id);
    newest.set(file, { ids, at: performance.now() });
    return ids;
  };

  const latest = (place: TriedPlace): ComparisonRun | undefined => {
    const id = idsIn(place.file).get(place.fingerprint) ?? session.get(keyOf(place));
    if (id === undefined) return undefined;
    const known = records.get(id);
    if (known) return known;
    const record = history()?.get(id);
    if (record?.kind !== "comparison") return undefined;
    records.set(id, record);
    return record;
  };

  const staleness = (record: ComparisonRun, { codeHash }: TriedPlace): ComparisonStaleness | null => {
    const { subject } = record.spec;
    const [first] = subject.kind === "models" ? subject.models : [];
    const runtime = first && measurements.runtimeFor({ ...noOptions, file: first.path, loadedBy: record.spec.file });
    host ??= thisMachine().host;
    return comparisonStaleness(record, {
      codeHash,
      modelHash: (path) => (files.exists(path) ? files.identity(path)?.hash : "gone"),
      ...(runtime && "version" in runtime && { runtime }),
      host,
    });
  };

  return {
    stateOf(place) {
      const key = keyOf(place);
      const progress = running.get(key);
      if (progress) return { kind: "running", progress };
      const failed = failures.get(key);
      if (failed?.codeHash === place.codeHash) return { kind: "failed", failure: failed.failure };
      const record = latest(place);
      if (record?.outcome.kind !== "compared") return { kind: "none" };
      const { compared } = record.outcome;
      const verdict = verdictOf(record.spec, compared);
      return verdict ? { kind: "done", record, compared, verdict, stale: staleness(record, place) } : { kind: "none" };
    },
    setRunning: (place, progress) => void running.set(keyOf(place), progress),
    fail(place, failure) {
      running.delete(keyOf(place));
      failures.set(keyOf(place), { codeHash: place.codeHash, failure });
    },
    succeed(place, record) {
      const key = keyOf(place);
      running.delete(key);
      failures.delete(key);
      records.set(record.id, record);
      session.set(key, record.id);
      newest.delete(place.file);
    },
    cancel: (place) => void running.delete(keyOf(place)),
    dismiss(place) {
      failures.delete(keyOf(place));
      const record = latest(place);
      if (!record || record.dismissed) return;
      const dismissed: ComparisonRun = { ...record, dismissed: true };
      records.set(record.id, dismissed);
      history()?.add(dismissed);
    },
    forgetRecords: () => newest.clear(),
  };
}

const noOptions = { sessionOptions: {}, dimensions: {} };

export const keyOf = ({ file, fingerprint }: Pick<TriedPlace, "file" | "fingerprint">): string =>
  `${file}\n${fingerprint}`;
