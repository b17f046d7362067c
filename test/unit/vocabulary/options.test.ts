/** setOption and removeOption: before and after, and what they must not touch. */
import { runCases, type Verb } from "./cases.ts";

const set =
  (argument = 2, name = "dtype", literal = '"q8"', callee = "pipeline"): Verb =>
  (say, find) =>
    say.setOption(find.call(callee), argument, name, literal);
const remove =
  (name = "graphOptimizationLevel"): Verb =>
  (say, find) =>
    say.removeOption(find.call("ort.InferenceSession.create"), 1, name);
const hub = (rest: string, head = ""): string =>
  `import { pipeline } from "@huggingface/transformers";\n\n${head}export const p = ${rest};\n`;
const ort = (rest: string, head = ""): string =>
  `import * as ort from "onnxruntime-node";\n\n${head}export const s = ${rest};\n`;

runCases("setOption", [
  {
    name: "adds the record",
    verb: set(),
    before: hub(`pipeline("text-classification", "m")`),
    after: hub(`pipeline("text-classification", "m", { dtype: "q8" })`),
  },
  {
    name: "fills the arguments before it",
    verb: set(),
    before: hub(`pipeline("text-classification")`),
    after: hub(`pipeline("text-classification", undefined, { dtype: "q8" })`),
  },
  {
    name: "adds a key on the line",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", { device: "cpu" })`),
    after: hub(`pipeline("text-classification", "m", { device: "cpu", dtype: "q8" })`),
  },
  {
    name: "adds a key on a line of its own, with the trailing comma",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", {\n  device: "cpu", // here\n})`),
    after: hub(`pipeline("text-classification", "m", {\n  device: "cpu",\n  dtype: "q8", // here\n})`).replace(
      `"cpu",\n  dtype: "q8", // here`,
      `"cpu", // here\n  dtype: "q8",`,
    ),
  },
  {
    name: "adds a key on a line of its own, without a trailing comma",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", {\n  device: "cpu" // here\n})`),
    after: hub(`pipeline("text-classification", "m", {\n  device: "cpu", // here\n  dtype: "q8"\n})`),
  },
  {
    name: "replaces a value",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", { dtype: /* full */ "fp32", device: "cpu" })`),
    after: hub(`pipeline("text-classification", "m", { dtype: /* full */ "q8", device: "cpu" })`),
  },
  {
    name: "fills an empty record",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", {})`),
    after: hub(`pipeline("text-classification", "m", { dtype: "q8" })`),
  },
  {
    name: "replaces undefined",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", undefined)`),
    after: hub(`pipeline("text-classification", "m", { dtype: "q8" })`),
  },
  {
    name: "overrides a spread",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", { ...base })`, `const base = { device: "cpu" };\n`),
    after: hub(`pipeline("text-classification", "m", { ...base, dtype: "q8" })`, `const base = { device: "cpu" };\n`),
  },
  {
    name: "changes a constant only this call reads",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", options)`, `const options = { device: "cpu" } as const;\n`),
    after: hub(
      `pipeline("text-classification", "m", options)`,
      `const options = { device: "cpu", dtype: "q8" } as const;\n`,
    ),
  },
  {
    name: "one argument per line",
    verb: set(),
    before: hub(`pipeline(\n  "text-classification",\n  "m",\n)`),
    after: hub(`pipeline(\n  "text-classification",\n  "m",\n  { dtype: "q8" },\n)`),
  },
  {
    name: "follows single quotes",
    file: "case.js",
    verb: set(),
    before: `import { pipeline } from '@x/y'\nexport const p = pipeline('a', 'm')\n`,
    after: `import { pipeline } from '@x/y'\nexport const p = pipeline('a', 'm', { dtype: 'q8' })\n`,
  },
  {
    name: "gives a construction its parentheses",
    file: "case.js",
    verb: set(0, "timeout", "10", "new OpenAI"),
    before: `import { OpenAI } from "openai";\nexport const c = new OpenAI;\n`,
    after: `import { OpenAI } from "openai";\nexport const c = new OpenAI({ timeout: 10 });\n`,
  },
  {
    name: "the first argument of a call without any",
    file: "case.js",
    verb: set(0, "time-out", "10", "f"),
    before: `f( );\n`,
    after: `f({ "time-out": 10 });\n`,
  },
]);

