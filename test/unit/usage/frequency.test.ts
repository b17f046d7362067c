/** How often a line runs: the levels, the chains that lead there and how they read. */
import { describe, expect, it } from "vitest";
import { frequency, join, level, markedEvent } from "./source.ts";

const ort = `import * as ort from "onnxruntime-node";\n`;
const express = `${ort}import express from "express";\nconst app = express();\n`;
const load = `ort.InferenceSession.create("m.onnx")`;

describe("handlers", () => {
  it.each([
    [
      "express",
      `import express from "express";\nconst app = express();\napp.post("/detect", async (req, res) => { await ${load}; });`,
      "on every POST /detect",
    ],
    [
      "express, path in a constant",
      `import express from "express";\nconst app = express(); const PATH = "/detect";\napp.post(PATH, async (req, res) => { await ${load}; });`,
      "on every POST /detect",
    ],
    [
      "express, several functions",
      `import express from "express";\nconst app = express();\napp.get("/a", check, async (req, res) => { await ${load}; });\nfunction check() {}`,
      "on every GET /a",
    ],
    [
      "express middleware",
      `import express from "express";\nconst app = express();\napp.use(async (req, res, next) => { await ${load}; });`,
      "on every request",
    ],
    [
      "express middleware on a path",
      `import express from "express";\nconst app = express();\napp.use("/v1", async (req, res, next) => { await ${load}; });`,
      "on every request to /v1",
    ],
    [
      "named function",
      `import express from "express";\nconst app = express();\napp.post("/detect", detect);\nasync function detect() { await ${load}; }`,
      "on every POST /detect",
    ],
    [
      "function in a constant",
      `import express from "express";\nconst app = express();\nconst detect = async () => { await ${load}; };\napp.post("/detect", detect);`,
      "on every POST /detect",
    ],
    [
      "wrapped function",
      `import express from "express";\nimport { asyncHandler } from "./lib";\nconst app = express();\napp.post("/detect", asyncHandler(async (req, res) => { await ${load}; }));`,
      "on every POST /detect",
    ],
    [
      "method of an object",
      `import express from "express";\nconst app = express();\nconst routes = { async detect() { await ${load}; } };\napp.post("/detect", routes.detect);`,
      "on every POST /detect",
    ],
    [
      "bound method",
      `import express from "express";\nconst app = express();\nclass Api { constructor() { app.post("/detect", this.detect.bind(this)); } async detect() { await ${load}; } }`,
      "on every POST /detect",
    ],
    [
      "fastify",
      `import Fastify from "fastify";\nconst app = Fastify();\napp.post("/detect", { schema: {} }, async () => { await ${load}; });`,
      "on every POST /detect",
    ],
    [
      "fastify route",
      `import Fastify from "fastify";\nconst app = Fastify();\napp.route({ method: "POST", url: "/detect", handler: async () => { await ${load}; } });`,
      "on every request",
    ],
    [
      "hono chain",
      `import { Hono } from "hono";\nexport const app = new Hono().get("/", (c) => c.text("")).post("/detect", async (c) => { await ${load}; return c.text(""); });`,
      "on every POST /detect",
    ],
    [
      "koa",
      `import Koa from "koa";\nconst app = new Koa();\napp.use(async (ctx) => { await ${load}; });`,
      "on every request",
    ],
    [
      "tRPC",
      `import { initTRPC } from "@trpc/server";\nconst t = initTRPC.create();\nexport const api = t.router({ detect: t.procedure.input(null as any).mutation(async () => { await ${load}; }) });`,
      "on every request",
    ],
    [
      "http",
      `import http from "node:http";\nhttp.createServer(async (req, res) => { await ${load}; });`,
      "on every request",
    ],
    [
      "NestJS",
      `import { Controller, Post } from "@nestjs/common";\n@Controller("vision") export class A { @Post("detect") async detect() { await ${load}; } }`,
      "on every POST /vision/detect",
    ],
    [
      "queue",
      `import { Worker } from "bullmq";\nnew Worker("jobs", async (job) => { await ${load}; });`,
      "on every message",
    ],
    [
      "kafka",
      `import { Kafka } from "kafkajs";\nconst c = new Kafka({} as any).consumer({ groupId: "g" });\nawait c.run({ eachMessage: async () => { await ${load}; } });`,
      "on every message",
    ],
    [
      "lambda",
      `import type { Handler } from "aws-lambda";\nexport const handler: Handler = async () => { await ${load}; };`,
      "on every call of handler",
    ],
    ["web worker", `self.onmessage = async () => { await ${load}; };`, "on every message"],
    [
      "animation frame",
      `function draw() { ${load}; requestAnimationFrame(draw); }\nrequestAnimationFrame(draw);`,
      "on every frame",
    ],
    ["component", `export function Search() { const s = ${load}; return <p />; }`, "on every render of Search"],
    ["timer", `setInterval(async () => { await ${load}; }, 1000);`, "on every tick"],
    [
      "cloudflare",
      `import { WorkerEntrypoint } from "cloudflare:workers";\nexport default class extends WorkerEntrypoint { async fetch() { await ${load}; } }`,
      "on every request",
    ],
  ])("%s", (_, code, phrase) => {
    const found = frequency(ort + code);
    expect([found.level, found.phrase]).toEqual(["per request", phrase]);
    expect(found.reasons.length).toBeGreaterThan(0);
  });

  it.each([
    ["src/app/api/chat/route.ts", `export async function POST() { await ${load}; }`, "on every POST /api/chat"],
    [
      "app/(shop)/api/items/[id]/route.ts",
      `export const GET = async () => { await ${load}; };`,
      "on every GET /api/items/[id]",
    ],
    [
      "app/api/chat/route.ts",
      `import { withAuth } from "./lib";\nexport const POST = withAuth(async () => { await ${load}; });`,
      "on every POST /api/chat",
    ],
    [
      "pages/api/chat.ts",
      `export default async function handler() { await ${load}; }`,
      "on every request to /api/chat",
    ],
    [
      "pages/api/chat/index.ts",
      `async function chat() { await ${load}; }\nexport default chat;`,
      "on every request to /api/chat",
    ],
  ])("Next.js %s", (fileName, code, phrase) => {
    const found = frequency(ort + code, { fileName });
    expect([found.level, found.phrase]).toEqual(["per request", phrase]);
  });

  it.each([
    [
      "a method of the same name of something else",
      `const api = make(); declare function make(): any;\napi.post("/detect", async () => { await ${load}; });`,
    ],
    ["an export of the same name in another file", `export async function POST() { await ${load}; }`],
  ])("not %s", (_, code) =>
    expect(frequency(ort + code, { fileName: "src/lib/http.ts" }).level).not.toBe("per request"),
  );
});

