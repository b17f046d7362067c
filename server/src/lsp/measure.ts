/**
 * A measurement from the click to the kept record: trust, sizes, progress, cancelling. One for each model and options at a
 * time; the bench itself runs one after the other. Absent on purpose: who clicked, and how results are shown.
 */
import path from "node:path";
import type {
  CancellationToken,
  Connection,
  Disposable,
  WorkDoneProgressServerReporter,
} from "vscode-languageserver/node";
import { completeDimensions } from "../bench/dimensions.ts";
import { freeDimensionOverrides, measurableOptions } from "../bench/options.ts";
import { prepareMeasurement } from "../bench/prepare.ts";
import type { Progress } from "../bench/progress.ts";
import type { Bench } from "../bench/runner.ts";
import { type BenchSpec, stopRuleFor } from "../bench/spec.ts";
import type { Failure, ModelRun } from "../history/record.ts";
import type { History } from "../history/store.ts";
import type { Log } from "./log.ts";
import { keyOf, type Measurements, type Subject } from "./measurements.ts";
import type { ModelFiles } from "./modelFiles.ts";
import type { ModelSizes } from "./modelSizes.ts";
import type { MeasureAnswer } from "./protocol.ts";

export interface Measuring {
  measure(subject: Subject, seconds: number, token: CancellationToken): Promise<MeasureAnswer>;
  /** Whether something was running. */
  cancel(): boolean;
  /** What runs now, for the status. */
  readonly now: { readonly model: string; readonly text: string } | null;
  close(): void;
}

export interface MeasuringOptions {
  readonly connection: Connection;
  readonly log: Log;
  readonly files: ModelFiles;
  readonly measurements: Measurements;
  readonly history: () => History | null;
  readonly trusted: () => boolean;
  readonly sizes: ModelSizes;
  readonly workDoneProgress: boolean;
  /** One for everything that is measured: children take turns. */
  readonly bench: () => Bench;
  /** Something about a measurement looks different now; at most once a second while one runs. */
  readonly changed: () => void;
  /** A measurement came to its end, one way or the other. */
  readonly ended: () => void;
  /** Begins and ends the time in which nothing else should work. */
  readonly quiet: (quiet: boolean) => void;
  /** The figures of a finished run, for the answer. */
  readonly describe: (record: ModelRun) => { readonly title: string; readonly details: string };
  readonly progressText: (progress: Progress) => string;
}

export const needsTrust = "Measuring runs code of this folder on your machine and needs a trusted workspace.";

interface Job {
  readonly subject: Subject;
  readonly answer: Promise<MeasureAnswer>;
  progress: Progress;
  cancel(): void;
}

export function createMeasuring(options: MeasuringOptions): Measuring {
  const { files, measurements, log, sizes } = options;
  const jobs = new Map<string, Job>();

  const start = (subject: Subject, seconds: number): Job => {
    const key = keyOf(subject);
    const abort = new AbortController();
    const queued: Progress = { stage: "queued", runs: 0, p50Ms: null, elapsedMs: 0, ofMs: seconds * 1000 };
    const tell = (progress: Progress): void => {
      // The first of them waits for nobody, only for its own preparation.
      const waits = progress.stage === "queued" && jobs.values().next().value !== job;
      job.progress = progress.stage === "queued" && !waits ? { ...progress, stage: "runtime" } : progress;
      measurements.setRunning(subject, job.progress);
      options.changed();
    };
    const job: Job = {
      subject,
      progress: queued,
      cancel: () => abort.abort(),
      answer: Promise.resolve()
        .then(() => carryOut(subject, seconds, abort.signal, tell))
        .catch((error: unknown): MeasureAnswer => {
          log.failure(`measuring ${subject.file} failed`, error);
          return failed(subject, {
            kind: "run-failed",
            reason: "the measurement could not be made",
            act: "Read the whole error in the log.",
          });
        })
        .finally(() => {
          jobs.delete(key);
          if (jobs.size === 0) options.quiet(false);
          options.ended();
        }),
    };
    jobs.set(key, job);
    return job;
  };

  const carryOut = async (
    subject: Subject,
    seconds: number,
    signal: AbortSignal,
    tell: (progress: Progress) => void,
  ): Promise<MeasureAnswer> => {
    tell({ stage: "queued", runs: 0, p50Ms: null, elapsedMs: 0, ofMs: seconds * 1000 });
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
    options.quiet(true);
    const running = options.bench().measure({ spec, runtime, inputs, onProgress: tell });
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

  const reporterFor = async (job: Job): Promise<void> => {
    if (!options.workDoneProgress) return;
    const reporter: WorkDoneProgressServerReporter = await options.connection.window.createWorkDoneProgress();
    reporter.begin(`Measuring ${path.basename(job.subject.file)}`, 0, undefined, true);
    reporter.token.onCancellationRequested(() => job.cancel());
    const timer = setInterval(() => {
      const { elapsedMs, ofMs } = job.progress;
      reporter.report(Math.min(99, Math.round((100 * elapsedMs) / ofMs)), options.progressText(job.progress));
    }, 1_000);
    await job.answer;
    clearInterval(timer);
    reporter.done();
  };

  return {
    async measure(subject, seconds, token) {
      if (!options.trusted()) return { kind: "refused", reason: needsTrust };
      const job = jobs.get(keyOf(subject)) ?? start(subject, seconds);
      reporterFor(job).catch((error: unknown) => log.failure("cannot show progress", error));
      const listener: Disposable = token.onCancellationRequested(() => job.cancel());
      try {
        return await job.answer;
      } finally {
        listener.dispose();
      }
    },
    cancel() {
      const any = jobs.size > 0;
      for (const job of jobs.values()) job.cancel();
      return any;
    },
    get now() {
      const running = [...jobs.values()].find((job) => job.progress.stage !== "queued") ?? jobs.values().next().value;
      return running
        ? { model: path.basename(running.subject.file), text: options.progressText(running.progress) }
        : null;
    },
    close() {
      for (const job of jobs.values()) job.cancel();
    },
  };
}
