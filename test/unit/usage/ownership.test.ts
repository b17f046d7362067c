/** What becomes of values that must be released, by small sources; the call a test speaks of is marked. */
import { describe, expect, it } from "vitest";
import { LineIndex } from "../../../server/src/text/span.ts";
import { join } from "./source.ts";

const head = `import * as tf from "@tensorflow/tfjs";\nimport { keep, show } from "./other.js";\n`;

/** `lost`, `freed` or `elsewhere` of the marked line's outermost value that must be released; `none` when it has none. */
function fate(body: string): string {
  const code = head + body;
  const usage = join(code, { fileName: "src/page.ts" });
  const lines = new LineIndex(code);
  const marked = code.split("\n").findIndex((line) => line.includes("// <-"));
  expect(marked, "a marked line").toBeGreaterThan(0);
  const made = usage.facts.calls.filter(
    (call) => lines.position(call.span.start).line === marked && usage.makerOf(call) !== undefined,
  );
  const outermost = made.sort((a, b) => b.span.end - a.span.end)[0];
  if (!outermost) return "none";
  return usage.isFreedAround(outermost) ? "freed around" : usage.fateOf(outermost);
}

describe("where a tensor goes", () => {
  it.each([
    ["dropped as a statement", "tf.zeros([1]); // <-", "lost"],
    ["read and dropped", "show(tf.zeros([1]).dataSync()); // <-", "lost"],
    ["read under a name", "const x = tf.zeros([1]); // <-\nshow(x.dataSync(), x.shape);", "lost"],
    ["disposed of under a name", "const x = tf.zeros([1]); // <-\nshow(x.dataSync());\nx.dispose();", "freed"],
    ["disposed of in a list", "const x = tf.zeros([1]); // <-\ntf.dispose([x]);", "freed"],
    ["disposed of as an optional", "const x = tf.zeros([1]) as tf.Tensor; // <-\nx?.dispose();", "freed"],
    ["disposed of under a second name", "const x = tf.zeros([1]); // <-\nconst y = x;\ny.dispose();", "freed"],
    ["handed to an unknown function", "const x = tf.zeros([1]); // <-\nkeep(x);", "elsewhere"],
    ["pushed into a list", "const all: tf.Tensor[] = [];\nall.push(tf.zeros([1])); // <-", "elsewhere"],
    ["put into a record", "const all = { x: tf.zeros([1]) }; // <-\nshow(all);", "elsewhere"],
    ["under a condition", "const x = flag ? tf.zeros([1]) : null; // <-\nshow(x);", "elsewhere"],
    ["printed", "const x = tf.zeros([1]); // <-\nconsole.log(x);", "lost"],
    ["kept in a closure that disposes", "const x = tf.zeros([1]); // <-\nsetTimeout(() => x.dispose());", "freed"],
  ])("%s", (_, body, expected) => {
    expect(fate(`export function run(flag: boolean) {\n${body}\n}`)).toBe(expected);
  });

  it("is the caller's when it is returned, and looked for there", () => {
    expect(fate("export function make() {\nreturn tf.zeros([1]); // <-\n}")).toBe("elsewhere");
    const twice = "function make() {\nreturn tf.zeros([1]);\n}\nexport function run() {\n";
    expect(fate(`${twice}const x = make(); // <-\nshow(x.dataSync());\n}`)).toBe("lost");
    expect(fate(`${twice}const x = make(); // <-\nx.dispose();\n}`)).toBe("freed");
  });

  it("is not made by a function that gives what is kept at module level", () => {
    const kept = "const zero = tf.zeros([1]);\nfunction get() {\nreturn zero;\n}\n";
    expect(fate(`${kept}export function run() {\nshow(get().dataSync()); // <-\n}`)).toBe("none");
  });

  it("is followed into functions of the file", () => {
    const run = "export function run() {\nconst x = tf.zeros([1]); // <-\nuse(x);\n}\n";
    expect(fate(`${run}function use(t: tf.Tensor) {\nt.dispose();\n}`)).toBe("freed");
    expect(fate(`${run}function use(t: tf.Tensor) {\nshow(t.dataSync());\n}`)).toBe("lost");
    expect(fate(`${run}function use(t: tf.Tensor) {\nkeep(t);\n}`)).toBe("elsewhere");
  });

  it("is what a scope gives back, and freed where it does not leave the scope", () => {
    expect(fate("export function run() {\nconst x = tf.tidy(() => tf.zeros([1])); // <-\nshow(x.shape);\n}")).toBe(
      "lost",
    );
    expect(fate("export function run() {\nreturn tf.tidy(() => {\ntf.zeros([1]); // <-\n});\n}")).toBe("freed around");
    const called = "function work() {\ntf.zeros([1]); // <-\n}\nexport const run = () => tf.tidy(() => work());";
    expect(fate(called)).toBe("freed around");
    expect(
      fate("export function run() {\ntf.engine().startScope();\ntf.zeros([1]); // <-\ntf.engine().endScope();\n}"),
    ).toBe("freed around");
  });

  it("has parts that are freed or lost on their own", () => {
    const model = "export async function run(model: tf.GraphModel, x: tf.Tensor) {\n";
    const out = `${model}const [a, b] = (await model.executeAsync(x)) as tf.Tensor[]; // <-\nshow(b.dataSync());\n`;
    expect(fate(`${out}a.dispose();\n}`)).toBe("lost");
    expect(fate(`${out}tf.dispose([a, b]);\n}`)).toBe("freed");
    const list = `${model}const all = model.predict(x) as tf.Tensor[]; // <-\nshow(all[0].dataSync());\n`;
    expect(fate(`${list}all[1].dispose();\n}`)).toBe("lost");
    expect(fate(`${list}all[0].dispose();\n}`)).toBe("freed");
    expect(fate(`${list}all.forEach(keep);\n}`)).toBe("elsewhere");
  });
});
