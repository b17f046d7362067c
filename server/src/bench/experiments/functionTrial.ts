/**
 * A function with a change and without it, in turns in one child, then each alone to see what memory it takes. Never throws;
 * whatever happens is an outcome. Absent on purpose: making the change, and records.
 */
import type { Compared, Side } from "../../history/record.ts";
import { failureOfTooFewRuns } from "../failures.ts";
import { functionJob } from "../functions/measureFunction.ts";
import { compareValues, roundingOf } from "../functions/values.ts";
import type { FunctionDone, FunctionJob, FunctionResult } from "../messages.ts";
import type { Progress } from "../progress.ts";
import type { Bench, JobOutcome, Running } from "../runner.ts";
import type { StopRule } from "../spec.ts";
import type { Alone } from "./compared.ts";
import { aloneStopRule, inSequence, type TrialOutcome } from "./run.ts";
import type { Trial } from "./trial.ts";

export interface FunctionTrialRequest {
  readonly file: string;
  /** As exported. */
  readonly name: string;
  readonly benchFile: string | null;
  /** Texts that count instead of what lies on the disk, by absolute path. */
  readonly texts: Readonly<Record<string, string>>;
  /** Those that the change gives another text. */
  readonly changed: Readonly<Record<string, string>>;
  readonly judged: Trial["judged"];
  readonly replay: string | null;
  /** The Python that runs it; left out: Node.js does. */
  readonly interpreter?: string;
  /** Which `for` loop of the function trains. */
  readonly loop?: number;
  readonly stop: StopRule;
  readonly onProgress?: (progress: Progress) => void;
}

export function runFunctionTrial(bench: Bench, request: FunctionTrialRequest): Running<TrialOutcome> {
  const child = inSequence();
  const run = (sides: readonly Texts[], stop: StopRule): Promise<JobOutcome<FunctionJob>> =>
    child(bench.run(jobOf(request, sides, stop), request.onProgress));
  const original = request.texts;
  const changed = { ...request.texts, ...request.changed };

  const carryOut = async (): Promise<TrialOutcome> => {
    const { judged, stop } = request;
    const alone = aloneStopRule(stop, judged === "growth" ? "growth" : "peak");
    if (judged === "growth") return growth(await run([original], alone), await run([changed], alone));
    const together = await run([original, changed], stop);
    if (together.kind === "failed") return together;
    const [before, after] = together.done.results;
    // What calls other machines is called no more often than needed.
    if (before!.remote.length > 0) return outcomeOf(together.done, [before!, after!], [null, null]);
    const sides = [await run([original], alone), await run([changed], alone)];
    const cancelled = sides.find((side) => side.kind === "failed" && side.failure.kind === "cancelled");
    if (cancelled?.kind === "failed") return cancelled;
    return outcomeOf(together.done, [before!, after!], [aloneOf(sides[0]!), aloneOf(sides[1]!)]);
  };
  return { result: carryOut(), cancel: child.cancel };
}

type Texts = Readonly<Record<string, string>>;

function jobOf(request: FunctionTrialRequest, sides: readonly Texts[], stop: StopRule): FunctionJob {
  const { file, name, benchFile, replay, interpreter, loop } = request;
  const spec = { file, name, benchFile, stop };
  const chosen = { ...(interpreter !== undefined && { interpreter }), ...(loop !== undefined && { loop }) };
  const job = functionJob({ spec, start: null, replay, ...chosen });
  return {
    ...job,
    watchesGrowth: request.judged === "growth",
    variants: sides.map((texts) => ({ ...job.variants[0]!, texts })),
  };
}

function growth(before: JobOutcome<FunctionJob>, after: JobOutcome<FunctionJob>): TrialOutcome {
  if (before.kind === "failed") return before;
  if (after.kind === "failed") return after;
  const sides = [aloneOf(before), aloneOf(after)] as const;
  if (sides.some((side) => side?.bytesPerCall == null)) return { kind: "failed", failure: failureOfTooFewRuns() };
  const { wallMs, cpuMs } = before.done;
  const times = { wallMs: wallMs + after.done.wallMs, cpuMs: cpuMs + after.done.cpuMs };
  return outcomeOf(times, [before.done.results[0]!, after.done.results[0]!], sides);
}

function outcomeOf(
  { wallMs, cpuMs }: Pick<FunctionDone, "wallMs" | "cpuMs">,
  [before, after]: readonly [FunctionResult, FunctionResult],
  alone: readonly [Alone, Alone],
): TrialOutcome {
  const values = compareValues(before.output, after.output);
  const compared: Compared = {
    before: sideOf(before, alone[0]),
    after: sideOf(after, alone[1]),
    outputDifference: values.kind === "same-shape" && values.values > 0 ? values.largest : null,
    allowedDifference: roundingOf(before.output) * allowedRoundings,
    ...(values.kind === "different" && { outputsDiffer: `not the same at ${values.where}` }),
    ...(before.computedOn !== undefined && { computedOn: before.computedOn }),
    wallMs,
    cpuMs,
  };
  return { kind: "compared", compared };
}

/** Sums in another order differ by many roundings; a row that went missing by more. */
const allowedRoundings = 1_000;

const sideOf = ({ samplesMs, warmUpMs, blockedMs }: FunctionResult, alone: Alone): Side => ({
  samplesMs: Array.from(samplesMs),
  warmUpMs: Array.from(warmUpMs),
  blockedMs: Array.from(blockedMs),
  peakBytes: alone?.peakBytes ?? null,
  bytesPerCall: alone?.bytesPerCall ?? null,
});

/** That memory could not be seen is no reason to lose the times. */
const aloneOf = (outcome: JobOutcome<FunctionJob>): Alone =>
  outcome.kind === "done"
    ? { peakBytes: outcome.done.peakBytes, bytesPerCall: outcome.done.results[0]!.bytesPerCall }
    : null;
