/** Every memo barrier of usage/barriers.ts, each with code it must hold for and a near miss it must not. */
import { describe, expect, it } from "vitest";
import { level } from "./source.ts";

const ort = `import * as ort from "onnxruntime-node";\n`;
const express = `${ort}import express from "express";\nconst app = express();\n`;
const react = `import { pipeline } from "@huggingface/transformers";\nimport { cache, lazy, useEffect, useMemo, useRef, useState } from "react";\n`;
const load = `ort.InferenceSession.create("m.onnx")`;
const pipe = `pipeline("feature-extraction", "m")`;

describe("module scope", () => {
  it("runs once", () => expect(level(`${ort}const s = await ${load};`)).toBe("once"));
  it("runs once in a block, in a try and in a condition", () => {
    expect(level(`${ort}try { if (process.env.A) { var s = await ${load}; } } catch {}`)).toBe("once");
  });
  it("a class's static field and static block run once", () => {
    expect(level(`${ort}export class A { static s = ${load}; }`)).toBe("once");
    expect(level(`${ort}export class A { static s: any; static { A.s = ${load}; } }`)).toBe("once");
  });
});

describe("guards", () => {
  it.each([
    ["if empty", `let s: any;\napp.get("/", async () => { if (!s) s = await ${load}; });`],
    ["if undefined", `let s: any;\napp.get("/", async () => { if (s === undefined) { s = await ${load}; } });`],
    ["??=", `let s: any;\napp.get("/", async () => { s ??= await ${load}; });`],
    ["||=", `let s: any;\napp.get("/", async () => { s ||= ${load}; });`],
    ["s = s ?? load()", `let s: any;\napp.get("/", async () => { s = s ?? (await ${load}); });`],
    ["return early", `let s: any;\napp.get("/", async () => { if (s) return s; s = await ${load}; });`],
    [
      "keyed map",
      `const kept = new Map();\napp.get("/:m", async (req: any) => { const k = req.params.m; if (!kept.has(k)) kept.set(k, await ort.InferenceSession.create(k)); });`,
    ],
    [
      "keyed map, looked up first",
      `const kept = new Map();\napp.get("/:m", async (req: any) => { let s = kept.get(req.params.m); if (!s) { s = await ${load}; kept.set(req.params.m, s); } });`,
    ],
    [
      "keyed record",
      `const kept: any = {};\napp.get("/:m", async (req: any) => { if (!kept[req.params.m]) kept[req.params.m] = await ${load}; });`,
    ],
    ["keyed ??=", `const kept: any = {};\napp.get("/:m", async (req: any) => { kept[req.params.m] ??= ${load}; });`],
    [
      "in a function the handler calls",
      `let s: any;\nasync function get() { if (!s) s = await ${load}; return s; }\napp.get("/", async () => { await get(); });`,
    ],
    [
      "around a function that fills",
      `let ready = false; let s: any;\nasync function init() { s = await ${load}; ready = true; }\napp.get("/", async () => { if (!ready) await init(); });`,
    ],
    ["filled in a then", `let s: any;\napp.get("/", () => { if (!s) ${load}.then((m: any) => { s = m; }); });`],
    [
      "field of a class",
      `class Detector { private s: any; async get() { return (this.s ??= await ${load}); } }\nconst d = new Detector();\napp.get("/", async () => { await d.get(); });`,
    ],
    [
      "static field",
      `class Detector { static s: any; static async get() { if (!Detector.s) Detector.s = await ${load}; return Detector.s; } }\napp.get("/", async () => { await Detector.get(); });`,
    ],
    ["global ??=", `app.get("/", async () => { globalThis.__session ??= await ${load}; });`],
    [
      "global through a constant",
      `const g = globalThis as any;\napp.get("/", async () => { g.session ??= await ${load}; });`,
    ],
    ["global if", `app.get("/", async () => { if (!globalThis.session) globalThis.session = await ${load}; });`],
    [
      "closure of a factory called once",
      `function make() { let s: any; return async () => (s ??= await ${load}); }\nconst get = make();\napp.get("/", async () => { await get(); });`,
    ],
  ])("%s", (_, code) => expect(level(express + code)).toBe("once by guard"));

  it.each([
    ["of a local of the handler", `app.get("/", async () => { let s: any; if (!s) s = await ${load}; });`],
    ["of a parameter", `app.get("/", async (req: any) => { if (!req.session) req.session = await ${load}; });`],
    [
      "that nothing fills",
      `let quiet = false;\napp.get("/", async () => { if (!quiet) { const s = await ${load}; } });\nexport const hush = () => { quiet = true; };`,
    ],
    ["on what is full", `let s: any;\napp.get("/", async () => { if (s) s = await ${load}; });`],
    [
      "of a class built in the handler",
      `class Detector { private s: any; async get() { return (this.s ??= await ${load}); } }\napp.get("/", async () => { const d = new Detector(); await d.get(); });`,
    ],
  ])("not %s", (_, code) => expect(level(express + code)).toBe("per request"));

  it("inside a loop counts once for the function around it", () => {
    const code = (home: string) =>
      `export async function all(xs: any[]) { ${home} for (const x of xs) { s ??= await ${load}; } }`;
    expect(level(`${ort}let s: any; ${code("")}`)).toBe("once by guard");
    expect(level(ort + code("let s: any;"))).toBe("per call by guard");
    expect(
      level(`${ort}export async function all(xs: any[]) { for (const x of xs) { let s: any; s ??= await ${load}; } }`),
    ).toBe("per iteration");
  });
});

