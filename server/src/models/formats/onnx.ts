/**
 * ONNX bytes → model card. Weights are never read, only counted, so a file of gigabytes costs as much as its description.
 * Absent on purpose: opening files, running models, judging them.
 * Source of facts: onnx.proto3 of the ONNX project (through the package onnx-buf).
 */
import { fromBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  type TypeProto,
  type ValueInfoProto,
} from "onnx-buf";
import type { CardResult, DType, ModelCard, ModelFault, TensorInfo } from "../card.ts";
import { type ByteSource, copyWithoutWeights } from "./weightless.ts";

/** `fileBytes`: size of the whole file; when `bytes` holds less of it, nothing but the start can be judged. */
export function readCard(bytes: Uint8Array, fileBytes: number): CardResult {
  const early = faultOfStart(bytes.subarray(0, startBytes), fileBytes);
  if (early !== null) return { fault: early };
  if (bytes.length < fileBytes) {
    const reason = `only ${bytes.length.toLocaleString("en-US")} of ${fileBytes.toLocaleString("en-US")} bytes were read`;
    return { fault: { kind: "too-large", reason, act: "Measure it all the same: the runtime reads the file itself." } };
  }
  return readCardFrom({ sizeBytes: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) });
}

/** The same from a file that is read in pieces: weights are skipped unread. */
export function readCardFrom(source: ByteSource): CardResult {
  const start = source.read(0, Math.min(startBytes, source.sizeBytes));
  const early = faultOfStart(start, source.sizeBytes);
  if (early !== null) return { fault: early };

  const copy = copyWithoutWeights(source);
  if (copy.kind === "cut-off")
    return { fault: startsLikeModel(start) ? truncated(copy.missingBytes) : notAModel("no ONNX data in it") };
  if (copy.kind === "malformed") return { fault: notAModel(copy.reason) };
  try {
    return judge(fromBinary(ModelProtoSchema, copy.bytes), source.sizeBytes);
  } catch (error) {
    return { fault: notAModel(error instanceof Error ? error.message : String(error)) };
  }
}

const startBytes = 512;

function judge(model: ModelProto, fileBytes: number): CardResult {
  const graph = model.graph;
  if (graph === undefined || (graph.node.length === 0 && graph.output.length === 0)) {
    return { fault: model.irVersion > 0n && model.irVersion < 64n ? truncated(null) : notAModel("it holds no graph") };
  }
  // Operator sets are required since IR version 3 and stand after the graph: without them the tail is gone.
  if (model.opsetImport.length === 0 && model.irVersion >= 3n) return { fault: truncated(null) };
  return { card: cardOf(model, graph, fileBytes) };
}

function cardOf(model: ModelProto, graph: GraphProto, fileBytes: number): ModelCard {
  const tally = new Tally();
  tally.graph(graph);
  for (const callable of model.functions) for (const node of callable.node) tally.node(node);

  const initialised = new Set(graph.initializer.map((tensor) => tensor.name));
  for (const sparse of graph.sparseInitializer) if (sparse.values) initialised.add(sparse.values.name);
  return {
    format: "onnx",
    fileBytes,
    opsets: model.opsetImport.map((opset) => ({
      domain: opset.domain === "" ? "ai.onnx" : opset.domain,
      version: Number(opset.version),
    })),
    producer: [model.producerName, model.producerVersion].filter((part) => part !== "").join(" "),
    inputs: graph.input.filter((input) => !initialised.has(input.name)).map(tensorInfo),
    outputs: graph.output.map(tensorInfo),
    operators: tally.operatorList(),
    parameters: tally.parameters(),
    weights: tally.weightList(),
    externalData: [...tally.externalData].sort(),
  };
}

function tensorInfo(value: ValueInfoProto): TensorInfo {
  const tensor = tensorTypeOf(value.type);
  if (tensor === null) return { name: value.name, dtype: "other", dims: [] };
  const dims = (tensor.shape?.dim ?? []).map(({ value: dim }) => {
    if (dim.case === "dimParam") return dim.value;
    // Some exporters write -1 for "any size"; the runtime reads it so too.
    return dim.case === "dimValue" && dim.value >= 0n ? Number(dim.value) : "";
  });
  return { name: value.name, dtype: dtypeOf(tensor.elemType), dims };
}

/** An optional tensor is fed like a tensor; sequences and maps are not. */
function tensorTypeOf(type: TypeProto | undefined) {
  if (type?.value.case === "tensorType") return type.value.value;
  if (type?.value.case === "optionalType" && type.value.value.elemType?.value.case === "tensorType")
    return type.value.value.elemType.value.value;
  return null;
}

/** Counts operators and weights over a graph, its subgraphs, and the Constant nodes in both. */
class Tally {
  readonly externalData = new Set<string>();
  private readonly operators = new Map<string, number>();
  private readonly weights = new Map<DType, { parameters: number; bytes: number }>();

  graph(graph: GraphProto): void {
    for (const tensor of graph.initializer) this.tensor(tensor);
    for (const sparse of graph.sparseInitializer) if (sparse.values) this.tensor(sparse.values);
    for (const node of graph.node) this.node(node);
  }

