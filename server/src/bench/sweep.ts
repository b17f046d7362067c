/**
 * Which settings a sweep tries: axes → cells, each a whole specification, and which of them were measured before. Absent on
 * purpose: looking for files (sweepPrepare.ts), running (sweepRun.ts) and judging (sweepResult.ts).
 */
import type { ModelRun } from "../history/record.ts";
import type { TensorInfo } from "../models/card.ts";
import { batchAxes, sizesForBatch } from "./batch.ts";
import { canonicalOptions, providerOf } from "./options.ts";
import type { BenchSpec, RuntimeChoice, Scenario, StopRule } from "./spec.ts";

export const optimizationLevels = ["disabled", "basic", "extended", "layout", "all"] as const;
export type Optimization = (typeof optimizationLevels)[number];

/** Values of each axis; an axis that is left out stays as the specification has it. */
export interface SweepAxes {
  readonly batch?: readonly number[];
  readonly threads?: readonly number[];
  readonly optimization?: readonly Optimization[];
  readonly provider?: readonly string[];
  /** Runs begun together. */
  readonly concurrency?: readonly number[];
}

/** The same model in one data type: a file of its own. */
export interface SweepModel {
  /** `fp32`, `int8`: as the file's name or its weights say. */
  readonly dtype: string;
  readonly spec: BenchSpec;
  readonly inputs: readonly TensorInfo[] | null;
}

/** What a cell differs by. Threads null: the runtime chooses. */
export interface SweepSettings {
  readonly dtype: string;
  readonly provider: string;
  readonly optimization: Optimization;
  readonly threads: number | null;
  readonly concurrency: number;
  readonly batch: number;
}

export interface SweepCell {
  readonly settings: SweepSettings;
  readonly spec: BenchSpec;
  readonly inputs: readonly TensorInfo[] | null;
}

export interface SweepPlan {
  readonly runtime: RuntimeChoice;
  readonly cells: readonly SweepCell[];
  /** Each cell is measured so often, the others between, so that drift of the machine is seen and shared. */
  readonly passes: number;
  /** The batch of the model cannot be chosen. */
  readonly fixedBatch: boolean;
}

export interface SweepWish {
  /** The model asked for first. */
  readonly models: readonly SweepModel[];
  readonly runtime: RuntimeChoice;
  readonly axes: SweepAxes;
  /** Longest time of one cell, over all passes. */
  readonly stop: StopRule;
}

export const sweepPasses = 2;
/** Longest time of one cell over its passes, unless somebody says otherwise: a sweep has many. */
export const secondsPerCell = 4;

export function planSweep({ models, runtime, axes, stop }: SweepWish): SweepPlan {
  const cells = models.flatMap((model) => cellsOf(model, axes, partOf(stop)));
  const fixedBatch = models.every(({ inputs }) => inputs === null || batchAxes(inputs) === null);
  return { runtime, cells: distinct(cells), passes: sweepPasses, fixedBatch };
}

/** What a person would ask first: sizes that double, threads that double up to the cores there are. */
export function usualAxes(inputs: readonly TensorInfo[] | null, cores: number): SweepAxes {
  const threads = [1, 2, 4, 8, 16, 32, 64].filter((count) => count < cores);
  return {
    ...(inputs && batchAxes(inputs) && { batch: [1, 2, 4, 8, 16, 32] }),
    threads: [...threads, cores],
  };
}

/** Two specifications that would be measured the same way. */
export function cellKey({ model, sessionOptions, dimensions, scenario }: BenchSpec): string {
  const sizes = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([model.hash, canonicalOptions(sessionOptions), sizes, scenario ?? null]);
}

export interface Continuation {
  /** Null: nothing to go on with. */
  readonly group: string | null;
  readonly runs: readonly ModelRun[];
}

const tooOldMs = 24 * 3_600_000;

/** Enough to find the runs of the last sweep. */
const runsLookedAt = 2_000;

interface KeptRuns {
  /** Newest first. */
  list(selection: { readonly kind: "model"; readonly path: string; readonly limit: number }): readonly ModelRun[];
}

/** The sweep to go on with, of what is kept; `host` is this machine. */
export function keptSweep(plan: SweepPlan, host: string, history: KeptRuns | null): Continuation {
  const files = [...new Set(plan.cells.map(({ spec }) => spec.model.path))];
  const earlier = files.flatMap((path) => history?.list({ kind: "model", path, limit: runsLookedAt }) ?? []);
  const newestFirst = earlier.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  return continuationOf(plan, newestFirst, { iso: new Date().toISOString(), host });
}

