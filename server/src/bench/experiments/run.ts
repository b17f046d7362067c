/**
 * An experiment carried out: both sides in turns in one child, then each alone in a child of its own to see what memory it takes.
 * Never throws; whatever happens is an outcome. Absent on purpose: finding the models, and records.
 */
import type { Compared, Failure } from "../../history/record.ts";
import type { TensorInfo } from "../../models/card.ts";
import { failureOfTooFewRuns } from "../failures.ts";
import type { TrialDone, TrialJob } from "../messages.ts";
import type { Progress } from "../progress.ts";
import type { Bench, JobOutcome, Running } from "../runner.ts";
import type { BenchSpec, RuntimeChoice, StopRule } from "../spec.ts";
import { type Alone, comparedModels, type Pair } from "./compared.ts";
import type { Trial } from "./trial.ts";

export interface TrialRequest {
  readonly trial: Trial;
  /** One for each of the trial's models, in its order. */
  readonly models: readonly { readonly spec: BenchSpec; readonly inputs: readonly TensorInfo[] | null }[];
  readonly runtime: RuntimeChoice;
  readonly stop: StopRule;
  readonly onProgress?: (progress: Progress) => void;
}

export type TrialOutcome =
  | { readonly kind: "compared"; readonly compared: Compared }
  | { readonly kind: "failed"; readonly failure: Failure };

export function runTrial(bench: Bench, request: TrialRequest): Running<TrialOutcome> {
  const child = inSequence();
  const alone = async (side: number): Promise<JobOutcome<TrialJob>> =>
    await child(bench.run(jobOf(request, [side]), request.onProgress));

  const carryOut = async (): Promise<TrialOutcome> => {
    const { trial, onProgress } = request;
    if (trial.judged === "growth") return growth(await alone(0), await alone(1), trial.sameOutputs);
    const together = await child(bench.run(jobOf(request, [0, 1]), onProgress));
    if (together.kind === "failed") return together;
    const sides = [await alone(0), await alone(1)];
    const cancelled = sides.find((side) => side.kind === "failed" && side.failure.kind === "cancelled");
    if (cancelled?.kind === "failed") return cancelled;
    return {
      kind: "compared",
      compared: comparedModels(
        pairOf(together.done),
        [memoryOf(sides[0]!), memoryOf(sides[1]!)],
        request.trial.sameOutputs,
      ),
    };
  };
  return { result: carryOut(), cancel: child.cancel };
}

/** Each of several children while it runs; cancelled once, no other begins. */
export function inSequence() {
  let current: { cancel(): void } | undefined;
  let over = false;
  const child = <T>(running: Running<T>): Promise<T> => {
    current = running;
    if (over) running.cancel();
    return running.result;
  };
  return Object.assign(child, {
    cancel(): void {
      over = true;
      current?.cancel();
    },
  });
}

/** The rule for a side that runs alone: as many calls as show whether memory grows, or as long as was wished. */
export function aloneStopRule(stop: StopRule, watched: "peak" | "growth"): StopRule {
  const maxMs = watched === "growth" ? stop.maxMs : Math.min(stop.maxMs / 4, 2_000);
  return { ...stop, warmUpMs: 0, warmUpRuns: 0, maxRuns: watchedCalls, maxMs, minMs: maxMs };
}
const watchedCalls = 1_000;

function jobOf({ trial, models, runtime, stop }: TrialRequest, which: readonly number[]): TrialJob {
  const alone = which.length === 1;
  return {
    task: "trial",
    backend: runtime.packageName,
    entry: runtime.entry,
    models: models.map(({ spec, inputs }) => ({
      modelPath: spec.model.path,
      sessionOptions: spec.sessionOptions,
      dimensions: spec.dimensions,
      inputs,
    })),
    sides: which.map((side) => trial.sides[side]!),
    seed: models[0]!.spec.seed,
    watchesPause: trial.judged === "pause",
    watchesGrowth: alone && trial.judged === "growth",
    stop: alone ? aloneStopRule(stop, trial.judged === "growth" ? "growth" : "peak") : stop,
    progressMs: 1_000,
  };
}

function growth(before: JobOutcome<TrialJob>, after: JobOutcome<TrialJob>, sameOutputs: boolean): TrialOutcome {
  if (before.kind === "failed") return before;
  if (after.kind === "failed") return after;
  if (before.done.bytesPerCall === null || after.done.bytesPerCall === null)
    return { kind: "failed", failure: failureOfTooFewRuns() };
  const pair: Pair = {
    before: before.done.sides[0]!,
    after: after.done.sides[0]!,
    wallMs: before.done.wallMs + after.done.wallMs,
    cpuMs: before.done.cpuMs + after.done.cpuMs,
  };
  return { kind: "compared", compared: comparedModels(pair, [before.done, after.done], sameOutputs) };
}

const pairOf = ({ sides, wallMs, cpuMs }: TrialDone): Pair => ({ before: sides[0]!, after: sides[1]!, wallMs, cpuMs });

/** That memory could not be seen is no reason to lose the times. */
const memoryOf = (outcome: JobOutcome<TrialJob>): Alone => (outcome.kind === "done" ? outcome.done : null);
