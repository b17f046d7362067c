/** A fix tried on the exported function around its finding: real findings, real edits, real runs; and every way that can end. */
import { describe, expect, it } from "vitest";
import * as make from "../../fixtures/models/make.ts";
import { compared, tried, verdict } from "./trying.ts";

const models = { "m.onnx": make.mlp() };
const head = `import * as ort from "onnxruntime-node";
const input = new ort.Tensor("float32", new Float32Array(64).fill(1), [1, 64]);
`;

describe("a fix of a finding", () => {
  it("that loads before the loop is faster and gives the same", async () => {
    const source = `${head}
export async function scores(): Promise<number[]> {
  const found: number[] = [];
  for (const factor of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const session = await ort.InferenceSession.create("m.onnx");
    const { y } = await session.run({ x: input });
    found.push(Number(y.data[0]) * factor);
  }
  return found;
}
`;
    const found = await compared({ files: { ...models, "a.ts": source }, of: "a.ts:scores", maxMs: 2_000 });
    expect(found).toMatchObject({ outputDifference: 0 });
    const said = verdict(found)!;
    expect(said).toMatchObject({ outputs: "match", judged: "time" });
    // How clear it is depends on what else the machine does.
    expect(said.before).toBeGreaterThan(said.after);
    expect(found.before.samplesMs.length).toBe(found.after.samplesMs.length);
    expect(found.before.peakBytes).toBeGreaterThan(1e7);
  });

  it("that computes once before the loop is faster and gives the same", async () => {
    const source = `${head}
const loaded = ort.InferenceSession.create("m.onnx");
export async function scores(): Promise<number[]> {
  const session = await loaded;
  const found: number[] = [];
  for (const factor of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const { y } = await session.run({ x: input });
    found.push(Number(y.data[0]) * factor);
  }
  return found;
}
`;
    const found = await compared({ files: { ...models, "a.ts": source }, of: "a.ts:scores" });
    const said = verdict(found)!;
    expect(said.outputs).toBe("match");
    expect(said.before).toBeGreaterThan(said.after);
  });
});

describe("a change", () => {
  const sum = (body: string): string => `export function sum(): number[] { ${body} }\n`;

  it("that gives other numbers is noticed, and by how much", async () => {
    const found = await compared({
      files: { "a.ts": sum("return [1, 2, 3];") },
      changed: sum("return [1, 2, 3.02];"),
      of: "a.ts:sum",
    });
    expect(found.outputDifference).toBeCloseTo(0.02, 6);
    expect(verdict(found)?.outputs).toBe("differ");
  });

  it("that rounds otherwise gives the same", async () => {
    const found = await compared({
      files: { "a.ts": sum("return [0.1 + 0.2];") },
      changed: sum("return [0.3];"),
      of: "a.ts:sum",
    });
    expect(verdict(found)?.outputs).toBe("match");
  });

  it("that gives another shape is told where", async () => {
    const found = await compared({
      files: { "a.ts": "export const boxes = () => ({ boxes: [{ x: 1 }] });\n" },
      changed: "export const boxes = () => ({ boxes: [{ y: 1 }] });\n",
      of: "a.ts:boxes",
    });
    expect(found.outputsDiffer).toBe("not the same at result.boxes[0].x");
    expect(verdict(found)?.outputs).toBe("differ");
  });

  it("that gives nothing to compare says so", async () => {
    const found = await compared({
      files: { "a.ts": sum("return null!;") },
      changed: sum("return undefined!;"),
      of: "a.ts:sum",
    });
    expect(verdict(found)?.outputs).toBe("differ");
  });

  it("of memory that grows is judged by what a call leaves behind", async () => {
    const keep = `const kept: Float64Array[] = [];
export function grow(): number { kept.push(new Float64Array(20_000).fill(1)); return 1; }
`;
    const found = await compared({
      files: { "a.ts": keep },
      changed: keep.replace("kept.push(", "void ("),
      of: "a.ts:grow",
      judged: "growth",
      maxMs: 1_500,
    });
    const said = verdict(found, "growth")!;
    expect(said).toMatchObject({ kind: "gain", savedMs: null, judged: "growth" });
    expect(said.before).toBeGreaterThan(50_000);
    expect(said.after).toBeLessThan(said.before / 2);
  });
});

describe("what goes wrong", () => {
  const failing = `export async function scores(limit: number): Promise<number> {
  if (limit > 1) throw new TypeError("no more than one");
  return limit;
}
`;
  it("arguments nobody gives", async () => {
    expect(await tried({ files: { "a.ts": failing }, changed: failing, of: "a.ts:scores" })).toMatchObject({
      kind: "failed",
      failure: { kind: "needs-arguments" },
    });
  });

  it("a function that throws, with its own words", async () => {
    const files = {
      "a.ts": failing,
      "a.inferlens.ts": "export const scores = { args: () => [2] };\n",
    };
    const outcome = await tried({ files, changed: failing, of: "a.ts:scores", benchFile: "a.inferlens.ts" });
    expect(outcome).toMatchObject({ kind: "failed", failure: { kind: "code-failed" } });
    expect(JSON.stringify(outcome)).toContain("no more than one");
  });

  it("a change that does not parse", async () => {
    const outcome = await tried({
      files: { "a.ts": "export const one = () => 1;\n" },
      changed: "export const one = (\n",
      of: "a.ts:one",
    });
    expect(outcome).toMatchObject({ kind: "failed" });
  });
});
