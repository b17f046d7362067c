/** What the bench tests share: a bench on the source's own worker, a folder of models, short measurements. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ModelJob } from "../../server/src/bench/messages.ts";
import { type Preparation, prepareMeasurement, type Wish } from "../../server/src/bench/prepare.ts";
import { createBench } from "../../server/src/bench/runner.ts";
import { defaultStopRule, type StopRule } from "../../server/src/bench/spec.ts";

export const root = path.resolve(import.meta.dirname, "../..");
export const workerEntry = path.join(root, "server/src/bench/worker.ts");
export const bench = createBench({ workerEntry });
export const folder = mkdtempSync(path.join(tmpdir(), "models-"));

/** Long enough for some runs of any tiny model, short enough for a test. */
export const short: StopRule = {
  ...defaultStopRule,
  warmUpMs: 50,
  warmUpRuns: 2,
  minMs: 100,
  maxMs: 400,
  timeoutMs: 60_000,
};

export async function prepare(modelPath: string, wish: Partial<Wish> = {}): Promise<Preparation> {
  const prepared = await prepareMeasurement({
    modelPath,
    ownPath: path.join(root, "dist", "cli.cjs"),
    stop: short,
    ...wish,
  });
  if ("failure" in prepared) throw new Error(prepared.failure.reason);
  return prepared;
}

export function nullJob(variants: number, stop: Partial<StopRule> = {}): ModelJob {
  const variant = { modelPath: "", sessionOptions: {}, dimensions: {}, inputs: [] };
  return {
    task: "model",
    backend: "null",
    entry: "",
    variants: Array(variants).fill(variant),
    seed: 1,
    stop: { ...short, ...stop },
    progressMs: 1_000,
  };
}
