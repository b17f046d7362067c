/** The quick look at a text. */
import { describe, expect, it } from "vitest";
import { modelRoles } from "../../../server/src/knowledge/framework.ts";
import { createKnowledge } from "../../../server/src/knowledge/match.ts";
import { expandPath } from "../../../server/src/knowledge/paths.ts";

const knowledge = createKnowledge();

describe("names", () => {
  it.each([
    `import * as ort from "onnxruntime-node";`,
    `const ort = require('onnxruntime-web/webgpu');`,
    "const { pipeline } = await import(`@huggingface/transformers`);",
    `import { pipeline } from "https://cdn.jsdelivr.net/npm/@huggingface/transformers@4";`,
    `import OpenAI from "npm:openai@4";`,
    `import { embed } from "ai";`,
    `import { OllamaEmbeddings } from "@langchain/community/embeddings/ollama";`,
    `import OpenAI from "https://esm.sh/openai";`,
  ])("%s", (text) => expect(knowledge.namesKnown(text)).toBe(true));

  it.each([
    `import express from "express";`,
    "// we could use openai here",
    `const key = "openai-key";`,
    `import x from "./openai.js";`,
    `throw new Error("openai failed");`,
    "",
  ])("not %s", (text) => expect(knowledge.namesKnown(text)).toBe(false));

  it("answers the same every time it is asked", () => {
    const text = `import "openai"; import "openai";`;
    expect([1, 2, 3].map(() => knowledge.namesKnown(text))).toEqual([true, true, true]);
  });
});

describe("trigger words", () => {
  it.each([
    [`import { Tensor } from "onnxruntime-node"; new Tensor("float32", []);`, true],
    [`import { env } from "onnxruntime-node"; env.logLevelText = "error";`, false],
    [`import { embed } from "ai"; await embed({});`, true],
    [`import type { UIMessage } from "ai"; export type X = UIMessage;`, false],
    [`import { Pool } from "pg"; await new Pool().query("SELECT 1");`, false],
    [`import { Pool } from "pg"; await new Pool().query("SELECT id FROM t ORDER BY v <=> $1");`, true],
    [`import { listen } from "express"; listen.create();`, false],
  ])("%s", (text, expected) => expect(knowledge.triggers(text)).toBe(expected));

  // A text is made for every path of every row that can cost something; each must pass both stages.
  it("lose no path of any row", () => {
    const lost: string[] = [];
    for (const framework of knowledge.frameworks) {
      for (const row of framework.rows.filter(({ role }) => modelRoles.has(role))) {
        for (const path of expandPath(row.at, framework.types ?? {})) {
          const module = framework.package;
          const line = module.startsWith("pypi:")
            ? `import ${module.slice("pypi:".length)} as x\n`
            : `import x from "${module}"; `;
          const text = `${line}x.${path.replaceAll("*", "Some").replaceAll("#", "")}(); ${framework.mentions?.[0]?.replaceAll("*", "") ?? ""}`;
          if (!knowledge.namesKnown(text) || !knowledge.triggers(text)) lost.push(`${module}: ${path}`);
        }
      }
    }
    expect(lost).toEqual([]);
  });
});
