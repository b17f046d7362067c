/** How modules of real projects are loaded: dialects, resolution, what lies beside them, native packages. */
import { describe, expect, it } from "vitest";
import * as make from "../../fixtures/models/make.ts";
import { program } from "./programs.ts";

const numbers = (...values: number[]) => ({
  kind: "numbers",
  values: Float64Array.from(values),
  length: values.length,
});
const text = (value: string) => ({ kind: "text", text: value });

describe("a module in TypeScript", () => {
  it("is found through paths, extensionless imports, .js for .ts, and JSON", async () => {
    const { result } = program({
      "tsconfig.json": '{ "compilerOptions": { "module": "esnext", "paths": { "@/*": ["./src/*"] } } }',
      "src/embed.ts": `import { a } from "@/lib/a";
import { b } from "./lib/b.js";
import lib from "./lib";
import data from "./data.json";
import "./style.css";
import logo from "./logo.svg";
import type { Nothing } from "./nowhere";
enum Kind { One = 1 }
export const embed = (only?: Nothing): number[] => [a, b, lib, data.k, Kind.One, logo.length, only ? 1 : 0];
`,
      "src/lib/a.ts": "export const a: number = 2;",
      "src/lib/b.ts": "export const b = 3;",
      "src/lib/index.ts": "export default 4;",
      "src/data.json": '{ "k": 5 }',
    });
    expect((await result({ of: "src/embed.ts:embed" })).output).toEqual(numbers(2, 3, 4, 5, 1, 0, 0));
  });

  it("may await at its top level, know where it lies, and read what lies beside it", async () => {
    const { result, folder } = program({
      "src/embed.ts": `import { readFileSync } from "node:fs";
const later: string = await Promise.resolve("later");
const beside = readFileSync(new URL("./beside.txt", import.meta.url), "utf8");
export const embed = () => [later, beside, import.meta.dirname, process.cwd()];
`,
      "src/beside.txt": "beside",
    });
    const { output } = await result({ of: "src/embed.ts:embed" });
    const items = ["later", "beside", `${folder}/src`, folder].map(text);
    expect(output).toEqual({ kind: "list", items, length: 4 });
  });

  it("is CommonJS where its project compiles it to that", async () => {
    const { result, folder } = program({
      "package.json": '{ "name": "program" }',
      "tsconfig.json": '{ "compilerOptions": { "module": "commonjs", "esModuleInterop": true } }',
      "src/embed.ts":
        'import path from "node:path";\nimport { b } from "./b";\nexport const embed = () => [typeof require, path.basename(__filename), b];\n',
      "src/b.ts": "export const b: string = __dirname;",
    });
    const items = ["function", "embed.ts", `${folder}/src`].map(text);
    expect((await result({ of: "src/embed.ts:embed" })).output).toMatchObject({ items });
  });

  it("may hand on types as if they were values, where nothing says that it is an ES module", async () => {
    const { result } = program({
      "tsconfig.json": '{ "compilerOptions": { "module": "esnext" } }',
      "embed.ts": 'import { size, type Shape } from "./all";\nexport const embed = () => size({ n: 4 } as Shape);\n',
      "all.ts": 'export { Shape, size } from "./shapes";\nexport { helper } from "./old";\n',
      "old.js": "export const helper = 1;\n",
      "shapes.ts": "export interface Shape { n: number }\nexport const size = (shape: Shape) => shape.n;\n",
    });
    const { output, samplesMs } = await result({ of: "embed.ts:embed" });
    expect(output).toEqual(numbers(4));
    expect(samplesMs.length).toBeGreaterThan(0);
  });

  it("gets what bundlers give an ES module", async () => {
    const { result, folder } = program({
      "tsconfig.json": '{ "compilerOptions": { "module": "esnext" } }',
      "embed.ts": 'export const embed = () => [__dirname, typeof require("node:fs").readFileSync];\n',
    });
    expect((await result({ of: "embed.ts:embed" })).output).toMatchObject({ items: [folder, "function"].map(text) });
  });

  it("has decorators and class fields as its tsconfig says", async () => {
    const { result } = program({
      "tsconfig.json":
        '{ "compilerOptions": { "target": "es2020", "module": "esnext", "experimentalDecorators": true } }',
      "embed.ts": `function twice(_: unknown, __: string, descriptor: PropertyDescriptor) {
  const { value } = descriptor;
  descriptor.value = function (n: number) { return 2 * value.call(this, n); };
}
export class Service {
  constructor(private readonly factor = 3) {}
  @twice embed(n = 7) { return n * this.factor; }
}
`,
    });
    expect((await result({ of: "embed.ts:Service.embed" })).output).toEqual(numbers(42));
  });

  it("may hold JSX, in .tsx as in .js", async () => {
    const files = {
      "tsconfig.json":
        '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h", "module": "esnext", "allowJs": true } }',
      "view.tsx":
        'const h = (tag: string, props: { id: string } | null, ...inner: string[]) => tag + (props?.id ?? "") + inner.join("");\nexport const view = (): string => <b id="x">y</b>;\n',
      "old.js": 'const h = (tag, _, ...inner) => tag + inner.join("");\nexport const view = () => <i>z</i>;\n',
    };
    const { result } = program(files);
    expect((await result({ of: "view.tsx:view" })).output).toEqual(text("bxy"));
    expect((await result({ of: "old.js:view" })).output).toEqual(text("iz"));
  });
});

