/** The loop independence guard, letter by letter (a to g, and what belongs to them), and loops it must let pass. */
import { describe, expect, it } from "vitest";
import { dependence, type JoinOptions, join, markedEvent } from "./source.ts";

const imports = `import OpenAI from "openai";\nimport { generateText, embed } from "ai";\nimport * as ort from "onnxruntime-node";\nimport { pipeline } from "@huggingface/transformers";\nconst client = new OpenAI();\nconst session = await ort.InferenceSession.create("m.onnx");\nconst run = await pipeline("feature-extraction", "m");\nconst say = await pipeline("text-generation", "m");\ndeclare const xs: any[], texts: string[], query: string, model: any, n: number;\ndeclare function more(): any;\n`;
const embedOne = (text: string) => `await client.embeddings.create({ model: "m", input: ${text} }) // <-\n`;
const of = (code: string, options?: JoinOptions) => dependence(imports + code, options);

describe("independent", () => {
  it.each([
    [
      "results collected",
      `const out: any[] = [];\nfor (const x of xs) {\n const r = ${embedOne("x.text")}; out.push(r.data[0].embedding); }`,
    ],
    ["results put back", `for (const x of xs) {\n const r = ${embedOne("x.text")}; x.vector = r.data[0].embedding; }`],
    ["results put into a map", `const out = new Map();\nfor (const x of xs) out.set(x.id, ${embedOne("x.text")});`],
    [
      "results by index",
      `const out: any[] = [];\nfor (let i = 0; i < xs.length; i++) {\n out[i] = ${embedOne("xs[i].text")}; }`,
    ],
    [
      "results summed",
      `let sum = 0;\nfor (const x of xs) {\n const r = ${embedOne("x.text")}; sum += r.usage.total_tokens; }`,
    ],
    ["a counter beside", `let done = 0;\nfor (const x of xs) {\n ${embedOne("x.text")}; done++; console.log(done); }`],
    [
      "an error thrown",
      `for (const x of xs) {\n const r = ${embedOne("x.text")}; if (!r.data) throw new Error("no data"); }`,
    ],
    ["items left out by their own", `for (const x of xs) { if (!x.text) continue;\n ${embedOne("x.text")}; }`],
    [
      "errors of one item caught",
      `for (const x of xs) { try {\n ${embedOne("x.text")}; } catch (error) { console.error(error); } }`,
    ],
    ["map with all", `await Promise.all(xs.map(async (x) => ${embedOne("x.text")}));`],
    [
      "map with a body",
      `await Promise.all(xs.map(async (x) => {\n const r = ${embedOne("x.text")}; return r.data[0]; }));`,
    ],
    ["four rounds", `for (const x of [1, 2, 3, 4]) {\n ${embedOne("String(x)")}; }`],
    [
      "a list filled before the loop",
      `const list: any[] = [];\nlist.push(...texts);\nfor (const x of list) {\n ${embedOne("x")}; }`,
    ],
    ["text cut to length", `for (const x of texts) {\n ${embedOne("x.slice(0, 8000)")}; }`],
  ])("%s", (_, code) => expect(of(code)).toBeNull());
});

describe("a: uses an earlier result", () => {
  it.each([
    [
      "history",
      `const history: any[] = [];\nfor (const x of xs) { history.push({ role: "user", content: x });\n const { text } = await generateText({ model, messages: history }); // <-\n history.push({ role: "assistant", content: text }); }`,
    ],
    [
      "the last answer",
      `let state = query;\nfor (let i = 0; i < n; i++) {\n const out = await say(state); // <-\n state = out[0].generated_text; }`,
    ],
    ["assigned at once", `let state: any = query;\nwhile (more()) {\n state = await say(state); // <-\n }`],
    [
      "through a local of the round",
      `let previous = "";\nfor (const x of texts) { const prompt = previous + x;\n const { text } = await generateText({ model, prompt }); // <-\n previous = text; }`,
    ],
    [
      "through a function",
      `let memory = "";\nfunction keep(text: string) { memory += text; }\nfor (const x of texts) {\n const { text } = await generateText({ model, prompt: memory + x }); // <-\n keep(text); }`,
    ],
    [
      "kept in an object",
      `const memory = new Map();\nfor (const x of texts) {\n const { text } = await generateText({ model, prompt: memory.get("last") }); // <-\n memory.set("last", text); }`,
    ],
    [
      "a method that keeps",
      `const memory = more();\nfor (const x of texts) {\n const { text } = await generateText({ model, messages: memory.messages }); // <-\n memory.remember(text); }`,
    ],
    [
      "autoregressive decoding",
      `let ids = [1];\nfor (let i = 0; i < n; i++) {\n const { logits } = await session.run({ ids: new ort.Tensor("int64", ids) }); // <-\n ids = [...ids, pick(logits)]; }\ndeclare function pick(x: any): number;`,
    ],
    [
      "the accumulator of reduce",
      `await texts.reduce(async (before: any, x) => { const so = await before;\n const { text } = await generateText({ model, prompt: so + x }); // <-\n return text; }, Promise.resolve(""));`,
    ],
    [
      "a field",
      `class Chat { history: any[] = []; async go() { for (const x of xs) {\n const { text } = await generateText({ model, messages: this.history }); // <-\n this.history.push(text); } } }`,
    ],
  ])("%s", (_, code) => expect(of(code)).toBe("uses an earlier result"));
});

