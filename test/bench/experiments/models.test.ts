/** Experiments about models, on tiny real ones: both sides run, the same is computed, and the verdict is about the right thing. */
import { afterAll, describe, expect, it } from "vitest";
import { runTrial, type TrialOutcome } from "../../../server/src/bench/experiments/run.ts";
import { type ModelExperiment, type Trial, trialOf } from "../../../server/src/bench/experiments/trial.ts";
import { verdictOf } from "../../../server/src/bench/experiments/verdict.ts";
import type { Compared } from "../../../server/src/history/record.ts";
import * as make from "../../fixtures/models/make.ts";
import { bench, folder, prepare, short } from "../workbench.ts";

afterAll(() => bench.close());

const models = {
  "mlp.onnx": make.writeModel(folder, "mlp.onnx", make.mlp()),
  "text.onnx": make.writeModel(folder, "text.onnx", make.embedding()),
  "chain.onnx": make.writeModel(folder, "chain.onnx", make.chain()),
  "fixed.onnx": make.writeModel(folder, "fixed.onnx", make.identity("float32", [1, 4])),
  "broken.onnx": make.writeModel(folder, "broken.onnx", make.unknownStandardOperator()),
};
type Name = keyof typeof models;
/** Enough for some milliseconds. */
const rows: Partial<Record<Name, Record<string, number>>> = { "chain.onnx": { "x.0": 64 } };
/** Leaves a core to who looks at the clock. */
const oneThread = { intraOpNumThreads: 1 };

async function run(trial: Trial, stop = short): Promise<TrialOutcome> {
  const prepared = [];
  for (const { model, set } of trial.models)
    prepared.push(
      await prepare(models[model as Name], {
        sessionOptions: { ...oneThread, ...set },
        dimensions: rows[model as Name] ?? {},
        stop,
      }),
    );
  return await runTrial(bench, { trial, models: prepared, runtime: prepared[0]!.runtime, stop }).result;
}

async function compared(experiment: ModelExperiment, stop = short): Promise<Compared> {
  const outcome = await run(trialOf(experiment), stop);
  if (outcome.kind === "failed") throw new Error(`${outcome.failure.reason} ${outcome.failure.detail ?? ""}`);
  return outcome.compared;
}

const verdict = (experiment: ModelExperiment, found: Compared) => verdictOf(trialOf(experiment), found);

describe("a load for each run", () => {
  it("costs more than running what is loaded, and answers the same", async () => {
    const experiment = { kind: "load-against-run", model: "mlp.onnx" } as const;
    const found = await compared(experiment);
    expect(found.before.samplesMs.length).toBe(found.after.samplesMs.length);
    expect(found).toMatchObject({ outputDifference: 0, before: { blockedMs: [] } });
    expect(found.before.peakBytes).toBeGreaterThan(1e7);
    const said = verdict(experiment, found)!;
    expect(said).toMatchObject({ judged: "time", outputs: "match" });
    // How clear it is depends on what else the machine does.
    expect(said.before).toBeGreaterThan(said.after);
  });
});

describe("several items", () => {
  it("are the same items in single runs and in one batch", async () => {
    for (const model of ["mlp.onnx", "text.onnx"] as const) {
      const experiment = { kind: "items", model, items: 4, before: "in-order", after: "batch" } as const;
      const found = await compared(experiment);
      expect(found.outputDifference, model).toBeLessThan(1e-5);
      expect(verdict(experiment, found), model).toMatchObject({ outputs: "match", judged: "time" });
    }
  });

  it("started together come in the order of the items", async () => {
    const found = await compared({ kind: "items", model: "mlp.onnx", items: 4, before: "together", after: "in-order" });
    expect(found.outputDifference).toBe(0);
  });

  it("need no batch where they only run in another order", async () => {
    const found = await compared({
      kind: "items",
      model: "fixed.onnx",
      items: 3,
      before: "together",
      after: "in-order",
    });
    expect(found.outputDifference).toBe(0);
  });

  it("cannot be one batch when the model takes one", async () => {
    const trial = trialOf({ kind: "items", model: "fixed.onnx", items: 3, before: "in-order", after: "batch" });
    expect(await run(trial)).toMatchObject({
      kind: "failed",
      failure: {
        reason: "the model takes one item at a time",
        act: expect.stringContaining("dynamic first dimension"),
      },
    });
  });

  it("that are not the same are noticed", async () => {
    const trial = trialOf({ kind: "options", model: "mlp.onnx", before: {}, after: {} });
    const outcome = await run({ ...trial, models: [trial.models[0]!, { ...trial.models[0]!, model: "text.onnx" }] });
    expect(outcome.kind === "compared" && verdictOf(trial, outcome.compared)).toMatchObject({ outputs: "differ" });
  });
});

