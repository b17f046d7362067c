/** What a module does when it is called, path by path: how often, with what, through whom. */
import { describe, expect, it } from "vitest";
import type { Work } from "../../../server/src/usage/summary.ts";
import { program } from "../../pages/program.ts";

const ort = 'import * as ort from "onnxruntime-node";\n';
const openai = 'import OpenAI from "openai";\nconst client = new OpenAI();\n';
const load = 'ort.InferenceSession.create("a.onnx")';

/** `load per call` by path, once and repeated ones included. */
const summary = (text: string, beside: Readonly<Record<string, string>> = {}) =>
  program({ ...beside, "module.ts": text }).summary("module.ts");
const said = (works: readonly Work[] = []): string => works.map(({ role, often }) => `${role} ${often}`).join(", ");
const paths = (text: string, beside: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(summary(text, beside)).map(([path, works]) => [path, said(works)]));

describe("how often, for each call", () => {
  it.each([
    ["in its body", `export const f = () => ${load};`, "load per call"],
    ["in a loop", `export async function f(xs) { for (const x of xs) await ${load}; }`, "load per iteration"],
    [
      "in a callback of a list",
      `export const f = (xs) => Promise.all(xs.map(async () => ${load}));`,
      "load per iteration",
    ],
    [
      "behind a guard",
      `let kept; export async function f() { if (!kept) kept = await ${load}; return kept; }`,
      "load once",
    ],
    ["kept by ??=", `let kept; export const f = () => (kept ??= ${load});`, "load once"],
    ["in a function it calls", `const g = () => ${load}; export const f = () => g();`, "load per call"],
    [
      "in a function it calls in a loop",
      `const g = () => ${load}; export async function f(xs) { for (const x of xs) await g(); }`,
      "load per iteration",
    ],
    ["handed to a helper of unknown kind", `export const f = () => withRetry(() => ${load});`, "load per call"],
    ["handed to a memo", `import { once } from "lodash"; export const f = () => once(() => ${load})();`, "load once"],
    [
      "exported by what a memo gave",
      `import { memoize } from "lodash"; export const f = memoize(() => ${load});`,
      "load once",
    ],
    [
      "called by the name of what a memo gave",
      `import { memoize } from "lodash"; const kept = memoize(() => ${load}); export const f = () => kept();`,
      "",
    ],
    ["in a function that waits for events", `export const f = (bus) => { bus.on("x", () => ${load}); };`, ""],
    ["at module level", `const session = ${load}; export const f = () => session;`, ""],
  ])("%s", (_, text, expected) => {
    expect(said(summary(ort + text).f)).toBe(expected);
  });

  it("functions that call each other end", () => {
    expect(
      paths(`${ort}export const a = () => b();\nexport const b = () => { a(); return ${load}; };\n`),
    ).toMatchObject({
      b: "load per call",
    });
  });
});

describe("paths", () => {
  it("classes, instances, statics, factories, records and defaults", () => {
    const found =
      paths(`${ort}export class A { s = ${load}; run(x) { return ${load}; } static make() { return new A(); } static now() { return ${load}; } }
export const a = new A();
export const make = () => new A();
export const tools = { open: () => ${load} };
export default function () { return ${load}; }
class B extends A { other() { return ${load}; } }
export { B as Renamed };
`);
    for (const path of [
      "A",
      "A().run",
      "a.run",
      "make().run",
      "A.make().run",
      "A.now",
      "tools.open",
      "default",
      "Renamed().run",
      "Renamed().other",
    ])
      expect(found, path).toHaveProperty([path], "load per call");
  });

  it("barrels, renamed, namespaces, defaults of others; a whole re-export leaves the default behind", () => {
    const beside = { "a.ts": `${ort}export const open = () => ${load};\nexport default open;\n` };
    expect(paths('export * from "./a";', beside)).toEqual({ open: "load per call" });
    expect(paths('export { open as start, default } from "./a";', beside)).toEqual({
      start: "load per call",
      default: "load per call",
    });
    expect(paths('export * as all from "./a";', beside)).toEqual({
      "all.open": "load per call",
      "all.default": "load per call",
    });
    expect(paths('import start from "./a"; export const run = async () => { await start(); };', beside)).toEqual({
      run: "load per call",
    });
  });

  it("CommonJS on either side", () => {
    const beside = { "a.js": `const ort = require("onnxruntime-node");\nmodule.exports = { open: () => ${load} };\n` };
    expect(paths('const { open } = require("./a"); exports.go = () => open();', beside)).toEqual({
      go: "load per call",
    });
    expect(paths('import a from "./a"; export const go = () => a.open();', beside)).toEqual({ go: "load per call" });
  });

  it("files that import each other give the same whoever is asked first", () => {
    const files = {
      "a.ts": `${ort}import { b } from "./b";\nexport const a = () => ${load};\nexport const viaB = () => b();\n`,
      "b.ts": 'import { a } from "./a";\nexport const b = () => a();\n',
    };
    const one = program(files);
    const other = program(files);
    const first = [one.summary("a.ts"), one.summary("b.ts")];
    const second = [other.summary("b.ts"), other.summary("a.ts")].reverse();
    expect(first).toEqual(second);
    expect(said(first[0]!.viaB)).toBe("load per call");
  });
});

describe("what goes in", () => {
  const work = (text: string, path = "f") => summary(ort + openai + text)[path]![0]!;
  it("the arguments it is made from, and the model", () => {
    expect(work(`export const f = (x, file) => ort.InferenceSession.create(file);`)).toMatchObject({
      given: [1],
      model: 1,
    });
    expect(work(`export const f = (x) => ${load};`)).toMatchObject({ given: [], model: "a.onnx", alone: true });
    expect(work("export const f = ({ file }) => ort.InferenceSession.create(file);")).toMatchObject({ given: "all" });
    expect(work("export const f = async () => ort.InferenceSession.create(await newest());")).toMatchObject({
      given: null,
    });
    expect(work(`export const f = () => { report(); return ${load}; };`)).toMatchObject({ alone: false });
  });

  const embeds = (parameter: string, input: string): number | null =>
    work(`export const f = async (${parameter}) => client.embeddings.create({ model: "m", input: ${input} });`).item;
  it.each([
    ["text: string", "text", 0],
    ["model: string, text: string", "text", 1],
    ["text: string", "[text]", 0],
    ["text", "`query: ${text}`", 0],
    ["query", "query.trim()", 0],
    ["texts: string[]", "texts", null],
    ["text: string | string[]", "text", null],
    ["input", "input", null],
    ["texts", "texts.map(clean)", null],
  ])("one item: (%s) embeds %s", (parameter, input, expected) => {
    expect(embeds(parameter, input)).toBe(expected);
  });
});

it("what is a finding here already is nobody else's", () => {
  const handler = `${ort}import express from "express";\nconst app = express();\nexport const open = () => ${load};\napp.get("/", async () => { await open(); });\n`;
  expect(summary(handler)).toEqual({});
});