/**
 * The newest sweep of the last day that was begun with these cells, this runtime and this machine, and not finished: it is gone on
 * with. A finished one is not: whoever asks again wants new figures. `earlier`: newest first.
 */
export function continuationOf(
  plan: SweepPlan,
  earlier: readonly ModelRun[],
  now: { readonly iso: string; readonly host: string },
): Continuation {
  const keys = new Set(plan.cells.map(({ spec }) => cellKey(spec)));
  const group = earlier.find(
    (run) =>
      run.group !== undefined &&
      run.machine.host === now.host &&
      run.runtime.version === plan.runtime.version &&
      run.runtime.packageName === plan.runtime.packageName &&
      Date.parse(now.iso) - Date.parse(run.startedAt) < tooOldMs &&
      keys.has(cellKey(run.spec)),
  )?.group;
  const runs = earlier.filter((run) => run.group === group && keys.has(cellKey(run.spec)));
  const unfinished = plan.cells.some((cell) => passesLeft(cell, runs, plan.passes) > 0);
  return group === undefined || !unfinished ? { group: null, runs: [] } : { group, runs };
}

/** A cell that failed is not tried again: it would fail again. */
export function passesLeft(cell: SweepCell, runs: readonly ModelRun[], passes: number): number {
  const key = cellKey(cell.spec);
  const own = runs.filter(({ spec }) => cellKey(spec) === key);
  return own.some(({ outcome }) => outcome.kind === "failed") ? 0 : Math.max(0, passes - own.length);
}

const partOf = (stop: StopRule): StopRule => ({
  ...stop,
  maxMs: stop.maxMs / sweepPasses,
  minMs: Math.min(stop.minMs, stop.maxMs / sweepPasses),
  warmUpMs: Math.min(stop.warmUpMs, stop.maxMs / sweepPasses),
});

function cellsOf({ dtype, spec, inputs }: SweepModel, axes: SweepAxes, stop: StopRule): SweepCell[] {
  const batchAxis = inputs && batchAxes(inputs);
  const given = spec.sessionOptions;
  const batches = batchAxis ? (axes.batch ?? [null]) : [null];
  return (axes.provider ?? [null]).flatMap((provider) =>
    (axes.optimization ?? [null]).flatMap((optimization) =>
      (axes.threads ?? [null]).flatMap((threads) =>
        (axes.concurrency ?? [1]).flatMap((concurrency) =>
          batches.map((batch): SweepCell => {
            const sessionOptions = {
              ...given,
              ...(provider !== null && { executionProviders: [provider] }),
              ...(optimization !== null && { graphOptimizationLevel: optimization }),
              ...(threads !== null && { intraOpNumThreads: threads }),
            };
            const dimensions =
              inputs && batchAxis && batch !== null
                ? sizesForBatch(inputs, batchAxis, spec.dimensions, batch)
                : spec.dimensions;
            const scenario: Scenario | undefined =
              concurrency > 1 ? { kind: "multi-stream", samplesPerQuery: concurrency, as: "runs" } : undefined;
            return {
              settings: {
                dtype,
                provider: providerOf(sessionOptions, "cpu"),
                optimization: optimizationOf(sessionOptions),
                threads: typeof sessionOptions.intraOpNumThreads === "number" ? sessionOptions.intraOpNumThreads : null,
                concurrency,
                batch: batch ?? batchIn(inputs, batchAxis, dimensions),
              },
              spec: { ...spec, sessionOptions, dimensions, stop, ...(scenario && { scenario }) },
              inputs,
            };
          }),
        ),
      ),
    ),
  );
}

/** The runtime's own default is all of it. */
function optimizationOf({ graphOptimizationLevel: level }: BenchSpec["sessionOptions"]): Optimization {
  return optimizationLevels.find((one) => one === level) ?? "all";
}

function batchIn(
  inputs: readonly TensorInfo[] | null,
  axes: ReadonlyMap<string, number> | null,
  dimensions: BenchSpec["dimensions"],
): number {
  const first = inputs?.[0];
  return (first && axes && dimensions[`${first.name}.${axes.get(first.name)}`]) || 1;
}

function distinct(cells: readonly SweepCell[]): SweepCell[] {
  return [...new Map(cells.map((cell) => [cellKey(cell.spec), cell])).values()];
}
