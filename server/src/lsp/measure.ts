/**
 * A measurement of a model from the click to the kept record: sizes, runtime, result. One for each model and options at a time.
 * Absent on purpose: trust, progress and cancelling (jobs.ts), who clicked, and how results are shown.
 */
import path from "node:path";
import type { CancellationToken } from "vscode-languageserver/node";
import { completeDimensions } from "../bench/dimensions.ts";
import { freeDimensionOverrides, measurableOptions } from "../bench/options.ts";
import { prepareMeasurement } from "../bench/prepare.ts";
import type { Progress } from "../bench/progress.ts";
import type { Bench } from "../bench/runner.ts";
import { type BenchSpec, stopRuleFor } from "../bench/spec.ts";
import type { Failure, ModelRun } from "../history/record.ts";
import type { History } from "../history/store.ts";
import type { Jobs } from "./jobs.ts";
import type { Log } from "./log.ts";
import { keyOf, type Measurements, type Subject } from "./measurements.ts";
import type { ModelFiles } from "./modelFiles.ts";
import type { ModelSizes } from "./modelSizes.ts";
import type { MeasureAnswer } from "./protocol.ts";

export interface Measuring {
  measure(subject: Subject, seconds: number, token: CancellationToken): Promise<MeasureAnswer>;
}

export interface MeasuringOptions {
  readonly log: Log;
  readonly jobs: Jobs;
  readonly files: ModelFiles;
  readonly measurements: Measurements;
  readonly history: () => History | null;
  readonly sizes: ModelSizes;
  /** One for everything that is measured: children take turns. */
  readonly bench: () => Bench;
  /** The figures of a finished run, for the answer. */
  readonly describe: (record: ModelRun) => { readonly title: string; readonly details: string };
}

export function createMeasuring(options: MeasuringOptions): Measuring {
  const { files, measurements, log, sizes } = options;

  const carryOut = async (
    subject: Subject,
    seconds: number,
    signal: AbortSignal,
    tell: (progress: Progress) => void,
  ): Promise<MeasureAnswer> => {
    const chosen = sizes.chosen(subject);
    const prepared = await prepareMeasurement({
      modelPath: subject.file,
      sourcePath: subject.loadedBy,
      ownPath: import.meta.filename,
      sessionOptions: measurableOptions(subject.sessionOptions),
      dimensions: chosen,
      stop: stopRuleFor(seconds),
    });
    if ("failure" in prepared) return failed(subject, prepared.failure);
    const { runtime, inputs, missing } = prepared;
    files.know(subject.file, prepared.spec.model);
    const more = await sizes.picked(subject, missing);
    if (more === null || signal.aborted) return cancelledAnswer(subject);
    const dimensions = inputs
      ? completeDimensions(inputs, { ...chosen, ...more }, freeDimensionOverrides(subject.sessionOptions))
      : chosen;
    const spec: BenchSpec = { ...prepared.spec, dimensions };
    const running = options.bench().measure({ spec, runtime, inputs, code: prepared.code, onProgress: tell });
    signal.addEventListener("abort", () => running.cancel());
    return keep(subject, await running.result);
  };

  const keep = (subject: Subject, record: ModelRun): MeasureAnswer => {
    const { outcome } = record;
    if (outcome.kind === "failed" && outcome.failure.kind === "cancelled") return cancelledAnswer(subject);
    const problem = options.history()?.add(record) ?? null;
    if (problem) log.warning(problem);
    if (outcome.kind === "failed") return failed(subject, outcome.failure);
    measurements.succeed(subject, record);
    const { title, details } = options.describe(record);
    return { kind: "measured", title, details, runId: record.id };
  };

  const failed = (subject: Subject, failure: Failure): MeasureAnswer => {
    measurements.fail(subject, failure);
    log.information(`not measured: ${subject.file}: ${failure.reason}${failure.detail ? `\n${failure.detail}` : ""}`);
    return { kind: "failed", reason: failure.reason, act: failure.act };
  };

  const cancelledAnswer = (subject: Subject): MeasureAnswer => {
    measurements.cancel(subject);
    return { kind: "cancelled" };
  };

  return {
    measure(subject, seconds, token) {
      return options.jobs.run(
        {
          key: `model\n${keyOf(subject)}`,
          name: path.basename(subject.file),
          seconds,
          carryOut: (signal, tell) => carryOut(subject, seconds, signal, tell),
          running: (progress) => measurements.setRunning(subject, progress),
          failed: (failure) => failed(subject, failure),
        },
        token,
      );
    },
  };
}