describe("loops", () => {
  it.each([
    ["for of", `for (const x of xs) { await ${load}; }`],
    ["for", `for (let i = 0; i < n; i++) { await ${load}; }`],
    ["while", `while (true) { await ${load}; }`],
    ["do", `do { await ${load}; } while (more());`],
    ["map", `await Promise.all(xs.map(async (x) => { await ${load}; }));`],
    ["forEach", `xs.forEach(async (x) => { await ${load}; });`],
    ["named callback", `async function one(x: any) { await ${load}; }\nawait Promise.all(xs.map(one));`],
    ["function called in the loop", `async function one(x: any) { await ${load}; }\nfor (const x of xs) await one(x);`],
    [
      "two functions away",
      `async function inner() { await ${load}; }\nasync function outer() { await inner(); }\nfor (const x of xs) await outer();`,
    ],
    ["at once", `for (const x of xs) (async () => { await ${load}; })();`],
  ])("%s", (_, code) => {
    const found = frequency(`${ort}declare const xs: any[], n: number; declare function more(): boolean;\n${code}`);
    expect([found.level, found.phrase]).toEqual(["per iteration", "in every iteration"]);
    expect(found.loop).not.toBeNull();
  });

  it.each([
    ["the head of a loop", `for (const x of await make(${load})) {}`],
    ["a loop of one round", `for (const x of [1]) { await ${load}; }`],
    ["after a loop", `for (const x of [1, 2, 3]) {}\nawait ${load};`],
    [
      "a method of that name of a library object",
      `import * as tf from "@tensorflow/tfjs";\ntf.data.array([1]).map(() => ${load});`,
    ],
  ])("not %s", (_, code) => expect(level(`${ort}declare function make(x: any): any;\n${code}`)).toBe("once"));

  it("a loop in a handler says both", () => {
    const found = frequency(
      `${express}app.post("/all", async (req: any) => { for (const x of req.body) { await ${load}; } });`,
    );
    expect(found).toMatchObject({ level: "per iteration", per: "request", phrase: "in every iteration" });
    expect(found.handler).not.toBeNull();
    expect(found.reasons.map(({ text }) => text)).toEqual(["called per request: POST /all", "repeats in this loop"]);
  });

  it("many at once through a library's map", () => {
    const found = frequency(
      `${ort}import pMap from "p-map";\nexport const all = (xs: any[]) => pMap(xs, async (x) => { await ${load}; });`,
    );
    expect(found).toMatchObject({ level: "per iteration", phrase: "in every iteration" });
  });
});

