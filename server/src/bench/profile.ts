/**
 * Where the time of a model goes, from the wish to the record: which runtime can tell, what the machine can do at best, then the
 * profile itself in a child of its own. Never throws, never rejects. Absent on purpose: keeping records, and words for people.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { coerce, gte } from "semver";
import type { Calibration, Failure, Profile, ProfileRun } from "../history/record.ts";
import type { ModelCard, TensorInfo } from "../models/card.ts";
import { type Calibrations, calibrate } from "./calibration.ts";
import { failureOfNoProfiler } from "./failures.ts";
import { thisMachine } from "./machine.ts";
import type { ProfileJob } from "./messages.ts";
import { providerOf, threadsOf } from "./options.ts";
import type { Progress } from "./progress.ts";
import type { Bench, JobOutcome, Running } from "./runner.ts";
import { resolveRuntime } from "./runtime.ts";
import type { BenchSpec, RuntimeChoice, StopRule } from "./spec.ts";

export interface ProfileRequest {
  readonly spec: BenchSpec;
  /** That of the code; another one is taken when it cannot profile. */
  readonly runtime: RuntimeChoice;
  readonly card: ModelCard | null;
  readonly inputs: readonly TensorInfo[] | null;
  /** Absolute path of the running program, beside which our own runtime is installed. */
  readonly ownPath: string;
  /** Where peaks of machines are kept; null: they are measured anew. */
  readonly calibrations: Calibrations | null;
  /** Told in words when the peaks could not be kept. */
  readonly notKept?: (why: string) => void;
  readonly onProgress?: (progress: Progress) => void;
}

export function profileModel(bench: Bench, request: ProfileRequest): Running<ProfileRun> {
  const startedAt = new Date().toISOString();
  let cancelled = false;
  let current: { cancel(): void } | null = null;
  const carriedOut = async (): Promise<ProfileRun> => {
    const runtime = profilingRuntime(request);
    if (runtime === null) return recordOf(request, request.runtime, startedAt, { failure: failureOfNoProfiler });
    const calibration = await calibrationFor(bench, runtime, request, (running) => {
      current = running;
    });
    const folder = mkdtempSync(path.join(tmpdir(), "inferlens-profile-"));
    try {
      const running = bench.run(jobFor(request, runtime, folder), request.onProgress);
      current = running;
      if (cancelled) running.cancel();
      const outcome = await running.result;
      return recordOf(request, runtime, startedAt, profileOf(request, runtime, calibration, outcome));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  return {
    result: carriedOut().catch((error: unknown) =>
      recordOf(request, request.runtime, startedAt, { failure: failureOfNoFolder(String(error)) }),
    ),
    cancel() {
      cancelled = true;
      current?.cancel();
    },
  };
}

/** The first version whose JavaScript half hands the profiler's options on. */
const firstWithProfiler = "1.21.0";

/** The code's own runtime, or the one shipped with us when that one is too old; null when neither can. */
function profilingRuntime({ runtime, ownPath }: ProfileRequest): RuntimeChoice | null {
  if (canProfile(runtime)) return runtime;
  const own = resolveRuntime({ near: [], own: ownPath });
  return "failure" in own || !canProfile(own) ? null : own;
}

function canProfile({ packageName, version }: RuntimeChoice): boolean {
  const known = coerce(version);
  return packageName === "onnxruntime-node" && known !== null && gte(known, firstWithProfiler);
}

/** Null where peaks say nothing or cannot be had: the profile is worth as much without them. */
async function calibrationFor(
  bench: Bench,
  runtime: RuntimeChoice,
  { spec, calibrations, notKept, onProgress }: ProfileRequest,
  started: (running: { cancel(): void }) => void,
): Promise<Calibration | null> {
  if (providerOf(spec.sessionOptions, "cpu") !== "cpu") return null;
  const kept = calibrations?.calibration(thisMachine(), runtime);
  if (kept) return kept;
  const running = calibrate(bench, runtime, onProgress);
  started(running);
  const outcome = await running.result;
  if ("failure" in outcome) return null;
  const problem = calibrations?.keepCalibration(outcome.calibration);
  if (problem) notKept?.(problem);
  return outcome.calibration;
}

function jobFor(
  { spec, card, inputs }: ProfileRequest,
  { packageName, entry }: RuntimeChoice,
  folder: string,
): ProfileJob {
  const { sessionOptions, dimensions, seed } = spec;
  return {
    task: "profile",
    backend: packageName,
    entry,
    variant: { modelPath: spec.model.path, sessionOptions, dimensions, inputs },
    seed,
    folder,
    stop: stopRule(spec.stop, card),
    progressMs: 1_000,
  };
}

/** The profiler keeps about a kilobyte for each node of each run, and what it kept is written and read as text. */
const mostEvents = 20_000;
const longestMs = 5_000;

function stopRule(stop: StopRule, card: ModelCard | null): StopRule {
  const nodes = card?.operators.reduce((sum, { count }) => sum + count, 0) ?? 1_000;
  const maxRuns = Math.min(400, Math.max(16, Math.floor(mostEvents / Math.max(1, nodes))));
  return { ...stop, warmUpRuns: 5, warmUpMs: 500, maxRuns, maxMs: Math.min(stop.maxMs, longestMs) };
}

type Profiled = { readonly profile: Profile } | { readonly failure: Failure };

function profileOf(
  { spec, runtime: wished }: ProfileRequest,
  runtime: RuntimeChoice,
  calibration: Calibration | null,
  outcome: JobOutcome<ProfileJob>,
): Profiled {
  if (outcome.kind === "failed") return { failure: outcome.failure };
  const { origin, packageName, version } = wished;
  return {
    profile: {
      ...outcome.done.profile,
      threads: threadsOf(spec.sessionOptions),
      calibration,
      insteadOf: runtime === wished ? null : { origin, packageName, version },
    },
  };
}

function recordOf(
  { spec }: ProfileRequest,
  { origin, packageName, version }: RuntimeChoice,
  startedAt: string,
  profiled: Profiled,
): ProfileRun {
  return {
    schema: 1,
    kind: "profile",
    id: randomUUID(),
    startedAt,
    machine: thisMachine(),
    runtime: { origin, packageName, version },
    node: process.version,
    spec,
    provider: providerOf(spec.sessionOptions, "cpu"),
    outcome:
      "failure" in profiled
        ? { kind: "failed", failure: profiled.failure }
        : { kind: "profiled", profile: profiled.profile },
  };
}

const failureOfNoFolder = (detail: string): Failure => ({
  kind: "run-failed",
  reason: "the profile has no place to be written to",
  act: "Free some space in the system's temporary folder.",
  detail,
});
