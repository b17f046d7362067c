/** keepPromise: before and after, and what it must not touch. */
import { runCases, type Verb } from "./cases.ts";

const keep =
  (binding = "model", callee = "pipeline"): Verb =>
  (say, find) =>
    say.keepPromise(find.binding(binding), find.call(callee));
const head = `import { type FeatureExtractionPipeline, pipeline } from "@huggingface/transformers";\n\n`;

runCases("keepPromise", [
  {
    name: "the getter",
    verb: keep(),
    before: `${head}let model: FeatureExtractionPipeline | undefined;
export async function get() {
  if (!model) model = await pipeline("feature-extraction", "m");
  return model;
}
`,
    after: `${head}let model: Promise<FeatureExtractionPipeline> | undefined;
export async function get() {
  model ??= pipeline("feature-extraction", "m").catch((error) => {
    model = undefined;
    throw error;
  });
  return model;
}
`,
  },
  {
    name: "null, a block, and a reader in the same function",
    verb: keep(),
    before: `${head}let model: FeatureExtractionPipeline | null = null; // filled on demand

export async function embed(text: string) {
  // Load on demand.
  if (model === null) {
    model = await pipeline("feature-extraction", "m");
  }
  return model(text, { pooling: "mean" });
}
`,
    after: `${head}let model: Promise<FeatureExtractionPipeline> | null = null; // filled on demand

export async function embed(text: string) {
  // Load on demand.
  model ??= pipeline("feature-extraction", "m").catch((error) => {
    model = null;
    throw error;
  });
  return (await model)(text, { pooling: "mean" });
}
`,
  },
  {
    name: "an initialiser waits, its readers await",
    verb: keep(),
    before: `${head}class Embedder {
  private model?: FeatureExtractionPipeline;

  async init() {
    if (!this.model) {
      this.model = await pipeline("feature-extraction", "m");
    }
  }

  async embed(text: string) {
    await this.init();
    const out = await this.model!(text);
    return out.tolist();
  }
}

export const embedder = new Embedder();
`,
    after: `${head}class Embedder {
  private model?: Promise<FeatureExtractionPipeline>;

  async init() {
    await (this.model ??= pipeline("feature-extraction", "m").catch((error) => {
      this.model = undefined;
      throw error;
    }));
  }

  async embed(text: string) {
    await this.init();
    const out = await (await this.model!)(text);
    return out.tolist();
  }
}

export const embedder = new Embedder();
`,
  },
  {
    name: "a private name, static",
    verb: keep("#model"),
    before: `${head}export class Embedder {
  static #model: FeatureExtractionPipeline | undefined;

  static async get() {
    this.#model ??= await pipeline("feature-extraction", "m");
    return this.#model;
  }

  static async embed(text: string) {
    const model = await Embedder.get();
    return model(text);
  }
}
`,
    after: `${head}export class Embedder {
  static #model: Promise<FeatureExtractionPipeline> | undefined;

  static async get() {
    this.#model ??= pipeline("feature-extraction", "m").catch((error) => {
      this.#model = undefined;
      throw error;
    });
    return this.#model;
  }

  static async embed(text: string) {
    const model = await Embedder.get();
    return model(text);
  }
}
`,
  },
  {
    name: "an early return in front",
    verb: keep(),
    before: `${head}let model: FeatureExtractionPipeline | undefined;

async function get() {
  if (model) return model;
  model = await pipeline("feature-extraction", "m");
  return model;
}

export const embed = async (text: string) => (await get())(text);
`,
    after: `${head}let model: Promise<FeatureExtractionPipeline> | undefined;

async function get() {
  if (model) return model;
  model = pipeline("feature-extraction", "m").catch((error) => {
    model = undefined;
    throw error;
  });
  return model;
}

export const embed = async (text: string) => (await get())(text);
`,
  },
  {
    name: "JavaScript without types, a try around, CRLF",
    file: "case.js",
    verb: keep(),
    before:
      "import { pipeline } from '@huggingface/transformers'\r\n\r\nlet model\r\n\r\nexport async function get() {\r\n  try {\r\n    if (!model) model = await pipeline('feature-extraction')\r\n    return model\r\n  } catch (e) {\r\n    return null\r\n  }\r\n}\r\n",
    after:
      "import { pipeline } from '@huggingface/transformers'\r\n\r\nlet model\r\n\r\nexport async function get() {\r\n  try {\r\n    await (model ??= pipeline('feature-extraction').catch((error) => {\r\n      model = undefined\r\n      throw error\r\n    }))\r\n    return await model\r\n  } catch (e) {\r\n    return null\r\n  }\r\n}\r\n",
  },
  {
    name: "a call over several lines, and a reset",
    verb: keep(),
    before: `${head}let model: FeatureExtractionPipeline | undefined;

export async function get() {
  if (!model) {
    model = await pipeline(
      "feature-extraction",
      "m",
    );
  }
  return model;
}

export function reset() {
  model = undefined;
}
`,
    after: `${head}let model: Promise<FeatureExtractionPipeline> | undefined;

export async function get() {
  model ??= pipeline(
    "feature-extraction",
    "m",
  ).catch((error) => {
    model = undefined;
    throw error;
  });
  return model;
}

export function reset() {
  model = undefined;
}
`,
  },
  {
    name: "comments in the guard, a cast, any",
    verb: keep(),
    before: `${head}let model: any = null;

export async function embed(text: string) {
  if (!model) {
    // The first call loads.
    model = await pipeline("feature-extraction", "m");
  }
  const run = model as FeatureExtractionPipeline;
  return [await run(text), typeof model, await model(text)];
}
`,
    after: `${head}let model: any = null;

export async function embed(text: string) {
  if (!model) {
    // The first call loads.
    await (model = pipeline("feature-extraction", "m").catch((error) => {
      model = undefined;
      throw error;
    }));
  }
  const run = (await model) as FeatureExtractionPipeline;
  return [await run(text), typeof (await model), await (await model)(text)];
}
`.replace("model = undefined", "model = null"),
  },
]);

