/** Texts nobody should write, and everybody has: none throws, none hangs, offsets stay right. */
import { describe, expect, test } from "vitest";
import type { CodeFacts } from "../../../server/src/facts/facts.ts";
import { loadFrontEnd } from "../../../server/src/languages/index.ts";
import { plain } from "./plain.ts";

const frontEnd = await loadFrontEnd("typescript");
const factsOf = (text: string, fileName = "a.ts"): CodeFacts => frontEnd.parse({ fileName, text }).facts();

const nested: Readonly<Record<string, (levels: number) => string>> = {
  parentheses: (n) => `x = ${"(".repeat(n)}f()${")".repeat(n)}`,
  calls: (n) => `x = ${"f(".repeat(n)}${")".repeat(n)}`,
  lists: (n) => `x = ${"[".repeat(n)}${"]".repeat(n)}`,
  records: (n) => `x = ${"{a:".repeat(n)}1${"}".repeat(n)}`,
  blocks: (n) => "{".repeat(n) + "}".repeat(n),
  functions: (n) => `const f = ${"() => ".repeat(n)}1`,
  chains: (n) => `const y = a${".b()".repeat(n)}`,
  sums: (n) => `const y = 1${" + f(1)".repeat(n)}`,
  choices: (n) => `const y = ${"a ? b() : ".repeat(n)}1`,
  fallbacks: (n) => `const y = a${" ?? b()".repeat(n)}`,
  alternatives: (n) => `if (a) b();${"else if (a) b();".repeat(n)}`,
  templates: (n) => `const y = ${"`${".repeat(n)}1${"}`".repeat(n)}`,
  patterns: (n) => `const ${"[".repeat(n)}a${"]".repeat(n)} = b()`,
  types: (n) => `let x: ${"Promise<".repeat(n)}A${">".repeat(n)}; x.run()`,
};

describe("nesting", () => {
  for (const [name, write] of Object.entries(nested)) {
    test.each([300, 5_000])(`${name}, %i levels`, (levels) => {
      const text = `import { load } from "models";\nload();\n${write(levels)}\n`;
      const facts = factsOf(text);
      expect(facts.scopes[0]).toMatchObject({ kind: "module", span: { start: 0, end: text.length } });
      for (const call of facts.calls) expect(call.paths.length).toBeLessThanOrEqual(8);
      for (const binding of facts.bindings) expect(binding.paths.length).toBeLessThanOrEqual(8);
      for (const call of facts.calls.slice(0, 50)) plain({ ...facts, calls: [call], bindings: [], scopes: [] });
      // Either everything was read, or it is said what was not.
      if (facts.calls.length === 0) expect(facts.broken).toEqual([{ start: 0, end: text.length }]);
      else expect(facts.calls[0]!.paths).toEqual([{ module: "models", steps: "load" }]);
    });
  }
});

test("a long sum is read to its end", () => {
  expect(factsOf(`const y = 1${" + f(1)".repeat(5_000)}`).calls).toHaveLength(5_000);
});

test("one line of 1 MB", () => {
  const text = `const xs=[${"{a:f(1),b:[2,3]},".repeat(60_000)}];`;
  const facts = factsOf(text, "a.js");
  expect(text.length).toBeGreaterThan(1_000_000);
  expect(facts.calls).toHaveLength(60_000);
  expect(facts.calls.at(-1)!.paths).toEqual([{ module: "", steps: "f" }]);
});

test("one string of 1 MB", () => {
  expect(factsOf(`f("${"a".repeat(1_000_000)}")`).calls).toHaveLength(1);
});

test.each([
  ["a byte order mark", "\uFEFFimport { load } from 'models';\nload();\n"],
  ["CRLF", "import { load } from 'models';\r\n\r\nload();\r\n"],
  ["CR alone", "import { load } from 'models';\rload();\r"],
  ["surrogate pairs", "import { load } from 'models'; const 𠮷 = '😀👩‍👩‍👧'; load();"],
  ["half a surrogate pair", "import { load } from 'models'; f('\uD83D'); load();"],
  ["control characters", "import { load } from 'models'; \0\u0001\u2028 load();"],
  ["a shebang", "#!/usr/bin/env node\nimport { load } from 'models';\nload();"],
])("offsets after %s", (_, text) => {
  const call = factsOf(text).calls.find(({ paths }) => paths[0]?.module === "models")!;
  expect(text.slice(call.span.start, call.span.end)).toBe("load()");
  expect(text.slice(call.statement.start, call.statement.end)).toBe("load();");
});

test.each([
  "",
  " ",
  "\n",
  "{",
  "}",
  "(",
  "import",
  "export",
  "class",
  "=>",
  "`",
  "`${",
  "/*",
  "'",
  "<",
  "<a",
  "<a>",
  "@",
  "#",
  "#x",
  "...",
  "?.",
  "a.",
  "new",
  "await",
  "for (",
  "if (",
  "case",
  "\uFEFF",
  "�",
  "import {",
  "import x from",
  "export {",
  "export * from",
  "function",
  "async",
  "const",
  "const {",
  "x => {",
  "this.",
  "super.",
  "<<<<<<<",
  "=======",
  ">>>>>>> x",
])("alone: %j", (text) => {
  for (const fileName of ["a.ts", "a.tsx", "a.js", "a.cjs"]) expect(() => plain(factsOf(text, fileName))).not.toThrow();
});

test("every beginning of a program", () => {
  const text = [
    'import * as ort from "onnxruntime-node";',
    "class Held { static #s?: ort.InferenceSession; async get() { return (Held.#s ??= await ort.InferenceSession.create(`m-${1}.onnx`)); } }",
    "export const POST = async ({ body }: Request) => { for (const x of body) await (await new Held().get()).run({ x }, ...rest); };",
  ].join("\n");
  for (let end = 0; end <= text.length; end++) expect(() => plain(factsOf(text.slice(0, end)))).not.toThrow();
});

describe("circles", () => {
  test.each([
    ["a name that is itself", "const a = a; a.run();"],
    ["two names", "let a = b, b = a; a.run(); b.run();"],
    ["a record that spreads itself", "const a = { ...a, b: a.b }; a.b.c();"],
    ["a list that spreads itself", "let xs = [...(xs ?? [])]; xs[0].run(); for (const x of xs) x.run();"],
    ["a class that extends itself", "class A extends A { run() { return this.other(); } } new A().run();"],
    ["classes that extend each other", "class A extends B {} class B extends A {} new A().run();"],
    ["a function that returns its call", "function f(x) { return f(x.next); } f(1).run();"],
    ["functions that call each other", "const f = (x) => g(x); const g = (x) => f(x); f(1).run();"],
    ["a parameter given to itself", "function f(x) { f(x); x.run(); } f(f);"],
    ["types that name themselves", "type T = T | T[]; interface I { i: I } let a: T; let b: I; a.run(); b.i.i.run();"],
    [
      "entries made of each other",
      "function f(o) { const n = { ...o }; for (const k in n) { n[k] = n[k].map(f); n[k] = f(n[k]); n[k] = n[k][0]; n.run(); } return n; }",
    ],
    ["a field made of itself", "class A { x = this.y; y = this.x; run() { this.x.run(); } }"],
  ])("%s", (_, text) => {
    const facts = factsOf(text);
    plain(facts);
    for (const call of facts.calls) for (const path of call.paths) expect(path.module).toBe("");
  });
});
