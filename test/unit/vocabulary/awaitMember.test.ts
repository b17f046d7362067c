/** awaitMember: before and after, and where nothing may wait. */
import { runCases, type Verb } from "./cases.ts";

const head = `import * as tf from "@tensorflow/tfjs";\nimport { show } from "./model.js";\n\n`;
const data: Verb = (say, find) => say.awaitMember(find.call("x.dataSync"), "data");

runCases("awaitMember", [
  {
    name: "awaits a value that stands alone",
    verb: data,
    before: `${head}export async function read(x: tf.Tensor) {\n  const values = x.dataSync();\n  show(values);\n}\n`,
    after: `${head}export async function read(x: tf.Tensor) {\n  const values = await x.data();\n  show(values);\n}\n`,
  },
  {
    name: "puts parentheses around what is read on",
    verb: data,
    before: `${head}export const read = async (x: tf.Tensor) => x.dataSync()[0]!.toFixed(2);\n`,
    after: `${head}export const read = async (x: tf.Tensor) => (await x.data())[0]!.toFixed(2);\n`,
  },
  {
    name: "only renames what is awaited already",
    verb: data,
    before: `${head}export async function read(x: tf.Tensor) {\n  return Array.from(await x.dataSync());\n}\n`,
    after: `${head}export async function read(x: tf.Tensor) {\n  return Array.from(await x.data());\n}\n`,
  },
  {
    name: "leaves a function that may not wait",
    verb: data,
    before: `${head}export async function read(all: tf.Tensor[]) {\n  return all.map((x) => x.dataSync());\n}\n`,
  },
]);
