/** hoistPromise: what the constant is called, and which one that is there it uses. */
import { both, runCases, type Verb } from "./cases.ts";

const load: Verb = (say, find) => say.hoistPromise(find.call("ort.InferenceSession.create"));
const loadSecond: Verb = (say, find) => say.hoistPromise(find.call("ort.InferenceSession.create", 1));
const loadPipeline: Verb = (say, find) => say.hoistPromise(find.call("pipeline"));

runCases("hoistPromise names", [
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
]);
