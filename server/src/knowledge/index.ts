/** The register: one line per data file in npm/, sorted by path. Absent on purpose: checking them, which tests do. */
import type { Framework } from "./framework.ts";
import huggingfaceTransformers from "./npm/@huggingface/transformers.json" with { type: "json" };
import xenovaTransformers from "./npm/@xenova/transformers.json" with { type: "json" };
import ai from "./npm/ai.json" with { type: "json" };
import express from "./npm/express.json" with { type: "json" };
import onnxruntimeNode from "./npm/onnxruntime-node.json" with { type: "json" };
import openai from "./npm/openai.json" with { type: "json" };

/** The compiler reads any string into a JSON file's type; that each is a Framework is tested against the schema. */
export const frameworks = [
  huggingfaceTransformers,
  xenovaTransformers,
  ai,
  express,
  onnxruntimeNode,
  openai,
] as readonly unknown[] as readonly Framework[];
