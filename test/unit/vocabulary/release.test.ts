/** addAfterLastUse and wrapCall: before and after, and where the place cannot be told. */
import { runCases, type Verb } from "./cases.ts";

const head = `import * as tf from "@tensorflow/tfjs";\nimport { show } from "./model.js";\n\n`;
const free =
  (name: string): Verb =>
  (say, find) =>
    say.addAfterLastUse(find.binding(name), `tf.dispose(${name})`);
const wrap =
  (callee: string): Verb =>
  (say, find) =>
    say.wrapCall(find.call(callee), "tf.tidy(() => ", ")");

runCases("addAfterLastUse", [
  {
    name: "adds the statement behind the last use, comments kept",
    verb: free("input"),
    before: `${head}export async function run(model: tf.LayersModel, values: number[]) {
  const input = tf.tensor(values);
  const output = model.predict(input); // uses it
  if (values.length > 0) {
    show(output);
  }
}
`,
    after: `${head}export async function run(model: tf.LayersModel, values: number[]) {
  const input = tf.tensor(values);
  const output = model.predict(input); // uses it
  tf.dispose(input);
  if (values.length > 0) {
    show(output);
  }
}
`,
  },
  {
    name: "adds it behind a loop that uses the name",
    verb: free("input"),
    before: `${head}export function run(model: tf.LayersModel, values: number[]) {
\tconst input = tf.tensor(values);
\tfor (const value of values) {
\t\tshow(model.predict(input), value);
\t}
}
`,
    after: `${head}export function run(model: tf.LayersModel, values: number[]) {
\tconst input = tf.tensor(values);
\tfor (const value of values) {
\t\tshow(model.predict(input), value);
\t}
\ttf.dispose(input);
}
`,
  },
  {
    name: "leaves a name that a function keeps for later",
    verb: free("input"),
    before: `${head}export function run(values: number[]) {
  const input = tf.tensor(values);
  return () => show(input);
}
`,
  },
  {
    name: "leaves a name whose last use ends the function",
    verb: free("input"),
    before: `${head}export function run(values: number[]) {
  const input = tf.tensor(values);
  return input.dataSync();
}
`,
  },
  {
    name: "leaves a name that is given another value",
    verb: free("input"),
    before: `${head}export function run(values: number[]) {
  let input = tf.tensor(values);
  input = input.expandDims(0);
  show(input);
}
`,
  },
  {
    name: "leaves a block that may be left before",
    verb: free("input"),
    before: `${head}export function run(values: number[]) {
  const input = tf.tensor(values);
  if (values.length > 3) return;
  show(input);
}
`,
  },
]);

runCases("wrapCall", [
  {
    name: "puts code around a chain",
    verb: wrap("tf.tensor(values).expandDims(0).dataSync"),
    before: `${head}export function run(values: number[]) {
  const data = tf.tensor(values).expandDims(0).dataSync();
  show(data[0]);
}
`,
    after: `${head}export function run(values: number[]) {
  const data = tf.tidy(() => tf.tensor(values).expandDims(0).dataSync());
  show(data[0]);
}
`,
  },
  {
    name: "leaves a call whose own method is called",
    verb: wrap("tf.tensor(values).expandDims"),
    before: `${head}export function run(values: number[]) {
  return tf.tensor(values).expandDims(0).dataSync();
}
`,
  },
  {
    name: "leaves a call that waits for its argument",
    verb: wrap("tf.tensor(await values()).dataSync"),
    before: `${head}export async function run(values: () => Promise<number[]>) {
  return tf.tensor(await values()).dataSync();
}
`,
  },
]);
