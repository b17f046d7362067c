/**
 * A measurement of a function from the click to the kept record. One for each function at a time. Absent on purpose: trust,
 * progress and cancelling (jobs.ts), and how results are shown.
 */

import type { CancellationToken } from "vscode-languageserver/node";
import { type FunctionRequest, measureFunction } from "../bench/functions/measureFunction.ts";
import type { Bench } from "../bench/runner.ts";
import { stopRuleFor } from "../bench/spec.ts";
import { codeStateOf } from "../history/codeState.ts";
import type { Failure, FunctionRun, FunctionSpec } from "../history/record.ts";
import type { History } from "../history/store.ts";
import { type FunctionMeasurements, type FunctionSubject, functionKey } from "./functionMeasurements.ts";
import type { Jobs, Work } from "./jobs.ts";
import type { Log } from "./log.ts";
import type { MeasureAnswer } from "./protocol.ts";
import type { PythonFor } from "./pythonChoice.ts";

export interface FunctionMeasuring {
  measure(wish: FunctionWish, token: CancellationToken): Promise<MeasureAnswer>;
}

export interface FunctionWish {
  readonly subject: FunctionSubject;
  /** Offset of the function in its file. */
  readonly start: number;
  readonly seconds: number;
  /** A local server that stands in for services of language models. */
  readonly replay: string | null;
  /** Which of its loops trains, when one does. */
  readonly loop: number | null;
}

export interface FunctionMeasuringOptions {
  readonly log: Log;
  readonly jobs: Jobs;
  readonly measurements: FunctionMeasurements;
  readonly history: () => History | null;
  readonly bench: () => Bench;
  /** What editors have that is not saved, by absolute path. */
  readonly unsaved: () => Readonly<Record<string, string>>;
  readonly pythonFor: PythonFor;
  readonly describe: (record: FunctionRun) => { readonly title: string; readonly details: string };
}

export function createFunctionMeasuring(options: FunctionMeasuringOptions): FunctionMeasuring {
  const { log, measurements } = options;

  const carryOut = async (
    { subject, start, seconds, replay, loop }: FunctionWish,
    signal: AbortSignal,
    onProgress: NonNullable<FunctionRequest["onProgress"]>,
  ): Promise<MeasureAnswer> => {
    const spec: FunctionSpec = { ...subject, stop: stopRuleFor(seconds) };
    const runs = await options.pythonFor(subject.file);
    if ("failure" in runs) return failed(subject, runs.failure);
    const code = await codeStateOf(subject.file);
    const request: FunctionRequest = {
      spec,
      start,
      texts: options.unsaved(),
      replay,
      ...runs,
      ...(loop !== null && { loop }),
      code,
      onProgress,
    };
    const running = measureFunction(options.bench(), request);
    signal.addEventListener("abort", () => running.cancel());
    if (signal.aborted) running.cancel();
    return keep(subject, await running.result);
  };

  const keep = (subject: FunctionSubject, record: FunctionRun): MeasureAnswer => {
    const { outcome } = record;
    if (outcome.kind === "failed" && outcome.failure.kind === "cancelled") {
      measurements.cancel(subject);
      return { kind: "cancelled" };
    }
    const problem = options.history()?.add(record) ?? null;
    if (problem) log.warning(problem);
    if (outcome.kind === "failed") return failed(subject, outcome.failure);
    measurements.succeed(subject, record);
    const { title, details } = options.describe(record);
    return { kind: "measured", title, details, runId: record.id };
  };

  const failed = (subject: FunctionSubject, failure: Failure): MeasureAnswer => {
    measurements.fail(subject, failure);
    const { reason, act, detail } = failure;
    log.information(`not measured: ${subject.name} in ${subject.file}: ${reason}${detail ? `\n${detail}` : ""}`);
    return { kind: "failed", reason, act };
  };

  return {
    measure(wish, token) {
      const { subject, seconds } = wish;
      const work: Work<MeasureAnswer> = {
        key: `function\n${functionKey(subject)}`,
        name: subject.name,
        seconds,
        carryOut: (signal, tell) => carryOut(wish, signal, tell),
        running: (progress) => measurements.setRunning(subject, progress),
        failed: (failure) => failed(subject, failure),
      };
      return options.jobs.run(work, token);
    },
  };
}