const refused = (name: string, body: string, binding?: string) => ({
  name,
  verb: keep(binding),
  before: `${head}${body}`,
});
const getter = `export async function get() {\n  if (!model) model = await pipeline("feature-extraction", "m");\n  return model;\n}\n`;

runCases("keepPromise refuses", [
  refused("an exported variable", `export let model: FeatureExtractionPipeline | undefined;\n${getter}`),
  refused(
    "a variable exported below",
    `let model: FeatureExtractionPipeline | undefined;\n${getter}export { model };\n`,
  ),
  refused(
    "a reader that is not async",
    `let model: FeatureExtractionPipeline | undefined;\n${getter}export const use = (text: string) => model?.(text);\n`,
  ),
  refused(
    "a question whether it is loaded",
    `let model: FeatureExtractionPipeline | undefined;\n${getter}export const isReady = () => model !== undefined;\n`,
  ),
  refused(
    "a public field of an exported class",
    `export class A {\n  model?: FeatureExtractionPipeline;\n  async get() {\n    if (!this.model) this.model = await pipeline("feature-extraction", "m");\n    return this.model;\n  }\n}\n`,
  ),
  refused(
    "a field that is said to be filled",
    `class A {\n  private model!: FeatureExtractionPipeline;\n  async get() {\n    if (!this.model) this.model = await pipeline("feature-extraction", "m");\n    return this.model;\n  }\n}\nexport const a = new A();\n`,
  ),
  refused(
    "other values",
    `let model: FeatureExtractionPipeline | undefined;\n${getter}export const set = (other: FeatureExtractionPipeline) => {\n  model = other;\n};\n`,
  ),
  refused(
    "more work in the guard",
    `import { show } from "./model.js";\nlet model: FeatureExtractionPipeline | undefined;\nexport async function get() {\n  if (!model) {\n    model = await pipeline("feature-extraction", "m");\n    show(model);\n  }\n  return model;\n}\n`,
  ),
  refused(
    "a guard with another condition",
    `let model: FeatureExtractionPipeline | undefined;\nexport async function get(on: boolean) {\n  if (!model && on) model = await pipeline("feature-extraction", "m");\n  return model;\n}\n`,
  ),
  refused(
    "a promise that is kept already",
    `let model: Promise<FeatureExtractionPipeline> | undefined;\nexport async function get() {\n  model ??= pipeline("feature-extraction", "m");\n  return model;\n}\n`,
  ),
  refused(
    "a generator",
    `let model: FeatureExtractionPipeline | undefined;\nexport async function* get() {\n  if (!model) model = await pipeline("feature-extraction", "m");\n  yield* [model];\n  return [model].length;\n}\nexport const use = (text: string) => model?.(text);\n`,
  ),
]);