describe("b: ends on the result", () => {
  it.each([
    ["break", `for (const x of texts) {\n const r = ${embedOne("x")}; if (r.data.length) break; }`],
    [
      "return",
      `export async function f() { for (const x of texts) {\n const r = ${embedOne("x")}; if (r.data.length) return r; } }`,
    ],
    ["returned at once", `export async function f() { for (const x of texts) if (x)\n return ${embedOne("x")}; }`],
    ["the loop's condition", `let r: any = { done: false };\nwhile (!r.done) {\n r = ${embedOne("texts[0]")}; }`],
    ["do while", `let r: any;\ndo {\n r = ${embedOne("texts[0]")}; } while (!r.done);`],
    [
      "through a name",
      `for (const x of texts) {\n const r = ${embedOne("x")}; const good = score(r) > 0.5; if (good) break; }\ndeclare function score(x: any): number;`,
    ],
    ["find", `const hit = await texts.find(async (x) => {\n const r = ${embedOne("x")}; return r.data.length > 0; });`],
  ])("%s", (_, code) => expect(of(code)).toBe("ends on the result"));
});

describe("c: few rounds", () => {
  it.each([
    ["a literal bound", `for (let i = 0; i < 3; i++) {\n ${embedOne("texts[i]")}; }`],
    ["a literal list", `for (const x of ["a", "b"]) {\n ${embedOne("x")}; }`],
  ])("%s", (_, code) => expect(of(code)).toBe("few rounds"));
});

describe("d: limited or delayed on purpose", () => {
  it.each([
    [
      "a sleep of the file",
      `const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));\nfor (const x of texts) {\n ${embedOne("x")}; await sleep(100); }`,
    ],
    [
      "a sleep from elsewhere",
      `import { sleep } from "./time";\nfor (const x of texts) {\n ${embedOne("x")}; await sleep(100); }`,
    ],
    [
      "timers/promises",
      `import { setTimeout as wait } from "node:timers/promises";\nfor (const x of texts) {\n ${embedOne("x")}; await wait(100); }`,
    ],
    [
      "a promise of setTimeout",
      `for (const x of texts) {\n ${embedOne("x")}; await new Promise((done) => setTimeout(done, 100)); }`,
    ],
    [
      "p-limit",
      `import pLimit from "p-limit";\nconst limit = pLimit(4);\nawait Promise.all(texts.map((x) => limit(async () => ${embedOne("x")})));`,
    ],
    [
      "p-queue",
      `import PQueue from "p-queue";\nconst queue = new PQueue({ concurrency: 2 });\nfor (const x of texts) queue.add(async () => ${embedOne("x")});`,
    ],
    [
      "bottleneck",
      `import Bottleneck from "bottleneck";\nconst limiter = new Bottleneck({ minTime: 100 });\nfor (const x of texts) {\n await limiter.schedule(async () => ${embedOne("x")}); }`,
    ],
    [
      "a semaphore by name",
      `import { semaphore } from "./lib";\nfor (const x of texts) { await semaphore.acquire();\n ${embedOne("x")}; semaphore.release(); }`,
    ],
    [
      "a rate limiter by name",
      `import { rateLimiter } from "./lib";\nfor (const x of texts) { await rateLimiter.wait();\n ${embedOne("x")}; }`,
    ],
  ])("%s", (_, code) => expect(of(code)).toBe("limited or delayed on purpose"));
});

