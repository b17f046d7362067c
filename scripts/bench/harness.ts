/**
 * What the measuring harness itself costs, and how well two equal models come out equal. Run alone with
 * `node scripts/bench/harness.ts`, or as part of `npm run bench`.
 */
import { compareSeries } from "../../server/src/bench/compare.ts";
import { defaultStopRule } from "../../server/src/bench/spec.ts";
import { summarize } from "../../server/src/bench/statistics.ts";
import { bench, doneOf, voiceJob } from "./voiceModel.ts";

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

const job = (copies: 1 | 2) => voiceJob({ copies, runMs: 2_000, warmUpMs: 300 });

async function sameModel(): Promise<number> {
  const { results } = doneOf(await bench.run(await job(2)).result);
  return compareSeries(results[0]!.samplesMs, results[1]!.samplesMs)!.speedup;
}

async function inTurn(): Promise<number> {
  const first = doneOf(await bench.run(await job(1)).result).results[0]!;
  const second = doneOf(await bench.run(await job(1)).result).results[0]!;
  return summarize(first.samplesMs, 1)!.p50Ms / summarize(second.samplesMs, 1)!.p50Ms;
}

const span = (ratios: readonly number[]): string => ratios.map((ratio) => ratio.toFixed(3)).join(" ");

if (import.meta.main) await measureHarness();
