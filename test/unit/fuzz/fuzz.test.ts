/** A short, always equal part of `npm run fuzz`: what must hold for every text holds for these. */
import { describe, expect, it, test } from "vitest";
import { Compiled } from "../../../scripts/fuzz/compiled.ts";
import { minimise } from "../../../scripts/fuzz/minimise.ts";
import { mutate, tokensOf } from "../../../scripts/fuzz/mutate.ts";
import { brokenPromise, frontEndOf } from "../../../scripts/fuzz/promises.ts";
import { randomFrom } from "../../../scripts/fuzz/random.ts";
import { failureOf } from "../../../scripts/fuzz/run.ts";
import { pageSamples } from "../../../scripts/fuzz/samples.ts";
import { pythonVersion } from "../languages/pythonCompiler.ts";

const samples = pageSamples();
const seedsInBatch = 40;

test.each(Array.from({ length: 10 }, (_, batch) => 1 + batch * seedsInBatch))("seeds from %i", async (first) => {
  for (let seed = first; seed < first + seedsInBatch; seed++) expect(await failureOf(samples, seed)).toBeUndefined();
});

const python = samples.filter(({ fileName }) => fileName.endsWith(".py"));

test.each([1, 1 + seedsInBatch, 1 + 2 * seedsInBatch])("Python, seeds from %i", async (first) => {
  const compiled = new Compiled();
  for (let seed = first; seed < first + seedsInBatch; seed++)
    expect(await failureOf(python, seed, (fixed) => compiled.note(seed, fixed))).toBeUndefined();
  expect(compiled.failures("end")).toEqual([]);
});

describe("the fuzzer itself", () => {
  it("gives the same text for the same seed", () => {
    const make = () => mutate(samples[0]!.text, samples[1]!.text, randomFrom(7));
    expect(make()).toBe(make());
    expect(make()).not.toBe(mutate(samples[0]!.text, samples[1]!.text, randomFrom(8)));
  });

  it("loses nothing of a text when it cuts it into words", () => {
    for (const { text } of samples.slice(0, 50)) expect(tokensOf(text).join("")).toBe(text);
  });

  it.skipIf(pythonVersion() === null)("notices a fix that makes an error only Python sees", () => {
    const compiled = new Compiled();
    const text = "def f():\n    return 1\n";
    compiled.note(7, { fileName: "a.py", what: "a fix", before: text, after: "return 1\n" });
    compiled.note(8, { fileName: "a.py", what: "a fix", before: text, after: text });
    expect(compiled.failures("end").map(({ seed }) => seed)).toEqual([7]);
  });

  it("shortens a failing text to what fails", () => {
    expect(minimise("a\nb c d\ne", (text) => text.includes("c"))).toBe("c");
  });

  it("notices a parser that is wrong after typing", async () => {
    const right = await frontEndOf("a.ts");
    const wrong: typeof right = {
      ...right,
      parse: (input) =>
        right.parse(input.previous ? { ...input, text: `${input.text}\nf();`, previous: undefined } : input),
    };
    expect(brokenPromise(wrong, { fileName: "a.ts", text: "f();" }, "g();")).toMatch(/differ/);
  });
});
