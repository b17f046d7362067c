/** `inferlens bench --budget`: exit codes and the lines that say why, on tiny real models. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as make from "../fixtures/models/make.ts";
import { commandLine } from "./commandLine.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "budgets-"));
  mkdirSync(path.join(folder, "models"));
  writeFileSync(path.join(folder, "models/a.onnx"), make.mlp());
  writeFileSync(path.join(folder, "models/b.onnx"), make.mlp());
  writeFileSync(path.join(folder, "models/c.onnx"), make.mlp());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const state = (budgets: object) => writeFileSync(path.join(folder, "inferlens.json"), JSON.stringify({ budgets }));

const bench = (...args: readonly string[]) =>
  commandLine({ cwd: folder }, ["bench", ...args, "-s", "0.3", "--no-history"]);

describe("limits of the command line", () => {
  it("end with 0 when kept and 1 when not", async () => {
    const kept = await bench("models/a.onnx", "--budget", "p50 < 10 min, peakMemory < 100 GB");
    expect(kept.code).toBe(0);
    expect(kept.stdout).toMatch(/ {2}budget p50 < 10 min {3}ok, .* below\n {2}budget peak memory < 100 GB {3}ok, /);
    const broken = await bench("models/a.onnx", "--budget", "p50 < 1 ns");
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/budget p50 < 1 ns {3}FAILED, p50 .*, .* over\nexit 1: 1 budget failed\n$/);
  });

  it("that cannot be read are wrong use", async () => {
    const { code, stderr } = await bench("models/a.onnx", "--budget", "p50 > 1 ns");
    expect(code).toBe(2);
    expect(stderr).toContain("--budget: p50 is a limit from above. Write p50 < 1 ns.");
  });
});

describe("budgets of inferlens.json", () => {
  it("hold for the model that is named", async () => {
    state({ "models/*.onnx": { p50: "10 min" }, "models/b.onnx": { p50: "1 ns" } });
    expect((await bench("models/a.onnx", "--budget")).code).toBe(0);
    expect((await bench("--budget", "models/b.onnx")).code).toBe(1);
  });

  it("say which models are measured when none is named, and the worst counts", async () => {
    state({ "models/[ab].onnx": { p50: "10 min" }, "models/b.onnx": { p50: "1 ns" }, "gone.onnx": { p50: "1 s" } });
    const { code, stdout, stderr } = await bench("--budget");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^a\.onnx /m);
    expect(stdout).toMatch(/^b\.onnx /m);
    expect(stdout).not.toMatch(/^c\.onnx /m);
    expect(stderr).toContain("gone.onnx: nothing matches this budget.");
  });

  it("that are for other machines do not fail", async () => {
    state({ "models/a.onnx": { p50: "1 ns", machine: "no-such-machine" } });
    const { code, stdout } = await bench("models/a.onnx", "--budget");
    expect(code).toBe(0);
    expect(stdout).toContain("budget p50 < 1 ns   not judged, it is for no-such-machine");
  });

  it("must be there when nothing else is asked", async () => {
    rmSync(path.join(folder, "inferlens.json"));
    const { code, stderr } = await bench("--budget");
    expect(code).toBe(2);
    expect(stderr).toContain("no inferlens.json here states a budget");
  });
});