runCases("setOption refuses", [
  {
    name: "the value that is there",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", { dtype: "q8" })`),
  },
  {
    name: "a parameter",
    verb: set(),
    before: `import { type Options, pipeline } from "@huggingface/transformers";\nexport const p = (options: Options) => pipeline("text-classification", "m", options);\n`,
  },
  {
    name: "a constant that others read",
    verb: set(),
    before: hub(`[pipeline("text-classification", "m", options), options]`, `const options = { device: "cpu" };\n`),
  },
  {
    name: "a constant that is exported",
    verb: set(),
    before: hub(`pipeline("text-classification", "m", options)`, `export const options = { device: "cpu" };\n`),
  },
  {
    name: "a key a later spread may hide",
    verb: set(),
    before: hub(
      `pipeline("text-classification", "m", { dtype: "fp32", ...base })`,
      `const base = { device: "cpu" };\n`,
    ),
  },
  {
    name: "spread arguments",
    verb: set(),
    before: hub(`pipeline(...args)`, `const args = ["text-classification"] as const;\n`),
  },
]);

runCases("removeOption", [
  {
    name: "the record with its only key",
    verb: remove(),
    before: ort(`ort.InferenceSession.create("m", { graphOptimizationLevel: "disabled" })`),
    after: ort(`ort.InferenceSession.create("m")`),
  },
  {
    name: "the first of several",
    verb: remove(),
    before: ort(`ort.InferenceSession.create("m", { graphOptimizationLevel: "disabled", intraOpNumThreads: 2 })`),
    after: ort(`ort.InferenceSession.create("m", { intraOpNumThreads: 2 })`),
  },
  {
    name: "the last of several",
    verb: remove(),
    before: ort(`ort.InferenceSession.create("m", { intraOpNumThreads: 2, graphOptimizationLevel: "disabled" })`),
    after: ort(`ort.InferenceSession.create("m", { intraOpNumThreads: 2 })`),
  },
  {
    name: "a line with its comments",
    verb: remove(),
    before: ort(
      `ort.InferenceSession.create("m", {\n  // Threads.\n  intraOpNumThreads: 2,\n  // Slow.\n  graphOptimizationLevel: "disabled", // why?\n  enableCpuMemArena: true,\n})`,
    ),
    after: ort(
      `ort.InferenceSession.create("m", {\n  // Threads.\n  intraOpNumThreads: 2,\n  enableCpuMemArena: true,\n})`,
    ),
  },
  {
    name: "the last line, without a trailing comma",
    verb: remove(),
    before: ort(
      `ort.InferenceSession.create("m", {\n  intraOpNumThreads: 2,\n  graphOptimizationLevel: "disabled"\n})`,
    ),
    after: ort(`ort.InferenceSession.create("m", {\n  intraOpNumThreads: 2,\n})`),
  },
  {
    name: "a record over several lines",
    verb: remove(),
    before: ort(`ort.InferenceSession.create(\n  "m",\n  {\n    graphOptimizationLevel: "disabled",\n  },\n)`),
    after: ort(`ort.InferenceSession.create(\n  "m",\n)`),
  },
  {
    name: "a constant's key",
    verb: remove(),
    before: ort(
      `ort.InferenceSession.create("m", options)`,
      `const options = { intraOpNumThreads: 2, graphOptimizationLevel: "disabled" } as const;\n`,
    ),
    after: ort(`ort.InferenceSession.create("m", options)`, `const options = { intraOpNumThreads: 2 } as const;\n`),
  },
  {
    name: "a constant's only key",
    verb: remove(),
    before: ort(
      `ort.InferenceSession.create("m", options)`,
      `const options = { graphOptimizationLevel: "disabled" } as const;\n`,
    ),
    after: ort(`ort.InferenceSession.create("m", options)`, `const options = {} as const;\n`),
  },
  {
    name: "other comments keep the record",
    verb: remove(),
    before: ort(
      `ort.InferenceSession.create("m", {\n  // enableCpuMemArena: false,\n\n  graphOptimizationLevel: "disabled",\n})`,
    ),
    after: ort(`ort.InferenceSession.create("m", {\n  // enableCpuMemArena: false,\n\n})`),
  },
]);

runCases("removeOption refuses", [
  {
    name: "what is not there",
    verb: remove(),
    before: ort(`ort.InferenceSession.create("m", { intraOpNumThreads: 2 })`),
  },
  { name: "a missing argument", verb: remove(), before: ort(`ort.InferenceSession.create("m")`) },
  {
    name: "a value that does something",
    verb: remove("intraOpNumThreads"),
    before: ort(
      `ort.InferenceSession.create("m", { intraOpNumThreads: count() })`,
      `declare function count(): number;\n`,
    ),
  },
]);