  node(node: NodeProto): void {
    const standard = node.domain === "" || node.domain === "ai.onnx";
    const operator = standard ? node.opType : `${node.domain}.${node.opType}`;
    this.operators.set(operator, (this.operators.get(operator) ?? 0) + 1);
    for (const attribute of node.attribute) {
      if (attribute.g) this.graph(attribute.g);
      for (const graph of attribute.graphs) this.graph(graph);
      if (standard && node.opType === "Constant") this.constant(attribute);
    }
  }

  operatorList() {
    const list = [...this.operators].map(([operator, count]) => ({ operator, count }));
    return list.sort((a, b) => b.count - a.count || (a.operator < b.operator ? -1 : 1));
  }

  weightList() {
    const list = [...this.weights].map(([dtype, sum]) => ({ dtype, ...sum }));
    return list.sort((a, b) => b.bytes - a.bytes || (a.dtype < b.dtype ? -1 : 1));
  }

  parameters(): number {
    let sum = 0;
    for (const { parameters } of this.weights.values()) sum += parameters;
    return sum;
  }

  private constant(attribute: AttributeProto): void {
    if (attribute.t) this.tensor(attribute.t);
    if (attribute.sparseTensor?.values) this.tensor(attribute.sparseTensor.values);
    if (attribute.name === "value_float") this.add("float32", 1, 4);
    if (attribute.name === "value_floats") this.add("float32", attribute.floats.length, attribute.floats.length * 4);
    if (attribute.name === "value_int") this.add("int64", 1, 8);
    if (attribute.name === "value_ints") this.add("int64", attribute.ints.length, attribute.ints.length * 8);
  }

  private tensor(tensor: TensorProto): void {
    const count = tensor.dims.reduce((product, dim) => product * Number(dim), 1);
    const entry = (key: string) => tensor.externalData.find((pair) => pair.key === key)?.value;
    const location = entry("location");
    if (tensor.dataLocation === external && location !== undefined) this.externalData.add(location);
    const dtype = dtypeOf(tensor.dataType);
    this.add(dtype, count, Math.ceil((count * bitsOf(tensor.dataType)) / 8));
  }

  private add(dtype: DType, parameters: number, bytes: number): void {
    const sum = this.weights.get(dtype) ?? { parameters: 0, bytes: 0 };
    sum.parameters += parameters;
    sum.bytes += bytes;
    this.weights.set(dtype, sum);
  }
}

/** TensorProto.DataLocation.EXTERNAL */
const external = 1;

/** By TensorProto.DataType: our name and the bits of one element; strings have no fixed size and count as 0. */
const types: Readonly<Record<number, readonly [DType, number]>> = {
  1: ["float32", 32],
  2: ["uint8", 8],
  3: ["int8", 8],
  4: ["uint16", 16],
  5: ["int16", 16],
  6: ["int32", 32],
  7: ["int64", 64],
  8: ["string", 0],
  9: ["bool", 8],
  10: ["float16", 16],
  11: ["float64", 64],
  12: ["uint32", 32],
  13: ["uint64", 64],
  14: ["other", 64],
  15: ["other", 128],
  16: ["bfloat16", 16],
  17: ["other", 8],
  18: ["other", 8],
  19: ["other", 8],
  20: ["other", 8],
  21: ["uint4", 4],
  22: ["int4", 4],
  23: ["other", 4],
  24: ["other", 8],
  25: ["other", 2],
  26: ["other", 2],
};
export const dtypeOf = (dataType: number): DType => types[dataType]?.[0] ?? "other";
const bitsOf = (dataType: number): number => types[dataType]?.[1] ?? 0;

/** What the first bytes already give away; null when they may well be a model. */
function faultOfStart(start: Uint8Array, fileBytes: number): ModelFault | null {
  if (fileBytes === 0)
    return { kind: "empty", reason: "the file is empty", act: "Export or download the model again." };
  const text = latin1(start);
  if (text.startsWith("version https://git-lfs.github.com/spec/")) {
    return { kind: "git-lfs-pointer", reason: "Git LFS pointer", act: "Run git lfs pull." };
  }
  if (text.slice(4, 8) === "ORTM") {
    return {
      kind: "unreadable",
      reason: "ORT format, which has no readable card",
      act: "Measure it all the same: the runtime reads the file itself.",
    };
  }
  const other = otherFormat(text);
  return other === null ? null : notAModel(other);
}

function otherFormat(text: string): string | null {
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) return "it is a web page, perhaps a failed download";
  if (text.startsWith("PK\u0003\u0004")) return "it is a zip archive (a PyTorch checkpoint?)";
  if (text.startsWith("GGUF")) return "it is a GGUF file";
  if (/^.{8}\{"/s.test(text)) return "it is a safetensors file";
  if (/^\s*[{[]/.test(text) && /^[\x20-\x7e\s]+$/.test(text)) return "it is JSON";
  return null;
}

/** Every exporter writes the IR version, field 1, first. */
function startsLikeModel(start: Uint8Array): boolean {
  return start[0] === 0x08 && start[1] !== undefined && start[1] > 0 && start[1] < 64;
}

const notAModel = (why: string): ModelFault => ({
  kind: "not-a-model",
  reason: `not an ONNX file: ${why}`,
  act: "Check the path, or export the model again.",
});

function truncated(missingBytes: number | null): ModelFault {
  const missing =
    missingBytes === null ? "its end is missing" : `at least ${missingBytes.toLocaleString("en-US")} bytes are missing`;
  return { kind: "truncated", reason: `the file is cut off: ${missing}`, act: "Download or copy the model again." };
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
