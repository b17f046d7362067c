/** Texts no one writes on purpose: analysis answers all of them, and says nothing where it cannot read. */
import { describe, expect, it } from "vitest";
import { analysed, listed, loadRule } from "./analyzed.ts";

const ort = `import * as ort from "onnxruntime-node";\n`;
const load = `ort.InferenceSession.create("m.onnx")`;
const rules = [loadRule("rule-a")];

describe("bad input", () => {
  it.each([
    ["half a call", `${ort}const s = await ort.InferenceSession.create("m.onnx\n`],
    ["half an argument list", `${ort}const s = await ort.InferenceSession.create(\n`],
    ["half a loop", `${ort}for (const x of xs) { await ${load}\n`],
    ["half a string", `${ort}const s = "abc\nawait ${load};\n`],
    [
      "merge marks",
      `${ort}<<<<<<< ours\nconst s = await ${load};\n=======\nconst t = await ${load};\n>>>>>>> theirs\n`,
    ],
    ["nothing", ""],
    ["a lone surrogate", `${ort}const x = "\ud800"; await ${load};`],
    ["null characters", `${ort}\0\0const s = await ${load};`],
    ["no code at all", "\u0001\u0002 import from onnxruntime-node {{{{ ))) `"],
    ["a class without end", `${ort}class A { async f() { await ${load}; `],
    ["a template without end", `${ort}const s = \`\${await ${load}`],
  ])("%s", (_, text) => {
    for (const rule of [undefined, rules]) {
      const { findings, faults } = analysed(text, rule ? { rules: rule } : {});
      expect(faults).toEqual([]);
      for (const { span } of findings)
        expect(span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true);
    }
  });

  it("says nothing on a statement that is not finished, and does elsewhere", () => {
    expect(
      listed(`${ort}const s = await ${load};\nconst t = await ort.InferenceSession.create("m.onnx", {`, { rules }),
    ).toEqual(["rule-a: ort.InferenceSession.create"]);
  });

  it("says nothing between merge marks, and does elsewhere", () => {
    const text = `${ort}const r = await ${load};\n<<<<<<< ours\nconst s = await ${load};\n=======\nconst t = await ${load};\n>>>>>>> theirs\n`;
    expect(analysed(text, { rules }).findings.map(({ span }) => text.lastIndexOf("\n", span.start) + 1)).toEqual([
      text.indexOf("const r"),
    ]);
  });

  it("one line of a megabyte", () => {
    const text = `${ort}const s = await ${load}; const list = [${"123456789,".repeat(100_000)}];`;
    expect(listed(text, { rules })).toHaveLength(1);
  });

  it("an expression 5,000 levels deep", () => {
    const text = `${ort}const s = await ${load};\nconst deep = ${"(".repeat(5_000)}1${")".repeat(5_000)};\nconst calls = ${"f(".repeat(5_000)}1${")".repeat(5_000)};\n`;
    expect(analysed(text, { rules }).faults).toEqual([]);
  });

  it("a thousand functions that call each other", () => {
    const chain = Array.from(
      { length: 1_000 },
      (_, i) => `async function f${i}() { await f${(i * 7 + 1) % 1_000}(); await f${(i * 3 + 2) % 1_000}(); }`,
    ).join("\n");
    const text = `${ort}${chain}\nasync function g() { await ${load}; await f0(); }\nf1();\n`;
    expect(analysed(text).faults).toEqual([]);
  });

  it.each([
    ["a byte order mark", `\ufeff${ort}const s = await ${load};\n`],
    ["CRLF", `${ort}const s = await ${load};\n`.replaceAll("\n", "\r\n")],
    ["surrogate pairs before it", `${ort}const face = "😀😀"; /* 🎉 */ const s = await ${load};\n`],
  ])("%s keeps places exact", (_, text) => {
    expect(listed(text, { rules })).toEqual(["rule-a: ort.InferenceSession.create"]);
  });
});
