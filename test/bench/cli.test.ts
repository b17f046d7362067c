/** `inferlens bench` and `inferlens inspect` as a user runs them: a process, its output, its exit code, its history. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { historyFileName } from "../../server/src/history/place.ts";
import { openHistory } from "../../server/src/history/store.ts";
import * as make from "../fixtures/models/make.ts";
import { folder, root } from "./workbench.ts";

const main = path.join(root, "server/src/cli/main.ts");
const environment = {
  ...process.env,
  XDG_STATE_HOME: folder,
  HOME: folder,
  LOCALAPPDATA: folder,
  LANG: "C.UTF-8",
  LC_ALL: "",
  NO_COLOR: "1",
};
const historyFile = path.join(folder, "inferlens", historyFileName);
const model = (name: string, bytes: Uint8Array) => make.writeModel(folder, name, bytes);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
const inferlens = (...given: string[]): Promise<Answer> =>
  new Promise((resolve) => {
    execFile(process.execPath, [main, ...given], { env: environment }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

describe("bench", () => {
  it("prints the block, tells sizes it chose, and keeps the run", async () => {
    const mlp = model("mlp.onnx", make.mlp());
    const { code, stdout, stderr } = await inferlens("bench", mlp, "--seconds", "0.5", "--threads", "1");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^mlp\.onnx {3}CPU, onnxruntime-node 1\.30\.0 \(bundled\), batch 1, 1 thread\n {2}latency {5}p50 [\d.,]+ (µs|ms) \(/,
    );
    expect(stdout).toMatch(/\n {2}throughput {2}[\d.,]+k? runs\/s/);
    expect(stderr).toBe("x.0 has no fixed size: 1 is used. Choose with --dim x.0=1\n");
    const history = openHistory(historyFile);
    expect(history.list({ path: mlp })).toHaveLength(1);
    history.close();
  });

  it("remembers sizes, and uses them without asking again", async () => {
    const add = model("add.onnx", make.add());
    await inferlens("bench", add, "-s", "0.2", "--dim", "a.0=4");
    const { stdout, stderr } = await inferlens("bench", add, "-s", "0.2", "--json");
    expect(stderr).toBe("");
    const { summary, record } = JSON.parse(stdout) as {
      summary: Record<string, number>;
      record: { spec: { dimensions: object }; outcome: { measured: { batch: number; samplesMs: number[] } } };
    };
    expect(record.spec.dimensions).toEqual({ "a.0": 4, "b.0": 4 });
    expect(record.outcome.measured.batch).toBe(4);
    expect(summary.count).toBe(record.outcome.measured.samplesMs.length);
  });

  it("keeps nothing when told so", async () => {
    const other = model("other.onnx", make.branches());
    await inferlens("bench", other, "-s", "0.2", "--no-history");
    const history = openHistory(historyFile);
    expect(history.list({ path: other })).toEqual([]);
    history.close();
  });

  it.each<[string, Uint8Array, string]>([
    ["lfs.onnx", make.gitLfsPointer(), "lfs.onnx  not measured: Git LFS pointer\n  Run git lfs pull.\n"],
    [
      "gone.onnx",
      make.external("gone.data"),
      "gone.onnx  not measured: weights file missing: gone.data\n  Put it beside the model; it belongs to it.\n",
    ],
  ])("says why %s cannot be measured, exit 2", async (name, bytes, said) => {
    expect(await inferlens("bench", model(name, bytes))).toEqual({ code: 2, stdout: "", stderr: said });
  });

  it("answers failures in JSON too", async () => {
    const { code, stdout } = await inferlens("bench", model("empty.onnx", new Uint8Array(0)), "--json");
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ failure: { kind: "empty" } });
  });

  it.each([
    ["--dim", "x=1"],
    ["--seconds", "never"],
    ["--threads", "0"],
    ["--option", "novalue"],
  ])("refuses %s %s with what it expects", async (option, value) => {
    const { code, stderr } = await inferlens("bench", "m.onnx", option, value);
    expect(code).toBe(2);
    expect(stderr).toContain("expected");
  });

  it("is cancelled by Ctrl+C: no result, no child left, exit 2", async () => {
    const child = spawn(process.execPath, [main, "bench", model("slow.onnx", make.slow())], {
      env: environment,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const worker = await grandchild(child);
    child.kill("SIGINT");
    const stderr = await new Promise<string>((resolve) => {
      let words = "";
      child.stderr.on("data", (chunk: Buffer) => {
        words += chunk.toString();
      });
      child.once("close", () => resolve(words));
    });
    expect(child.exitCode).toBe(2);
    expect(stderr).toBe("Cancelled.\n");
    while (existsSync(`/proc/${worker}`)) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it("writes no escape codes and no bar into a pipe", async () => {
    const { stdout, stderr } = await inferlens("bench", model("plain.onnx", make.branches()), "-s", "0.2");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(stdout + stderr).not.toMatch(/\u001b|\[#/);
  });
});

describe("inspect", () => {
  it("prints the card", async () => {
    const { code, stdout } = await inferlens("inspect", model("mlp.onnx", make.mlp()));
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "mlp.onnx   38 kB   ONNX opset 18   fixture 1   9.5 k parameters",
        "  in   x  float32 [batch, 64]     batch is dynamic",
        "  out  y  float32 [batch, 10]     batch is dynamic",
        "  ops     MatMul 2, Constant 1, Relu 1",
        "  weights float32 38 kB (100%)",
        "",
      ].join("\n"),
    );
  });
  it("prints JSON, and faults with exit 2", async () => {
    const card = await inferlens("inspect", model("mlp.onnx", make.mlp()), "--json");
    expect(JSON.parse(card.stdout)).toMatchObject({ card: { parameters: 9472 } });
    const fault = await inferlens("inspect", model("lfs.onnx", make.gitLfsPointer()));
    expect(fault).toEqual({
      code: 2,
      stdout: "",
      stderr: "lfs.onnx  cannot be read: Git LFS pointer\n  Run git lfs pull.\n",
    });
    expect((await inferlens("inspect", path.join(folder, "none.onnx"))).code).toBe(2);
  });
});

/** Process id of the bench child, once it is there. */
async function grandchild(parent: ChildProcess): Promise<string> {
  for (;;) {
    const answer = await new Promise<string>((resolve) =>
      execFile("ps", ["-o", "pid=,args=", "--ppid", String(parent.pid)], (_error, stdout) => resolve(stdout)),
    );
    // Not git, which is asked for the commit before.
    const worker = answer.split("\n").find((line) => /worker\.(?:ts|cjs)/i.test(line));
    if (worker) return /\d+/.exec(worker)![0];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
