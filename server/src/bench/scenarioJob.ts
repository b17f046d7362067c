/**
 * A specification with its scenario → the job for the child, and what the child found → what is kept. Absent on purpose: running
 * it (runner.ts) and what is kept beside it: machine, runtime, date.
 */
import type { Measured, ScenarioFigures } from "../history/record.ts";
import type { TensorInfo } from "../models/card.ts";
import { batchAxes, sizesForBatch } from "./batch.ts";
import type { ModelDone, ModelJob, OfflineDone, OfflineJob, ServerDone, ServerJob, VariantResult } from "./messages.ts";
import { threadsOf } from "./options.ts";
import type { BenchSpec, RuntimeChoice } from "./spec.ts";

export type ScenarioJob = ModelJob | OfflineJob | ServerJob;
export type ScenarioDone = ModelDone | OfflineDone | ServerDone;

export interface ScenarioRequest {
  readonly spec: BenchSpec;
  readonly runtime: Pick<RuntimeChoice, "packageName" | "entry">;
  /** From the model card; null: the session is asked. */
  readonly inputs: readonly TensorInfo[] | null;
}

export function jobFor({ spec, runtime, inputs }: ScenarioRequest, progressMs: number): ScenarioJob {
  const { sessionOptions, dimensions, seed, stop, scenario } = spec;
  const shared = { backend: runtime.packageName, entry: runtime.entry, seed, stop, progressMs };
  const variant = { modelPath: spec.model.path, sessionOptions, dimensions, inputs };
  switch (scenario?.kind) {
    case undefined:
      return { task: "model", ...shared, variants: [variant] };
    case "multi-stream": {
      const axes = batchAxesOf(scenario, inputs);
      const { samplesPerQuery } = scenario;
      const query =
        inputs && axes
          ? { ...variant, dimensions: sizesForBatch(inputs, axes, dimensions, samplesPerQuery) }
          : { ...variant, runsAtOnce: samplesPerQuery };
      return { task: "model", ...shared, variants: [query] };
    }
    case "offline":
      return { task: "offline", ...shared, variant };
    case "server": {
      const { ratePerSecond, boundMs } = scenario;
      return { task: "server", ...shared, variant, ratePerSecond, boundMs };
    }
  }
}

export function measuredFrom({ spec, inputs }: ScenarioRequest, done: ScenarioDone): Measured {
  const threads = threadsOf(spec.sessionOptions);
  switch (done.task) {
    case "model": {
      const result = done.results[0]!;
      const batch = batchOf(result, inputs);
      const measured = { ...partsOf(done, result), threads, stoppedBy: done.stoppedBy, settled: done.settled };
      if (spec.scenario?.kind !== "multi-stream") return { ...measured, batch };
      const { samplesPerQuery } = spec.scenario;
      const as = batchAxesOf(spec.scenario, inputs) ? "batch" : "runs";
      const scenario: ScenarioFigures = { kind: "multi-stream", samplesPerQuery, as };
      return { ...measured, batch: as === "batch" ? batch : batch * samplesPerQuery, scenario };
    }
    case "offline": {
      const { result, batch, endedBy, stoppedBy } = done;
      const tried = done.tried.map((one) => ({ ...one, samplesMs: Array.from(one.samplesMs) }));
      return { ...partsOf(done, result), batch, threads, stoppedBy, scenario: { kind: "offline", tried, endedBy } };
    }
    case "server": {
      const { result, ratePerSecond, finishedPerSecond } = done;
      const scenario: ScenarioFigures = {
        kind: "server",
        ratePerSecond,
        boundMs: spec.scenario?.kind === "server" ? spec.scenario.boundMs : Number.POSITIVE_INFINITY,
        finishedPerSecond,
        serviceMs: Array.from(done.serviceMs),
        trials: done.trials.map((trial) => ({ ...trial, latenciesMs: Array.from(trial.latenciesMs) })),
      };
      return { ...partsOf(done, result), batch: batchOf(result, inputs), threads, stoppedBy: "time", scenario };
    }
  }
}

const batchAxesOf = (scenario: { readonly as?: "runs" }, inputs: readonly TensorInfo[] | null) =>
  scenario.as === "runs" || inputs === null ? null : batchAxes(inputs);

const partsOf = (done: ScenarioDone, result: VariantResult) => ({
  loadMs: result.loadMs,
  firstRunMs: result.firstRunMs,
  warmUpMs: Array.from(result.warmUpMs),
  samplesMs: Array.from(result.samplesMs),
  wallMs: done.wallMs,
  cpuMs: done.cpuMs,
  peakBytes: done.peakBytes,
});

/** Dimension 0 of the first input counts items when its size is free; a fixed one says nothing about batches. */
function batchOf(result: VariantResult, inputs: readonly TensorInfo[] | null): number {
  const first = result.shapes[0];
  const declared = inputs?.find((input) => input.name === first?.name)?.dims;
  const size = first?.dims[0];
  return declared && declared.length > 1 && typeof declared[0] === "string" && size !== undefined && size > 0
    ? size
    : 1;
}
