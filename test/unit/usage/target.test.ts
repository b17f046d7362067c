/** Where code runs, and whether work leaves its thread. */
import { describe, expect, it } from "vitest";
import { join } from "./source.ts";

const ort = `import * as ort from "onnxruntime-web";\n`;

describe("target", () => {
  it.each([
    ["a server framework", `import express from "express";`, "server"],
    ["types of a server framework", `import type { Request } from "express";`, "server"],
    ["a queue's consumer", `import { Worker } from "bullmq";`, "server"],
    [
      "a page's tests in a server",
      `import express from "express";\nexport const f = (page: any) => page.evaluate(() => document.title);`,
      "server",
    ],
    [
      "types of a function service",
      `import type { Handler } from "aws-lambda";\nexport const handler: Handler = async () => {};`,
      "serverless",
    ],
    ["the document", `document.title = "x";`, "browser"],
    ["markup", `export const A = () => <p />;`, "browser"],
    [
      "markup with links of a framework",
      `import Link from "next/link";\nexport const A = () => <Link href="/" />;`,
      "browser",
    ],
    ["messages to self", `self.onmessage = () => {};`, "worker"],
    ["a thread", `import { parentPort } from "node:worker_threads";\nparentPort?.on("message", () => {});`, "worker"],
    ["Node's modules", `import { readFileSync } from "node:fs";\nreadFileSync("a");`, "batch"],
    ["Node's globals", `console.log(process.argv);`, "batch"],
    ["nothing telling", `export const a = 1;`, "unknown"],
  ])("%s", (_, code, expected) => expect(join(ort + code, { fileName: "src/a.tsx" }).target).toBe(expected));

  it.each([
    ["app/api/chat/route.ts", `export async function POST() {}`, "server"],
    ["app/api/chat/route.ts", `export const runtime = "edge";\nexport async function POST() {}`, "edge"],
    ["pages/api/chat.ts", `export default function handler() {}`, "server"],
    ["src/embed.worker.ts", `export const a = 1;`, "worker"],
    ["src/a.test.ts", `document.title = "x";`, "test"],
  ])("%s", (fileName, code, expected) => expect(join(code, { fileName }).target).toBe(expected));

  it("is what the settings say", () =>
    expect(join(`document.title = "x";`, { target: "server" }).target).toBe("server"));
});

describe("offThread", () => {
  it.each([
    [`import Piscina from "piscina";\nexport const pool = new Piscina({ filename: "./w.js" });`, true],
    [`import { Worker } from "node:worker_threads";\nnew Worker("./w.js");`, true],
    [`const w = new Worker(new URL("./w.js", import.meta.url));`, true],
    [`self.onmessage = () => {};`, true],
    [`import express from "express";\nexpress();`, false],
    [`import type { Worker } from "node:worker_threads";`, false],
  ])("%s", (code, expected) => expect(join(code, { fileName: "src/a.ts" }).offThread).toBe(expected));
});