describe("e: works in chunks", () => {
  it.each([
    [
      "a stepped counter",
      `for (let i = 0; i < texts.length; i += 32) { const part = texts.slice(i, i + 32);\n ${embedOne("part")}; }`,
    ],
    [
      "a while with a window",
      `let at = 0;\nwhile (at < texts.length) { const part = texts.slice(at, at + 32);\n ${embedOne("part")}; at += 32; }`,
    ],
    ["taken off a list", `while (texts.length > 0) { const part = texts.splice(0, 32);\n ${embedOne("part")}; }`],
    [
      "lodash chunk",
      `import { chunk } from "lodash";\nfor (const part of chunk(texts, 32)) {\n ${embedOne("part")}; }`,
    ],
    [
      "a function of the file",
      `function inBatches(list: any[], size: number): any[] { return []; }\nfor (const part of inBatches(texts, 32)) {\n ${embedOne("part")}; }`,
    ],
    [
      "a list of batches",
      `import { chunkArray } from "./lib";\nconst batches = chunkArray(texts, 32);\nfor (const part of batches) {\n ${embedOne("part")}; }`,
    ],
    [
      "an item called batch",
      `import { groups } from "./lib";\nfor (const batch of groups) {\n ${embedOne("batch")}; }`,
    ],
  ])("%s", (_, code) => expect(of(code)).toBe("works in chunks"));

  it.each([
    ["chunks of text", `import { chunks } from "./lib";\nfor (const chunk of chunks) {\n ${embedOne("chunk.text")}; }`],
    [
      "a text splitter",
      `import { splitText } from "./lib";\nfor (const piece of splitText(texts[0])) {\n ${embedOne("piece")}; }`,
    ],
  ])("not %s", (_, code) => expect(of(code)).toBeNull());
});

describe("f: reads a stream", () => {
  it("for await", () => expect(of(`for await (const x of more()) {\n ${embedOne("x")}; }`)).toBe("reads a stream"));
});

describe("g: test or benchmark", () => {
  const loop = `for (const x of texts) {\n ${embedOne("x")}; }`;
  it.each([
    "src/a.test.ts",
    "src/a.spec.tsx",
    "src/__tests__/a.ts",
    "tests/a.ts",
    "src/a.bench.ts",
    "benchmarks/a.ts",
    "bench/a.ts",
    "src/model_test.ts",
    "src/test_utils.ts",
  ])("%s", (fileName) => expect(of(loop, { fileName })).toBe("test or benchmark"));
  it.each(["src/attest.ts", "examples/a.ts", "demo/a.ts", "src/testimonials.ts"])("not %s", (fileName) =>
    expect(of(loop, { fileName })).toBeNull(),
  );
  it("files the settings name", () => {
    expect(of(loop, { fileName: "checks/a.ts", tests: ["checks/**"] })).toBe("test or benchmark");
    expect(of(loop, { fileName: "src/a.test.ts", tests: ["checks/**"] })).toBeNull();
  });
  it.each([
    [
      "a clock around the call",
      `for (let i = 0; i < n; i++) { const start = performance.now();\n await run(texts[i]); // <-\n times.push(performance.now() - start); }\ndeclare const times: number[];`,
    ],
    ["warm-up", `for (let i = 0; i < 10; i++) {\n await run("warm up"); // <-\n }`],
  ])("%s", (_, code) => expect(of(code)).toBe("test or benchmark"));
});

describe("retries", () => {
  it.each([
    [
      "returned inside a try",
      `export async function f() { for (let i = 0; i < n; i++) { try {\n return ${embedOne("query")}; } catch (error) { if (i === n - 1) throw error; } } }`,
    ],
    [
      "break after success",
      `let r: any;\nfor (let i = 0; i < n; i++) { try {\n r = ${embedOne("query")}; break; } catch {} }`,
    ],
    [
      "one service after the other",
      `export async function f(services: any[]) { for (const s of services) { try {\n const r = ${embedOne("query")}; return r; } catch {} } }`,
    ],
    [
      "by the counter's name",
      `for (let attempt = 0; attempt < n; attempt++) {\n const r = ${embedOne("query")}; console.log(r); }`,
    ],
  ])("%s", (_, code) => expect(of(code)).toBe("retries"));
});

describe("sampling on purpose", () => {
  it.each([
    [
      "the same prompt again",
      `const out: any[] = [];\nfor (let i = 0; i < n; i++) {\n const { text } = await generateText({ model, prompt: query, temperature: 0.9 }); // <-\n out.push(text); }`,
    ],
    [
      "all at once",
      `await Promise.all(Array.from({ length: 5 }, () =>\n generateText({ model, prompt: query }) // <-\n));`,
    ],
  ])("%s", (_, code) => expect(of(code)).toBe("sampling on purpose"));

  it("not for embeddings, which are the same each time", () => {
    expect(
      of(
        `const out: any[] = [];\nfor (const x of xs) {\n const q = await embed({ model, value: query }); // <-\n out.push(q); }`,
      ),
    ).toBeNull();
  });
});

describe("nested loops", () => {
  it("each loop is asked about by itself", () => {
    const code = `${imports}for (const x of xs) { for (let i = 0; i < 2; i++) {\n ${embedOne("x[i]")}; } }`;
    const usage = join(code);
    const { call } = markedEvent(usage, code);
    expect(usage.loopsAround(call).map((loop) => usage.dependence(call, loop))).toEqual(["few rounds", null]);
  });
});
