/** `--compare`, `--baseline`, `--shard` and `inferlens history`: what a CI job on one machine or on many calls, on tiny real models. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as make from "../fixtures/models/make.ts";
import { commandLine } from "./commandLine.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "compare-"));
  mkdirSync(path.join(folder, "models"));
  for (const name of ["a", "b", "c"]) writeFileSync(path.join(folder, `models/${name}.onnx`), make.mlp());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `machine`: each has a history of its own. */
function on(machine: string, ...args: readonly string[]) {
  const state = path.join(folder, machine);
  return commandLine({ cwd: folder, environment: { XDG_STATE_HOME: state, HOME: state, LOCALAPPDATA: state } }, args);
}

describe("--compare", () => {
  it("runs two models in turns and names both", async () => {
    const { code, stdout } = await on("one", "bench", "-s", "0.5", "--compare", "models/a.onnx", "models/b.onnx");
    expect([0, 1]).toContain(code);
    expect(stdout).toMatch(/^Compare a\.onnx and b\.onnx\n/);
    expect(stdout).toContain("Interleaved: both ran in turns in one process");
  });

  it("takes options by the short names of sweeps", async () => {
    const sides = ["threads=1,opt=basic", "threads=1,opt=all"];
    const { stdout, stderr } = await on("one", "bench", "models/a.onnx", "-s", "0.5", "--compare", ...sides);
    expect(stderr).not.toContain("session option");
    expect(stdout).toContain("A: threads=1,opt=basic");
  });

  it("does not compare by an option that the runtime would pass over", async () => {
    const { code, stderr } = await on("one", "bench", "models/a.onnx", "--compare", "threds=1", "threads=1");
    expect(code).toBe(2);
    expect(stderr).toContain("threds is no session option. Known are threads, opt, provider, executionProviders");
    const option = await on("one", "bench", "models/a.onnx", "--option", "threds=1");
    expect(option.code).toBe(2);
    expect(option.stderr).toContain("threds is no session option.");
  });
});

describe("--baseline", () => {
  it("judges by the samples of a file, and says against what", async () => {
    const kept = path.join(folder, "kept.json");
    await on("one", "bench", "models/a.onnx", "-s", "0.5", "--json", "--output", kept);
    const { code, stdout } = await on("one", "bench", "models/a.onnx", "-s", "0.5", "--baseline", kept);
    expect([0, 1, 2]).toContain(code);
    expect(stdout).toContain("baseline kept.json");
    const slower = JSON.parse(readFileSync(kept, "utf8")) as {
      record: { outcome: { measured: { samplesMs: number[] } } };
    };
    const { measured } = slower.record.outcome;
    measured.samplesMs = measured.samplesMs.map((ms) => ms / 1_000);
    writeFileSync(path.join(folder, "faster.json"), JSON.stringify(slower));
    const regressed = await on("one", "bench", "models/a.onnx", "-s", "0.5", "--baseline", "faster.json");
    expect(regressed.code).not.toBe(0);
    const missing = await on("one", "bench", "models/a.onnx", "-s", "0.2", "--baseline", "nowhere.json");
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("nowhere.json");
  });
});

describe("many machines", () => {
  it("each measure their part, and one history shows them all", async () => {
    const measured: string[] = [];
    for (const [index, machine] of ["first", "second"].entries()) {
      const { code } = await on(machine, "bench", "models/*.onnx", "-s", "0.2", "--shard", `${index + 1}/2`);
      expect(code).toBe(0);
      await on(machine, "history", "export", path.join(folder, `${machine}.json`));
      const { stdout } = await on(machine, "history", "list", "--json");
      measured.push(...[...stdout.matchAll(/[abc]\.onnx/g)].map(([name]) => name));
    }
    expect([...new Set(measured)].sort()).toEqual(["a.onnx", "b.onnx", "c.onnx"]);
    const merged = await on("merged", "history", "import", "first.json", "second.json");
    expect(merged.code).toBe(0);
    const { stdout } = await on("merged", "history", "list");
    for (const name of ["a.onnx", "b.onnx", "c.onnx"]) expect(stdout).toContain(name);
    const again = await on("merged", "history", "import", "first.json", "second.json");
    expect(again.stdout).toBe("no new run\n");
  });
});
