/** A record to say things about; what a test cares for is handed in. */
import { defaultStopRule } from "../../../server/src/bench/spec.ts";
import type { Failure, Measured, ModelRun } from "../../../server/src/history/record.ts";

export function measured(more: Partial<Measured> = {}): Measured {
  return {
    loadMs: 412,
    firstRunMs: 9.1,
    warmUpMs: [],
    samplesMs: samples(2310),
    batch: 1,
    wallMs: 10_000,
    cpuMs: 9_900,
    peakBytes: 61_000_000,
    threads: 1,
    stoppedBy: "time",
    ...more,
  };
}

/** Around 4.2 ms; one in ten slower, so that p95 differs. */
export const samples = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index % 10 === 0 ? 5.13 : 4.2 + ((index * 7) % 20) / 500));

export function record(outcome: Measured | Failure, more: Partial<ModelRun> = {}): ModelRun {
  return {
    schema: 1,
    kind: "model",
    id: "run-1",
    startedAt: "2025-03-04T10:00:00.000Z",
    machine: { host: "ci-gpu-1", cpu: "cpu", cores: 2, memoryBytes: 8e9, platform: "linux", arch: "x64" },
    runtime: { origin: "workspace", packageName: "onnxruntime-node", version: "1.30.0" },
    node: "v24.0.0",
    spec: {
      model: { path: "/m/detector.onnx", hash: "aa", bytes: 4_700_000 },
      sessionOptions: {},
      dimensions: { "images.0": 1 },
      seed: 1,
      stop: defaultStopRule,
    },
    provider: "cpu",
    outcome: "kind" in outcome ? { kind: "failed", failure: outcome } : { kind: "measured", measured: outcome },
    ...more,
  };
}
