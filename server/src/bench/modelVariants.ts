/**
 * Files that hold the same model in another data type, by the way they are named: `model.onnx` beside `model_fp16.onnx`,
 * `model_quantized.onnx`. Absent on purpose: listing folders, and what is inside the files.
 */

/** As written by Transformers.js, Optimum and onnxruntime's tools. */
const suffixes: readonly string[] = [
  "fp32",
  "float32",
  "fp16",
  "float16",
  "bf16",
  "int8",
  "uint8",
  "quantized",
  "quant",
  "q8",
  "q4",
  "q4f16",
  "int4",
  "uint4",
  "bnb4",
];

const shape = new RegExp(`^(?<stem>.+?)(?:[_.-](?<suffix>${suffixes.join("|")}))?\\.onnx$`, "i");

/** `fp16`; null when the name says nothing. */
export const variantName = (fileName: string): string | null =>
  shape.exec(fileName)?.groups?.suffix?.toLowerCase() ?? null;

/** Those of the names that are the same model as `fileName`, itself left out, in order of the suffixes. */
export function variantsOf(fileName: string, names: readonly string[]): string[] {
  const stem = shape.exec(fileName)?.groups?.stem;
  if (stem === undefined) return [];
  return names
    .filter((name) => name !== fileName && shape.exec(name)?.groups?.stem === stem)
    .sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
}

const order = (name: string): number => suffixes.indexOf(variantName(name) ?? "");
