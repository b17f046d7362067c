/** hoistPromise: before and after, where it goes. */
import { runCases, type Verb } from "./cases.ts";

const load: Verb = (say, find) => say.hoistPromise(find.call("ort.InferenceSession.create"));
const loadPipeline: Verb = (say, find) => say.hoistPromise(find.call("pipeline"));

runCases("hoistPromise", [
  {
    name: "moves a load out of a handler, above the handler's comment",
    verb: load,
    before: `import express from "express";
import * as ort from "onnxruntime-node";

const app = express();

/** Answers with the boxes. */
app.post("/detect", async (req, res) => {
  const session = await ort.InferenceSession.create("detector.onnx"); // once per request
  const out = await session.run({ images: req.body });
  res.json(out);
});
`,
    after: `import express from "express";
import * as ort from "onnxruntime-node";

const app = express();

const sessionPromise = ort.InferenceSession.create("detector.onnx");
sessionPromise.catch(() => {}); // a failed load is reported where it is awaited

/** Answers with the boxes. */
app.post("/detect", async (req, res) => {
  const session = await sessionPromise; // once per request
  const out = await session.run({ images: req.body });
  res.json(out);
});
`,
  },
  {
    name: "keeps the shape of a call over several lines, and goes below the constants it reads",
    verb: loadPipeline,
    before: `import { pipeline } from "@huggingface/transformers";
import { join } from "node:path";

const ROOT = join(__dirname, "models");
const OPTIONS = { dtype: "q8" } as const;
export async function classify(text: string) {
    const tagger = await pipeline(
        "text-classification",
        join(ROOT, "tagger"),
        { ...OPTIONS, device: "cpu" },
    );
    return tagger(text);
}
`,
    after: `import { pipeline } from "@huggingface/transformers";
import { join } from "node:path";

const ROOT = join(__dirname, "models");
const OPTIONS = { dtype: "q8" } as const;
const taggerPromise = pipeline(
    "text-classification",
    join(ROOT, "tagger"),
    { ...OPTIONS, device: "cpu" },
);
taggerPromise.catch(() => {}); // a failed load is reported where it is awaited
export async function classify(text: string) {
    const tagger = await taggerPromise;
    return tagger(text);
}
`,
  },
  {
    name: "follows CRLF, no semicolons, tabs and single quotes",
    verb: load,
    file: "case.js",
    before:
      "import * as ort from 'onnxruntime-node'\r\n\r\nexport const run = async (x) => {\r\n\tconst session = await ort.InferenceSession.create('m.onnx')\r\n\treturn session.run({ x })\r\n}\r\n",
    after:
      "import * as ort from 'onnxruntime-node'\r\n\r\nconst sessionPromise = ort.InferenceSession.create('m.onnx')\r\nsessionPromise.catch(() => {}) // a failed load is reported where it is awaited\r\n\r\nexport const run = async (x) => {\r\n\tconst session = await sessionPromise\r\n\treturn session.run({ x })\r\n}\r\n",
  },
  {
    name: "ends its line with a semicolon where the next one starts with a bracket",
    verb: load,
    file: "case.js",
    before: `import * as ort from "onnxruntime-node"

(async () => {
  const session = await ort.InferenceSession.create("m.onnx")
  console.log(session)
})()
`,
    after: `import * as ort from "onnxruntime-node"

const sessionPromise = ort.InferenceSession.create("m.onnx")
sessionPromise.catch(() => {}); // a failed load is reported where it is awaited

(async () => {
  const session = await sessionPromise
  console.log(session)
})()
`,
  },
  {
    name: "puts a blank line between the imports and itself",
    verb: load,
    before: `import * as ort from "onnxruntime-node";
export async function run(x: unknown) {
  const session = await ort.InferenceSession.create("m.onnx");
  return session.run({ x });
}
`,
    after: `import * as ort from "onnxruntime-node";

const sessionPromise = ort.InferenceSession.create("m.onnx");
sessionPromise.catch(() => {}); // a failed load is reported where it is awaited

export async function run(x: unknown) {
  const session = await sessionPromise;
  return session.run({ x });
}
`,
  },
  {
    name: "stands above the first statement that can call a declared function",
    verb: load,
    before: `import * as ort from "onnxruntime-node";
import express from "express";

const app = express();
app.post("/a", handler);
app.listen(3000);

async function handler(req: { body: unknown }) {
  return detect(req.body);
}

async function detect(x: unknown) {
  const session = await ort.InferenceSession.create("m.onnx");
  return session.run({ x });
}
`,
    after: `import * as ort from "onnxruntime-node";
import express from "express";

const app = express();
const sessionPromise = ort.InferenceSession.create("m.onnx");
sessionPromise.catch(() => {}); // a failed load is reported where it is awaited
app.post("/a", handler);
app.listen(3000);

async function handler(req: { body: unknown }) {
  return detect(req.body);
}

async function detect(x: unknown) {
  const session = await sessionPromise;
  return session.run({ x });
}
`,
  },
  {
    name: "stays behind the settings made at module level, and in front of what follows",
    verb: load,
    before: `import * as ort from "onnxruntime-node";
import dotenv from "dotenv";

dotenv.config();
ort.env.wasm.numThreads = 1;

// Handlers
export const run = async (x: unknown) => {
  try {
    const session = await ort.InferenceSession.create(process.env.MODEL ?? "m.onnx");
    return await session.run({ x });
  } catch (error) {
    console.error(error);
    return null;
  }
};
`,
    after: `import * as ort from "onnxruntime-node";
import dotenv from "dotenv";

dotenv.config();
ort.env.wasm.numThreads = 1;

const sessionPromise = ort.InferenceSession.create(process.env.MODEL ?? "m.onnx");
sessionPromise.catch(() => {}); // a failed load is reported where it is awaited

// Handlers
export const run = async (x: unknown) => {
  try {
    const session = await sessionPromise;
    return await session.run({ x });
  } catch (error) {
    console.error(error);
    return null;
  }
};
`,
  },
  {
    name: "works in a file with a byte order mark and no import before",
    verb: load,
    file: "case.js",
    before: `\uFEFFconst ort = require("onnxruntime-node");

exports.run = async (x) => {
  const session = await ort.InferenceSession.create("m.onnx");
  return session.run({ x });
};
`,
    after: `\uFEFFconst ort = require("onnxruntime-node");

const sessionPromise = ort.InferenceSession.create("m.onnx");
sessionPromise.catch(() => {}); // a failed load is reported where it is awaited

exports.run = async (x) => {
  const session = await sessionPromise;
  return session.run({ x });
};
`,
  },
]);
