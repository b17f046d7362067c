/**
 * The constant inputs each node of an ONNX file has, by the node's name: sizes a runtime no longer tells once it has packed them.
 * Absent on purpose: values, subgraph scoping beyond names, and faults; a file that cannot be read has no weights to tell.
 */
import { fromBinary } from "@bufbuild/protobuf";
import { type GraphProto, ModelProtoSchema, type NodeProto, type TensorProto } from "onnx-buf";
import type { TensorShape } from "../shapes.ts";
import { dtypeOf } from "./onnx.ts";
import { type ByteSource, copyWithoutWeights } from "./weightless.ts";

export type NodeWeights = ReadonlyMap<string, readonly TensorShape[]>;

export function readNodeWeights(source: ByteSource): NodeWeights {
  const copy = copyWithoutWeights(source);
  const found = new Map<string, readonly TensorShape[]>();
  if (copy.kind !== "copied") return found;
  try {
    const { graph } = fromBinary(ModelProtoSchema, copy.bytes);
    if (graph) collect(graph, new Map(), found);
  } catch {
    // Not a model we can read; the runtime could.
  }
  return found;
}

/** Weights of the node or, when the runtime made it from several, of the one it was named after. */
export function weightsOfNode(weights: NodeWeights, name: string): readonly TensorShape[] {
  for (let rest = name; rest !== ""; rest = shorter(rest)) {
    const found = weights.get(rest);
    if (found) return found;
  }
  return [];
}

/** `a/Conv_nchwc` → `a/Conv`; `a/MatMul/MatMulAddFusion` → `a/MatMul`. Never past the first such cut into a scope. */
function shorter(name: string): string {
  const suffix = /(?:_nchwc|_token_\d+|_quant|_\d+)$|\/[^/]*Fusion[^/]*\/?$/.exec(name);
  return suffix ? name.slice(0, suffix.index) : "";
}

type Constants = ReadonlyMap<string, TensorShape>;

function collect(graph: GraphProto, outer: Constants, found: Map<string, readonly TensorShape[]>): void {
  const constants = new Map(outer);
  for (const tensor of graph.initializer) constants.set(tensor.name, shapeOf(tensor));
  for (const node of graph.node) {
    const constant = constantOf(node);
    if (constant) constants.set(node.output[0]!, constant);
    // Weights of quantised models pass through these on their way to the product they belong to.
    const carried = carrying.has(node.opType) ? constants.get(node.input[0] ?? "") : undefined;
    if (carried) constants.set(node.output[0]!, carried);
    const weights = node.input.map((name) => constants.get(name)).filter((shape) => shape !== undefined);
    if (node.name !== "" && weights.length > 0) found.set(node.name, weights);
    for (const attribute of node.attribute) if (attribute.g) collect(attribute.g, constants, found);
  }
}

const carrying = new Set(["DequantizeLinear", "QuantizeLinear", "Cast", "Identity"]);

function constantOf(node: NodeProto): TensorShape | null {
  const tensor = node.opType === "Constant" ? node.attribute.find(({ name }) => name === "value")?.t : undefined;
  return tensor ? shapeOf(tensor) : null;
}

const shapeOf = (tensor: TensorProto): TensorShape => ({
  dtype: dtypeOf(tensor.dataType),
  dims: tensor.dims.map(Number),
});