describe("memo", () => {
  it.each([
    [
      "lodash once",
      `import { once } from "lodash";\nconst get = once(() => ${load});\napp.get("/", async () => { await get(); });`,
    ],
    [
      "lodash default",
      `import _ from "lodash";\nconst get = _.memoize((k: string) => ${load});\napp.get("/", async () => { await get("a"); });`,
    ],
    [
      "p-memoize",
      `import pMemoize from "p-memoize";\nconst get = pMemoize(async () => ${load});\napp.get("/", async () => { await get(); });`,
    ],
    [
      "a named function",
      `import { once } from "lodash";\nconst load = async () => ${load};\nconst get = once(load);\napp.get("/", async () => { await get(); });`,
    ],
    [
      "by its name only",
      `import { memoizeAsync } from "./lib";\nconst get = memoizeAsync(async () => ${load});\napp.get("/", async () => { await get(); });`,
    ],
    [
      "look-up with a filler",
      `import { modelCache } from "./lib";\napp.get("/", async () => { await modelCache.getOrSet("m", () => ${load}); });`,
    ],
    [
      "lru-cache fetch",
      `import { LRUCache } from "lru-cache";\nconst kept = new LRUCache({ max: 3, fetchMethod: async (k: string) => ort.InferenceSession.create(k) });\napp.get("/", async () => { await kept.fetch("a"); });`,
    ],
  ])("%s", (_, code) => expect(level(express + code)).toBe("once by memo"));

  it.each([
    [
      "made anew in the handler",
      `import { once } from "lodash";\napp.get("/", async () => { const get = once(() => ${load}); await get(); });`,
    ],
    [
      "a wrapper that keeps nothing",
      `import { withSpan } from "./lib";\napp.get("/", async () => { await withSpan("load", () => ${load}); });`,
    ],
  ])("not %s", (_, code) => expect(level(express + code)).toBe("per request"));
});