describe("options", () => {
  it("of one side are not those of the other", () => {
    const { models, before, after } = trialOf({
      kind: "options",
      model: "a.onnx",
      before: { graphOptimizationLevel: "disabled" },
      after: {},
    });
    expect(models).toEqual([
      { model: "a.onnx", set: { graphOptimizationLevel: "disabled" }, without: [] },
      { model: "a.onnx", set: {}, without: ["graphOptimizationLevel"] },
    ]);
    expect([before, after]).toEqual(["graphOptimizationLevel disabled", "defaults"]);
  });

  it("that cost nothing on this model are told to", async () => {
    const experiment = {
      kind: "options",
      model: "mlp.onnx",
      before: { enableMemPattern: true },
      after: {},
    } as const;
    const found = await compared(experiment);
    expect(found.outputDifference).toBe(0);
    expect(verdict(experiment, found)).toMatchObject({ outputs: "match" });
  });
});

describe("a run that holds the event loop", () => {
  it("is silent for as long as it takes; in another thread it is not", async () => {
    const experiment = { kind: "blocking", model: "chain.onnx" } as const;
    const found = await compared(experiment);
    expect(found.before.blockedMs).toHaveLength(found.before.samplesMs.length);
    expect(found.outputDifference).toBe(0);
    expect(verdict(experiment, found)).toMatchObject({ judged: "pause", outputs: "match" });
    for (const [index, silence] of found.before.blockedMs.entries())
      expect(silence).toBeGreaterThan(0.8 * found.before.samplesMs[index]!);
    // The machine may be busy elsewhere, but not in every sample.
    expect(found.after.blockedMs.some((silence, index) => silence < 0.5 * found.after.samplesMs[index]!)).toBe(true);
  });
});

describe("loads", () => {
  it("twice cost more than once", async () => {
    const experiment = {
      kind: "loads",
      before: { models: ["mlp.onnx", "mlp.onnx"], order: "together" },
      after: { models: ["mlp.onnx"], order: "in-order" },
    } as const;
    const found = await compared(experiment);
    expect(verdict(experiment, found)).toMatchObject({ judged: "time", outputs: "not-compared" });
  });

  it("of two models run in order and together", async () => {
    const both = ["mlp.onnx", "text.onnx"];
    const trial = trialOf({
      kind: "loads",
      before: { models: both, order: "in-order" },
      after: { models: both, order: "together" },
    });
    expect(trial).toMatchObject({ before: "2 loads one after the other", after: "2 loads started together" });
    expect(await run(trial)).toMatchObject({ kind: "compared" });
  });
});

describe("what is never released", () => {
  it("grows with each call, and does not when it is released", async () => {
    const experiment = { kind: "release", model: "chain.onnx" } as const;
    const found = await compared(experiment, { ...short, maxMs: 3_000 });
    const said = verdict(experiment, found)!;
    expect(said).toMatchObject({ judged: "growth", savedMs: null, comparison: null, outputs: "match" });
    expect(said.before).toBeGreaterThan(2 * said.after);
  });
});

describe("what goes wrong", () => {
  it("is the reason of the side it happened on", async () => {
    const trial = trialOf({ kind: "load-against-run", model: "broken.onnx" });
    expect(await run(trial)).toMatchObject({ kind: "failed", failure: { kind: "unsupported-operator" } });
  });

  it("cancelled is cancelled, whichever child runs", async () => {
    const trial = trialOf({ kind: "load-against-run", model: "mlp.onnx" });
    const prepared = [await prepare(models["mlp.onnx"])];
    for (const afterMs of [0, 1_500]) {
      const running = runTrial(bench, {
        trial,
        models: prepared,
        runtime: prepared[0]!.runtime,
        stop: { ...short, maxMs: 30_000, minMs: 30_000 },
      });
      setTimeout(() => running.cancel(), afterMs);
      expect(await running.result).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
    }
  });
});