describe("functions", () => {
  it.each([
    ["exported and called by nobody", `export async function ask() { await ${load}; }`, "per call"],
    ["neither exported nor called", `async function ask() { await ${load}; }`, "per call"],
    ["main called at module level", `async function main() { await ${load}; }\nmain();`, "once"],
    [
      "main called with then and catch",
      `async function main() { await ${load}; }\nmain().then(() => {}).catch(console.error);`,
      "once",
    ],
    ["called at once", `(async () => { await ${load}; })();`, "once"],
    ["a then of a module-level promise", `fetch("/x").then(() => ${load});`, "once"],
    ["new Promise", `const p = new Promise((done) => { done(${load}); });`, "once"],
    [
      "three away",
      `async function a() { await ${load}; }\nasync function b() { await a(); }\nconst c = async () => { await b(); };\nawait c();`,
      "once",
    ],
    [
      "a function that calls itself",
      `async function again(n: number) { await ${load}; if (n) await again(n - 1); }\nawait again(3);`,
      "once",
    ],
    [
      "two that call each other",
      `async function a() { await b(); }\nasync function b() { await ${load}; await a(); }\nawait a();`,
      "once",
    ],
  ])("%s", (_, code, expected) => expect(level(ort + code)).toBe(expected));

  it("the most frequent caller counts", () => {
    const code = `${express}async function get() { return ${load}; }\nawait get();\napp.get("/", async () => { await get(); });`;
    expect(frequency(code)).toMatchObject({ level: "per request", phrase: "on every GET /" });
  });

  it("names the function of an unknown caller", () => {
    expect(frequency(`${ort}export async function ask() { await ${load}; }`).phrase).toBe("on every call of ask");
  });

  it("the chain reads from the handler inward", () => {
    const code = `${express}async function loadModel() { return ${load}; }\nconst model = async () => loadModel();\napp.post("/embed", async () => { await model(); });`;
    const found = frequency(code);
    expect(found.reasons.map(({ text }) => text)).toEqual([
      "called per request: POST /embed",
      "calls model here",
      "calls loadModel here",
    ]);
    expect(found.reasons.map(({ span }) => code.slice(span.start, span.end))).toEqual([
      "app.post",
      "model",
      "loadModel",
    ]);
  });

  it("a limiter in a handler does not hide the handler", () => {
    expect(
      level(
        `${express}import pLimit from "p-limit";\nconst limit = pLimit(2);\napp.get("/", async () => { await limit(async () => { await ${load}; }); });`,
      ),
    ).toBe("per request");
  });
});

describe("loopsAround", () => {
  const loops = (code: string) => {
    const usage = join(ort + code);
    return usage.loopsAround(markedEvent(usage, ort + code).call).map(({ form }) => form);
  };
  it("goes outward to the function", () => {
    expect(loops(`for (const a of [1, 2]) { while (true) { await ${load}; } }`)).toEqual(["while", "for-of"]);
    expect(loops(`for (const a of [1, 2]) { const f = async () => { while (true) { await ${load}; } }; }`)).toEqual([
      "while",
    ]);
  });
  it("goes through callbacks of array methods and functions called at once", () => {
    expect(loops(`for (const a of [1, 2]) { [3, 4].map(async () => { await ${load}; }); }`)).toEqual([
      "callback",
      "for-of",
    ]);
    expect(loops(`for (const a of [1, 2]) (async () => { await ${load}; })();`)).toEqual(["for-of"]);
    expect(
      loops(
        `import pLimit from "p-limit"; const limit = pLimit(2);\n[3, 4].map((x) => limit(async () => { await ${load}; }));`,
      ),
    ).toEqual(["callback"]);
  });
});
