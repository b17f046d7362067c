/** Whether a value changes from one run of a scope to the next. What cannot be followed changes: rules stay silent then. */
import { describe, expect, it } from "vitest";
import { enclosing, join, markedEvent } from "./source.ts";

const imports = `import * as ort from "onnxruntime-node";\nimport express from "express";\nimport path from "node:path";\nimport { readFile } from "node:fs/promises";\nimport OpenAI from "openai";\nconst app = express();\nconst client = new OpenAI();\nconst session = await ort.InferenceSession.create("m.onnx");\ndeclare const xs: any[], query: string, config: any, n: number;\n`;

/** Whether the marked call's arguments or receiver change from round to round of the loop, or from request to request. */
function varies(code: string): boolean {
  const whole = imports + code;
  const usage = join(whole);
  const { call } = markedEvent(usage, whole);
  return usage.varies(call.arguments, enclosing(usage, call), call.receiver);
}

const inLoop = (body: string, before = "") => `${before}\nfor (const x of xs) {\n${body} // <-\n}`;
const inHandler = (body: string, before = "") =>
  `${before}\napp.post("/", async (req: any, res: any) => {\n${body} // <-\n});`;
const embed = (input: string) => `await client.embeddings.create({ model: "m", input: ${input} });`;
const load = (argument: string) => `await ort.InferenceSession.create(${argument});`;

describe("in a loop", () => {
  it.each([
    ["the item", inLoop(embed("x"))],
    ["a part of the item", inLoop(embed("x.text"))],
    ["through a local", inLoop(`const text = x.text.trim(); ${embed("text")}`)],
    ["through two locals and a template", inLoop(`const a = x.a; const b = \`\${a}!\`; ${embed("b")}`)],
    ["a destructured local", inLoop(`const { text } = x; ${embed("text")}`)],
    ["a counter written in the loop", inLoop(`i++; ${embed("xs[i]")}`, "let i = 0;")],
    ["a list changed in the loop", inLoop(`list.push(x); ${embed("list")}`, "const list: any[] = [];")],
    [
      "a field changed in the loop",
      `class A { all: any[] = []; async go() { for (const x of xs) { this.all.push(x);\n ${embed("this.all")} // <-\n } } }`,
    ],
    ["one key of the arguments", inLoop(`await client.embeddings.create({ model: x.model, input: query });`)],
    ["chance", inLoop(embed("String(Math.random())"))],
    ["the time", inLoop(embed("`now: ${Date.now()}`"))],
    ["a new date", inLoop(embed("new Date().toISOString()"))],
    ["an unknown function", inLoop(embed("next()"), "declare function next(): string;")],
    [
      "an awaited unknown function",
      inLoop(`const line = await rl.question("> "); ${embed("line")}`, "declare const rl: any;"),
    ],
    ["taken off a queue", inLoop(embed("queue.shift()"), "const queue: any[] = [];")],
    [
      "a buffer an unknown function fills",
      inLoop(
        `fill(buffer, x); await session.run({ a: new ort.Tensor("float32", buffer) });`,
        "const buffer = new Float32Array(4); declare function fill(a: any, b: any): void;",
      ),
    ],
    ["an object told to go on", inLoop(`await camera.next(); ${embed("camera.frame")}`, "declare const camera: any;")],
    [
      "the receiver",
      inLoop(`const own = new OpenAI({ apiKey: x.key }); await own.embeddings.create({ model: "m", input: query });`),
    ],
    [
      "a function of the file that reads what the loop writes",
      inLoop(`last = x; ${embed("prompt()")}`, "let last = ''; const prompt = () => `after ${last}`;"),
    ],
    [
      "a variable a function called in the loop writes",
      inLoop(`step(x); ${embed("state")}`, "let state = ''; function step(x: any) { state = x; }"),
    ],
    [
      "an inner loop's item, of the outer loop",
      `for (const list of xs) for (const x of list) {\n${embed("x")} // <-\n}`,
    ],
  ])("changes: %s", (_, code) => expect(varies(code)).toBe(true));

  it.each([
    ["a literal", inLoop(embed('"a question"'))],
    ["a constant", inLoop(embed("query"))],
    ["a constant, trimmed and lowered", inLoop(embed("query.trim().toLowerCase()"))],
    ["a local made of constants", inLoop(`const text = \`search_query: \${query}\`; ${embed("text")}`)],
    [
      "a parameter of the function around",
      `export async function rank(question: string, docs: any[]) { for (const d of docs) {\n${embed("question")} // <-\n} }`,
    ],
    ["an import", inLoop(embed("LABELS"), 'import { LABELS } from "./labels";')],
    ["a list filled before", inLoop(embed("labels"), "const labels: string[] = []; labels.push('a');")],
    ["the environment", inLoop(embed("process.env.QUESTION"))],
    ["a path put together", inLoop(load('path.join(process.cwd(), "m.onnx")'))],
    ["a file that is read", inLoop(load('await readFile("m.onnx")'))],
    ["settings", inLoop(embed('config.get("question")'))],
    ["a function of the file without inputs", inLoop(embed("prompt()"), "const prompt = () => `find ${query}`;")],
    [
      "a receiver filled once elsewhere",
      `let kept: any; async function init() { kept = await ort.InferenceSession.create("m.onnx"); }\nexport async function go() { for (const x of xs) {\nawait kept.run({ a: query }); // <-\n} }`,
    ],
    [
      "a tensor of constants",
      inLoop(`await session.run({ a: new ort.Tensor("float32", Float32Array.from([1, 2]), [2]) });`),
    ],
    ["results kept beside", inLoop(`const r = ${embed("query")} out.push(r);`, "const out: any[] = [];")],
  ])("stays: %s", (_, code) => expect(varies(code)).toBe(false));
});

describe("in a handler", () => {
  it.each([
    ["the request", inHandler(load("req.body.model"))],
    [
      "through locals",
      inHandler(`const { model } = req.body; const file = path.join("models", model); ${load("file")}`),
    ],
    ["what the body gives", inHandler(`const body = await req.json(); ${load("body.model")}`)],
    ["options", inHandler(load('"m.onnx", { intraOpNumThreads: req.body.threads }'))],
    [
      "a key of the user",
      inHandler(
        "const key = await keyOf(req.user); const own = new OpenAI({ apiKey: key });",
        "declare function keyOf(user: any): any;",
      ),
    ],
    [
      "who is signed in",
      inHandler(
        "const { key } = await currentUser(); const own = new OpenAI({ apiKey: key });",
        'import { currentUser } from "./auth";',
      ),
    ],
    ["a variable the handler writes", inHandler(`current = req.body.model; ${load("current")}`, "let current = '';")],
  ])("changes: %s", (_, code) => expect(varies(code)).toBe(true));

  it.each([
    ["a literal", inHandler(load('"m.onnx"'))],
    ["a module constant", inHandler(load("FILE"), 'const FILE = "m.onnx";')],
    ["environment and default", inHandler(load('process.env.MODEL ?? "m.onnx"'))],
    ["a path from this module", inHandler(load("new URL('./m.onnx', import.meta.url).pathname"))],
    [
      "options in a local",
      inHandler(`const options = { executionProviders: ["cpu"] } as const; ${load('"m.onnx", options')}`),
    ],
    ["a key of the environment", inHandler("const own = new OpenAI({ apiKey: process.env.KEY });")],
    [
      "the number of processors",
      inHandler(load('"m.onnx", { intraOpNumThreads: os.cpus().length }'), 'import os from "node:os";'),
    ],
  ])("stays: %s", (_, code) => expect(varies(code)).toBe(false));
});