describe("a module in JavaScript", () => {
  it("is CommonJS or an ES module as Node.js sees it", async () => {
    const { result } = program({
      "old.js": 'const { b } = require("./b");\nexports.embed = async () => [b, typeof module];\n',
      "b.js": "exports.b = 'required';",
      "new.mjs": 'import { b } from "./b.js";\nexport default async function () { return [b, typeof module]; }\n',
      "esm/package.json": '{ "type": "module" }',
      "esm/a.js": 'import fs from "node:fs";\nexport const embed = () => typeof fs.readFileSync;\n',
    });
    expect((await result({ of: "old.js:embed" })).output).toMatchObject({ items: [text("required"), text("object")] });
    expect((await result({ of: "new.mjs:default" })).output).toMatchObject({
      items: [text("required"), text("undefined")],
    });
    expect((await result({ of: "esm/a.js:embed" })).output).toEqual(text("function"));
  });

  it("may start workers, whose files are where they are", async () => {
    const { result } = program({
      "embed.mjs": `import { once } from "node:events";
import { Worker } from "node:worker_threads";
export async function embed() {
  const worker = new Worker(new URL("./square.mjs", import.meta.url), { workerData: 7 });
  const [squared] = await once(worker, "message");
  await worker.terminate();
  return squared;
}
`,
      "square.mjs":
        'import { parentPort, workerData } from "node:worker_threads";\nparentPort.postMessage(workerData ** 2);\n',
    });
    expect((await result({ of: "embed.mjs:embed" })).output).toEqual(numbers(49));
  });
});

describe("a native package", () => {
  it("runs a model as it does in the user's program", async () => {
    const { result } = program({
      "mlp.onnx": make.mlp(),
      "tsconfig.json": '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }',
      "detect.ts": `import path from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
const session = await InferenceSession.create(path.join(import.meta.dirname, "mlp.onnx"), { intraOpNumThreads: 1 });
export async function detect() {
  const image = new Tensor("float32", new Float32Array(64).fill(0.5), [1, 64]);
  const { y } = await session.run({ x: image });
  return { size: y!.dims, data: y!.data };
}
`,
    });
    const { output, awaits, importMs } = await result({ of: "detect.ts:detect" });
    expect(output).toMatchObject({
      kind: "record",
      fields: [
        ["size", numbers(1, 10)],
        ["data", { kind: "numbers", length: 10 }],
      ],
    });
    expect(awaits).toHaveLength(1);
    expect(importMs).toBeGreaterThan(0);
  });
});

describe("what is measured of a module", () => {
  const files = {
    "things.ts": `export default function () { return "default"; }
export const service = { factor: 3, embed(n = 2) { return n * this.factor; } };
export class Detector {
  static made = 0;
  constructor(readonly factor: number) { Detector.made++; }
  detect(n: number) { return n * this.factor; }
  static count() { return Detector.made; }
}
export class Plain { #n = 4; run() { return this.#n; } }
function hidden() { return "renamed"; }
export { hidden as shown };
`,
    "things.inferlens.ts": `import { Detector as Real } from "./things";
export const Detector = { detect: { self: () => new Real(5), args: (): Parameters<Real["detect"]> => [6] } };
`,
  };
  const { result, failure } = program(files);

  it.each([
    ["default", text("default")],
    ["service.embed", numbers(6)],
    ["Detector.count", numbers(0)],
    ["Plain.run", numbers(4)],
    ["shown", text("renamed")],
  ])("is the export %s, bound to what it belongs to", async (name, output) => {
    expect((await result({ of: `things.ts:${name}` })).output).toEqual(output);
  });

  it("is a method of the object a bench file makes", async () => {
    expect((await result({ of: "things.ts:Detector.detect", bench: "things.inferlens.ts" })).output).toEqual(
      numbers(30),
    );
    expect(await failure({ of: "things.ts:Detector.detect" })).toMatchObject({ kind: "needs-arguments" });
  });
});

describe("two variants of one function", () => {
  it("are modules apart, down to what they require later", async () => {
    const { results } = program({
      "package.json": '{ "type": "commonjs" }',
      "m.js":
        'const { factor } = require("./h");\nexports.scale = async (x) => { await null; return x * factor + require("./lazy").add; };\n',
      "h.js": "exports.factor = 3;",
      "lazy.js": "exports.add = 1;",
      "m.inferlens.js": "exports.scale = [5];",
    });
    const changed = { "h.js": "exports.factor = 4;", "lazy.js": "exports.add = 10;" };
    const [before, after] = await results({ of: "m.js:scale", bench: "m.inferlens.js", changed });
    expect([before!.output, after!.output]).toEqual([numbers(16), numbers(30)]);
    expect(before!.samplesMs.length).toBe(after!.samplesMs.length);
    expect(before!.bytesPerCall).toBeNull();
  });

  it("keep their own state in ES modules", async () => {
    const { results } = program({
      "m.ts": 'import { next } from "./state";\nexport const count = () => next();\n',
      "state.ts": "let n = 0;\nexport const next = () => ++n;\n",
    });
    const [before, after] = await results({
      of: "m.ts:count",
      changed: { "state.ts": "export const next = () => -1;\n" },
    });
    expect([before!.output, after!.output]).toEqual([numbers(1), numbers(-1)]);
  });
});