describe("React", () => {
  const component = (body: string) => `${react}export function Search() { ${body}; return <p />; }`;
  it.each([
    ["useMemo", component(`const p = useMemo(() => ${pipe}, [])`), "once by memo"],
    ["useState with a function", component(`const [p] = useState(() => ${pipe})`), "once by memo"],
    ["useRef guard", component(`const p = useRef<any>(null); if (!p.current) p.current = ${pipe}`), "once by guard"],
    ["useEffect with an empty list", component(`useEffect(() => { ${pipe}; }, [])`), "once by start-up"],
    [
      "cache at module scope",
      `${react}export const model = cache(() => ${pipe});\nexport async function Page() { await model(); return <p />; }`,
      "once by memo",
    ],
  ])("%s", (_, code, expected) => expect(level(code)).toBe(expected));

  it.each([
    ["useState with a value", component(`const [p] = useState(${pipe})`)],
    ["useRef with a value", component(`const p = useRef(${pipe})`)],
    ["the body", component(`const p = ${pipe}`)],
    ["useEffect without a list", component(`useEffect(() => { ${pipe}; })`)],
    ["a function the body calls", component(`function get() { return ${pipe}; } const p = get()`)],
  ])("not %s", (_, code) => expect(level(code)).toBe("per request"));

  it.each([
    ["an event's function", component(`const go = async () => { const p = await ${pipe}; }; void go`)],
    [
      "a function handed to a hook",
      `import { useCallback } from "react";\n${component(`const go = useCallback(async () => { const p = await ${pipe}; }, [])`)}`,
    ],
  ])("says nothing of %s", (_, code) => expect(level(code)).toBe("per call"));
});

describe("constructors and start-up", () => {
  const detector = `class Detector { s: any; constructor() { this.s = ${load}; } }\n`;
  it("a class built at module level loads once", () => {
    expect(level(`${express}${detector}const d = new Detector();\napp.get("/", () => d.s);`)).toBe("once");
  });
  it("a class built in a handler loads per request", () => {
    expect(level(`${express}${detector}app.get("/", () => new Detector().s);`)).toBe("per request");
  });
  it("a field's initial value runs with the constructor", () => {
    const field = `class Detector { s = ${load}; }\n`;
    expect(level(`${express}${field}const d = new Detector();`)).toBe("once");
    expect(level(`${express}${field}app.get("/", () => new Detector().s);`)).toBe("per request");
    expect(level(`${ort}export ${field}`)).toBe("once by constructor");
  });
  it("a class nobody builds in the file is taken to be built once", () => {
    expect(level(`${ort}export ${detector}`)).toBe("once by constructor");
  });

  const nest = `${ort}import { Controller, Injectable, Post, Scope } from "@nestjs/common";\n`;
  it("NestJS builds default-scope providers once", () => {
    expect(level(`${nest}@Injectable() export class A { s: any; constructor() { this.s = ${load}; } }`)).toBe(
      "once by start-up",
    );
    expect(
      level(`${nest}@Injectable() export class A { s: any; async onModuleInit() { this.s = await ${load}; } }`),
    ).toBe("once by start-up");
    expect(
      level(
        `${nest}@Injectable() export class A { s: any; async onModuleInit() { await this.load(); } async load() { this.s = await ${load}; } }`,
      ),
    ).toBe("once by start-up");
    expect(level(`${nest}@Injectable() export class A { private readonly s = ${load}; }`)).toBe("once by start-up");
  });
  it("but request-scoped ones are not said to be built once by start-up", () => {
    expect(
      level(
        `${nest}@Injectable({ scope: Scope.REQUEST }) export class A { s: any; constructor() { this.s = ${load}; } }`,
      ),
    ).not.toContain("start-up");
  });
  it("and their handlers run per request", () => {
    expect(
      level(`${nest}@Controller("tag") export class A { @Post("one") async tag() { const s = await ${load}; } }`),
    ).toBe("per request");
  });
  it("start-up hooks run once", () => {
    expect(level(`${express}app.listen(3000, async () => { const s = await ${load}; });`)).toBe("once by start-up");
    expect(
      level(
        `${ort}import Fastify from "fastify";\nconst app = Fastify();\napp.addHook("onReady", async () => { await ${load}; });`,
      ),
    ).toBe("once by start-up");
    expect(
      level(`${ort}export async function register() { await ${load}; }`, { fileName: "src/instrumentation.ts" }),
    ).toBe("once by start-up");
  });
  it("hooks of every request do not", () => {
    expect(
      level(
        `${ort}import Fastify from "fastify";\nconst app = Fastify();\napp.addHook("onRequest", async () => { await ${load}; });`,
      ),
    ).toBe("per request");
  });
});
