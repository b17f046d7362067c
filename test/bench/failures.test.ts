/** Everything that can go wrong while measuring becomes a failure with a reason; nothing throws and no child is left. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Job } from "../../server/src/bench/messages.ts";
import { prepareMeasurement, type Wish } from "../../server/src/bench/prepare.ts";
import { createBench } from "../../server/src/bench/runner.ts";
import { resolveRuntime } from "../../server/src/bench/runtime.ts";
import type { Failure } from "../../server/src/history/record.ts";
import * as make from "../fixtures/models/make.ts";
import { bench, folder, nullJob, prepare, root, short } from "./workbench.ts";

afterAll(() => {
  bench.close();
  rmSync(folder, { recursive: true, force: true });
});

const model = (name: string, bytes: Uint8Array) => make.writeModel(folder, name, bytes);

async function failureOf(modelPath: string, wish: Partial<Wish> = {}): Promise<Failure> {
  const prepared = await prepareMeasurement({
    modelPath,
    ownPath: path.join(root, "dist", "cli.cjs"),
    stop: short,
    ...wish,
  });
  if ("failure" in prepared) return prepared.failure;
  const { outcome } = await bench.measure(prepared).result;
  if (outcome.kind !== "failed") throw new Error("it was measured");
  return outcome.failure;
}

describe("a model that cannot be measured says why", () => {
  it.each<[string, Uint8Array, Partial<Failure>, Partial<Wish>?]>([
    ["lfs", make.gitLfsPointer(), { kind: "git-lfs-pointer", reason: "Git LFS pointer", act: "Run git lfs pull." }],
    ["empty", new Uint8Array(0), { kind: "empty" }],
    ["page", new TextEncoder().encode("<html>404</html>"), { kind: "not-a-model" }],
    ["cut", make.mlp().subarray(0, 20_000), { kind: "not-a-model", reason: expect.stringContaining("cut off") }],
    ["external", make.external("gone.data"), { kind: "weights-missing", reason: "weights file missing: gone.data" }],
    [
      "unknown",
      make.unknownOperator(),
      { kind: "unsupported-operator", reason: "operator com.acme.Fancy not supported by CPU" },
    ],
    [
      "standard",
      make.unknownStandardOperator(),
      { kind: "unsupported-operator", reason: "operator NoSuchOp not supported by CPU" },
    ],
    ["bfloat16", make.identity("bfloat16"), { kind: "unsupported-input" }],
    ["int4", make.fourBits("int4"), { kind: "unsupported-input", reason: "this runtime takes no int4 inputs" }],
    [
      "square",
      make.square(),
      { kind: "out-of-memory", reason: "out of memory at 4000 GB" },
      { dimensions: { "x.0": 1_000_000 } },
    ],
    ["inputs", make.add(), { kind: "out-of-memory" }, { dimensions: { "a.0": 1_000_000_000 } }],
    [
      "key",
      make.add(),
      { kind: "input-needs-size", reason: "the model has no dynamic dimension c.0" },
      { dimensions: { "c.0": 1 } },
    ],
    ["shape", make.add(), { kind: "run-failed" }, { dimensions: { "a.0": 2, "b.0": 3 } }],
    [
      "provider",
      make.add(),
      { kind: "bad-option", reason: "execution provider nonsense is not in this runtime" },
      { sessionOptions: { executionProviders: ["nonsense"] } },
    ],
    [
      "option",
      make.add(),
      { kind: "bad-option", reason: "session option graphOptimizationLevel has a bad value" },
      { sessionOptions: { graphOptimizationLevel: "max" } },
    ],
    ["slow", make.slow(), { kind: "timeout", reason: "stopped after 2 s" }, { stop: { ...short, timeoutMs: 2_000 } }],
  ])("%s", async (name, bytes, expected, wish) => {
    const failure = await failureOf(model(`${name}.onnx`, bytes), wish);
    expect(failure).toMatchObject(expected);
    expect(failure.act).toMatch(/^[A-Z].*\.$/);
  });

  it("no file, or a folder", async () => {
    expect(await failureOf(path.join(folder, "none.onnx"))).toMatchObject({ kind: "missing-file" });
    expect(await failureOf(folder)).toMatchObject({ kind: "missing-file" });
  });

  it("no runtime anywhere", () => {
    const answer = resolveRuntime({ near: ["/nowhere/model.onnx"], own: "/nowhere/else/cli.cjs" });
    expect(answer).toMatchObject({ failure: { kind: "no-runtime", reason: "no runtime for this platform" } });
  });

  it("a runtime that cannot be loaded", async () => {
    const prepared = await prepare(model("add.onnx", make.add()));
    const broken = make.writeModel(
      path.join(folder, "broken"),
      "index.js",
      new TextEncoder().encode("throw new Error('libonnxruntime.so.1: no such file')"),
    );
    const { outcome } = await bench.measure({ ...prepared, runtime: { ...prepared.runtime, entry: broken } }).result;
    expect(outcome).toMatchObject({
      kind: "failed",
      failure: { kind: "no-runtime", detail: expect.stringContaining("libonnxruntime") },
    });
  });
});

describe("a child that ends by itself", () => {
  const misbehaving = createBench({ workerEntry: path.join(import.meta.dirname, "children/misbehave.cjs") });
  const ends = async (how: string, timeoutMs = 30_000): Promise<Failure> => {
    const job: Job = {
      ...nullJob(1, { timeoutMs }),
      variants: [{ modelPath: how, sessionOptions: {}, dimensions: {}, inputs: [] }],
    };
    const outcome = await misbehaving.run(job).result;
    if (outcome.kind !== "failed") throw new Error("it was measured");
    return outcome.failure;
  };
  it.each([
    ["abort", "crashed", "crashed: SIGABRT"],
    ["segfault", "crashed", "crashed: SIGSEGV"],
    ["exit", "crashed", "crashed: exit code 7"],
    ["bad_alloc", "out-of-memory", "out of memory"],
    ["heap", "out-of-memory", "out of memory"],
  ])("by %s", async (how, kind, reason) => {
    const failure = await ends(how);
    expect(failure.kind).toBe(kind);
    expect(failure.reason).toContain(reason);
  });

  it("is stopped when it hangs", async () => {
    expect(await ends("hang", 1_000)).toMatchObject({ kind: "timeout", reason: "stopped after 1 s" });
  });

  it("does not stop the next one from being measured", async () => {
    await Promise.all([ends("abort"), ends("exit")]);
    expect((await bench.run(nullJob(1)).result).kind).toBe("done");
  });

  it("is a failure too when it cannot be started", async () => {
    const nowhere = createBench({ workerEntry: "/nowhere/worker.cjs" });
    expect(await nowhere.run(nullJob(1)).result).toMatchObject({ kind: "failed", failure: { kind: "crashed" } });
    const noNode = createBench({ workerEntry: "/nowhere/worker.cjs", execPath: "/nowhere/node" });
    expect(await noNode.run(nullJob(1)).result).toMatchObject({ kind: "failed", failure: { kind: "crashed" } });
  });
});

describe("cancelling", () => {
  const childrenOf = () =>
    execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line.includes("worker.ts"));

  it("kills the child in the middle of a run, which cannot be interrupted otherwise", async () => {
    const prepared = await prepare(model("slow.onnx", make.slow()), {
      stop: { ...short, maxMs: 60_000, timeoutMs: 120_000 },
    });
    let reached = () => {};
    const inTheRun = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const running = bench.measure({
      ...prepared,
      onProgress: ({ stage }) => stage === "first-run" && reached(),
    });
    await inTheRun;
    expect(childrenOf()).toHaveLength(1);
    running.cancel();
    const { outcome } = await running.result;
    expect(outcome).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
    while (childrenOf().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    running.cancel(); // no effect
  });

  it("takes one out of the queue at once, and the others keep their turn", async () => {
    const order: string[] = [];
    const start = (name: string) => {
      const running = bench.run(nullJob(1, { maxMs: 300, minMs: 300, maxRuns: 10_000_000, stableShare: 0 }));
      void running.result.then(({ kind }) => order.push(`${name} ${kind}`));
      return running;
    };
    const [first, second, third] = [start("first"), start("second"), start("third")];
    second.cancel();
    await Promise.all([first, second, third].map(({ result }) => result));
    expect(order).toEqual(["second failed", "first done", "third done"]);
  });

  it("on closing ends whatever runs and waits", async () => {
    const closing = createBench({ workerEntry: path.join(import.meta.dirname, "children/misbehave.cjs") });
    const hang: Job = {
      ...nullJob(1),
      variants: [{ modelPath: "hang", sessionOptions: {}, dimensions: {}, inputs: [] }],
    };
    const both = [closing.run(hang), closing.run(hang)];
    closing.close();
    for (const { result } of both) expect(await result).toMatchObject({ failure: { kind: "cancelled" } });
  });
});
