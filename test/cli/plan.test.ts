/** `inferlens plan`: figures, forms, wrong calls, and launch files Python can read. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { folderWith, run } from "./run.ts";

const step = ["plan", "--step-ms", "200", "--parameters", "25.6M", "--link", "25gbe", "--devices", "1-16"];

it("tells speed-up, cost and every assumption", async () => {
  const { code, out } = await run(folderWith({}), ...step, "--steps", "1000", "--price-per-hour", "2", "--json");
  expect(code).toBe(0);
  const page = JSON.parse(out) as {
    verdict: string;
    charts: { id: string }[];
    tables: { rows: { text: string }[][] }[];
  };
  expect(page.verdict).toMatch(/^16 devices train 1\d× as fast as one/);
  expect(page.charts.map(({ id }) => id)).toEqual(["speedup", "efficiency", "hours", "cost"]);
  expect(page.tables[0]!.rows.map(([first]) => first!.text)).toEqual(["1", "2", "4", "8", "16"]);
  expect(page.tables[1]!.rows.length).toBeGreaterThan(10);
});

it("says what is wrong with a call", async () => {
  const wrong = await run(folderWith({}), ...step, "--compression", "powersgd:0");
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("powersgd:RANK")]);
  expect((await run(folderWith({}), ...step, "--launch", "ray")).err).toContain("--output");
  const uneven = await run(folderWith({}), ...step, "--devices", "1-12", "--launch", "torchrun", "--output", "out");
  expect([uneven.code, uneven.err]).toEqual([2, expect.stringContaining("12 devices do not fill nodes of 8")]);
});

it("writes launch files that compile", async () => {
  const folder = folderWith({});
  for (const engine of ["torchrun", "accelerate", "ray"])
    expect((await run(folder, ...step, "--launch", engine, "--output", engine)).code).toBe(0);
  expect(readFileSync(path.join(folder, "torchrun/launch.sh"), "utf8")).toContain("--nnodes=2 --nproc-per-node=8");
  expect(spawnSync("sh", ["-n", path.join(folder, "accelerate/launch.sh")]).status).toBe(0);
  const python = spawnSync("python3", ["-m", "py_compile", path.join(folder, "ray/train_ray.py")]);
  if (python.error === undefined) expect(python.status).toBe(0);
}, 60_000);
