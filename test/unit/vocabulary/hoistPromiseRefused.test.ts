/** What hoistPromise must not touch. */
import { runCases, type Verb } from "./cases.ts";

const load: Verb = (say, find) => say.hoistPromise(find.call("ort.InferenceSession.create"));

const refused = (name: string, body: string, verb = load, file = "case.ts") => ({
  name,
  verb,
  file,
  before: `import * as ort from "onnxruntime-node";\n${body}`,
});

runCases(
  "hoistPromise refuses",
  [
    refused(
      "a pool",
      `export const open = async (n: number) => {\n  const pool = await Promise.all(Array.from({ length: n }, () => ort.InferenceSession.create("m")));\n  return pool.length;\n};\n`,
    ),
    refused(
      "a pool filled in a loop",
      `export const open = async (n: number) => {\n  const pool: unknown[] = [];\n  for (let i = 0; i < n; i++) pool.push(await ort.InferenceSession.create("m"));\n  return pool.length;\n};\n`,
    ),
    refused(
      "a module that answers fetch",
      `export default {\n  async fetch(x: unknown) {\n    const s = await ort.InferenceSession.create("m");\n    return s.run({ x });\n  },\n};\n`,
    ),
    refused(
      "a parameter",
      `export async function f(path: string) {\n  const s = await ort.InferenceSession.create(path);\n  return s;\n}\n`,
    ),
    refused(
      "a local variable",
      `export async function f() {\n  const path = "m.onnx";\n  const s = await ort.InferenceSession.create(path);\n  return s;\n}\n`,
    ),
    refused(
      "a variable that is assigned again",
      `let path = "m.onnx";\nexport const use = (p: string) => { path = p; };\nexport async function f() {\n  const s = await ort.InferenceSession.create(path);\n  return s;\n}\n`,
    ),
    refused(
      "options that are altered",
      `const options = { intraOpNumThreads: 1 };\nexport const use = (n: number) => { options.intraOpNumThreads = n; };\nexport async function f() {\n  return await ort.InferenceSession.create("m", options);\n}\n`,
    ),
    refused(
      "a field",
      `export class A {\n  path = "m";\n  async f() {\n    return await ort.InferenceSession.create(this.path);\n  }\n}\n`,
    ),
    refused(
      "an awaited argument",
      `import { readFile } from "node:fs/promises";\nexport async function f() {\n  return await ort.InferenceSession.create(await readFile("m"));\n}\n`,
    ),
    refused(
      "a call of unknown effect among the arguments",
      `import { show } from "./model.js";\nexport async function f() {\n  return await ort.InferenceSession.create(String(show()));\n}\n`,
    ),
    refused(
      "a result that is released",
      `export async function f(x: unknown) {\n  const s = await ort.InferenceSession.create("m");\n  const out = await s.run({ x });\n  await s.release();\n  return out;\n}\n`,
    ),
    refused(
      "a result that leaves the function in a file that releases",
      `async function open() {\n  return await ort.InferenceSession.create("m");\n}\nexport async function f(x: unknown) {\n  const s = await open();\n  const out = await s.run({ x });\n  await s.release();\n  return out;\n}\n`,
    ),
    refused(
      "settings made in the function",
      `export async function f(x: unknown) {\n  ort.env.wasm.numThreads = 1;\n  const s = await ort.InferenceSession.create("m");\n  return s.run({ x });\n}\n`,
    ),
    refused(
      "a preparation in the function",
      `import { initialise } from "./model.js";\nexport async function f(x: unknown) {\n  initialise();\n  const s = await ort.InferenceSession.create("m");\n  return s.run({ x });\n}\n`,
    ),
    refused(
      "a preparation in an outer function",
      `import dotenv from "dotenv";\nexport function main() {\n  dotenv.config();\n  return async (x: unknown) => {\n    const s = await ort.InferenceSession.create(process.env.M ?? "m");\n    return s.run({ x });\n  };\n}\n`,
    ),
    refused(
      "a condition about the configuration",
      `export async function f(x: unknown) {\n  if (!process.env.MODEL) return null;\n  const s = await ort.InferenceSession.create("m");\n  return s.run({ x });\n}\n`,
    ),
    refused("a call at module level", `const s = await ort.InferenceSession.create("m");\nexport { s };\n`),
    refused(
      "a constant declared after the first use of the function",
      `void f();\nconst PATH = "m";\nasync function f() {\n  return await ort.InferenceSession.create(PATH);\n}\n`,
    ),
    refused(
      "a promise nobody is seen to wait for",
      `export const open = () => {\n  const s = ort.InferenceSession.create("m");\n  return { s };\n};\n`,
    ),
    refused("a client component", ``, load, "case.tsx"),
    refused(
      "the result altered",
      `export async function f() {\n  const s = await ort.InferenceSession.create("m");\n  Object.assign(s, {});\n  s.run = async () => ({});\n}\n`,
    ),
    refused(
      "a file on one line",
      `export const g = 1; export async function h() { return await ort.InferenceSession.create("m"); }`,
    ),
    refused(
      "a global that is only there in browsers",
      `export async function f() {\n  return await ort.InferenceSession.create(location.href);\n}\ndeclare const x: number;\n`,
    ),
  ].map((one) =>
    one.name === "a client component"
      ? {
          ...one,
          before: `"use client";\n${one.before}export async function f() {\n  return await ort.InferenceSession.create("m");\n}\n`,
        }
      : one,
  ),
);
