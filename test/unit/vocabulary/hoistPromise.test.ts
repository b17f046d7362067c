/** hoistPromise: before and after, and what it must not touch. */
import { both, runCases, type Verb } from "./cases.ts";

const load: Verb = (say, find) => say.hoistPromise(find.call("ort.InferenceSession.create"));
const loadSecond: Verb = (say, find) => say.hoistPromise(find.call("ort.InferenceSession.create", 1));
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
    name: "takes a name that nothing in the file bears",
    verb: load,
    before: `import * as ort from "onnxruntime-node";

export async function run(x: unknown) {
  const session = await ort.InferenceSession.create("m.onnx");
  const sessionPromise = session.run({ x });
  return sessionPromise;
}
`,
    after: `import * as ort from "onnxruntime-node";

const sessionPromise2 = ort.InferenceSession.create("m.onnx");
sessionPromise2.catch(() => {}); // a failed load is reported where it is awaited

export async function run(x: unknown) {
  const session = await sessionPromise2;
  const sessionPromise = session.run({ x });
  return sessionPromise;
}
`,
  },
  {
    name: "lets equal loads share one constant",
    verb: loadSecond,
    before: `import * as ort from "onnxruntime-node";

export async function a(x: unknown) {
  const session = await ort.InferenceSession.create("m.onnx");
  return session.run({ x });
}

export async function b(x: unknown) {
  return (await ort.InferenceSession.create("m.onnx")).run({ x });
}

export async function c(x: unknown) {
  const session = await ort.InferenceSession.create("m.onnx");
  return session.run({ y: x });
}
`,
    after: `import * as ort from "onnxruntime-node";

const sessionPromise = ort.InferenceSession.create("m.onnx");
sessionPromise.catch(() => {}); // a failed load is reported where it is awaited

export async function a(x: unknown) {
  const session = await sessionPromise;
  return session.run({ x });
}

export async function b(x: unknown) {
  return (await sessionPromise).run({ x });
}

export async function c(x: unknown) {
  const session = await sessionPromise;
  return session.run({ y: x });
}
`,
  },
  {
    name: "gives different loads different names, so that both fixes can be applied to one text",
    verb: both(load, loadSecond),
    before: `import * as ort from "onnxruntime-node";

export class Detector {
  async small(x: unknown) {
    const session = await ort.InferenceSession.create("small.onnx");
    return session.run({ x });
  }

  async large(x: unknown) {
    const session = await ort.InferenceSession.create("large.onnx");
    return session.run({ x });
  }
}
`,
    after: `import * as ort from "onnxruntime-node";

const sessionPromise = ort.InferenceSession.create("small.onnx");
sessionPromise.catch(() => {}); // a failed load is reported where it is awaited

const sessionPromise2 = ort.InferenceSession.create("large.onnx");
sessionPromise2.catch(() => {}); // a failed load is reported where it is awaited

export class Detector {
  async small(x: unknown) {
    const session = await sessionPromise;
    return session.run({ x });
  }

  async large(x: unknown) {
    const session = await sessionPromise2;
    return session.run({ x });
  }
}
`,
  },
  {
    name: "uses a constant that is there",
    verb: loadSecond,
    before: `import * as ort from "onnxruntime-node";

const detector = ort.InferenceSession.create("m.onnx");

export async function a(x: unknown) {
  const session = await ort.InferenceSession.create("m.onnx");
  return [session.run({ x }), detector];
}
`,
    after: `import * as ort from "onnxruntime-node";

const detector = ort.InferenceSession.create("m.onnx");

export async function a(x: unknown) {
  const session = await detector;
  return [session.run({ x }), detector];
}
`,
  },
  {
    name: "uses an awaited constant that is there",
    verb: loadSecond,
    before: `import * as ort from "onnxruntime-node";

const detector = await ort.InferenceSession.create("m.onnx");

export const a = async (x: unknown) => {
  const session = await ort.InferenceSession.create("m.onnx");
  return [session.run({ x }), detector];
};
`,
    after: `import * as ort from "onnxruntime-node";

const detector = await ort.InferenceSession.create("m.onnx");

export const a = async (x: unknown) => {
  const session = detector;
  return [session.run({ x }), detector];
};
`,
  },
  {
    name: "keeps a declared type",
    verb: load,
    before: `import * as ort from "onnxruntime-node";

interface Runner { run(feeds: Record<string, unknown>): Promise<unknown> }

export async function a(x: unknown) {
  const session: Runner = await ort.InferenceSession.create("m.onnx");
  return session.run({ x });
}
`,
    after: `import * as ort from "onnxruntime-node";

interface Runner { run(feeds: Record<string, unknown>): Promise<unknown> }

const sessionPromise: Promise<Runner> = ort.InferenceSession.create("m.onnx");
sessionPromise.catch(() => {}); // a failed load is reported where it is awaited

export async function a(x: unknown) {
  const session: Runner = await sessionPromise;
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
    name: "names it after a field that receives it, and follows then-chains",
    verb: loadPipeline,
    before: `import { pipeline } from "@huggingface/transformers";

export function label(text: string) {
  return pipeline("text-classification", "m").then((tag) => tag(text));
}
`,
    after: `import { pipeline } from "@huggingface/transformers";

const pipelinePromise = pipeline("text-classification", "m");
pipelinePromise.catch(() => {}); // a failed load is reported where it is awaited

export function label(text: string) {
  return pipelinePromise.then((tag) => tag(text));
}
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
