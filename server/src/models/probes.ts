/**
 * Small models made to find out what a machine can do at best: one product, one pass over memory, many operators with nothing to
 * do. Absent on purpose: running them.
 */
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type GraphProtoSchema, ModelProtoSchema, type ValueInfoProtoSchema } from "onnx-buf";
import type { TensorInfo } from "./card.ts";

export interface Probe {
  readonly bytes: Uint8Array;
  readonly inputs: readonly TensorInfo[];
}

/** One product of square matrices of floats. */
export const floatProduct = (size: number): Probe =>
  probe("MatMul", floats("a", [size, size]), floats("b", [size, size]), floats("y", [size, size]));

/** The same of bytes. */
export const byteProduct = (size: number): Probe =>
  probe("MatMulInteger", bytes("a", [size, size]), bytes("b", [size, size]), {
    name: "y",
    dtype: "int32",
    dims: [size, size],
  });

/** Two sums of long lists, the second in the place of the first, then one number: an output of that length would be allocated anew each run. */
export function sums(length: number): Probe {
  const [a, b] = [floats("a", [length]), floats("b", [length])];
  const node = [
    { name: "first", opType: "Add", input: ["a", "b"], output: ["sum"] },
    { name: "second", opType: "Add", input: ["sum", "b"], output: ["both"] },
    { name: "last", opType: "ReduceMax", input: ["both"], output: ["y"] },
  ];
  return { inputs: [a, b], bytes: model({ input: [a, b].map(value), output: [value(floats("y", [1]))], node }) };
}

/** So many operators on one number each. */
export function chain(length: number): Probe {
  const x = floats("x", [1]);
  const output = (index: number) => (index === length - 1 ? "y" : `h${index}`);
  const node = Array.from({ length }, (_, index) => ({
    name: `add${index}`,
    opType: "Add",
    input: [index === 0 ? "x" : output(index - 1), "x"],
    output: [output(index)],
  }));
  return { inputs: [x], bytes: model({ input: [value(x)], output: [value(floats("y", [1]))], node }) };
}

const floats = (name: string, dims: readonly number[]): TensorInfo => ({ name, dtype: "float32", dims });
const bytes = (name: string, dims: readonly number[]): TensorInfo => ({ name, dtype: "uint8", dims });

function probe(opType: string, a: TensorInfo, b: TensorInfo, y: TensorInfo): Probe {
  const node = [{ name: "product", opType, input: [a.name, b.name], output: [y.name] }];
  return { inputs: [a, b], bytes: model({ input: [a, b].map(value), output: [value(y)], node }) };
}

function model(graph: MessageInitShape<typeof GraphProtoSchema>): Uint8Array {
  const opsetImport = [{ domain: "", version: 13n }];
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 7n, opsetImport, graph: { name: "g", ...graph } }),
  );
}

/** TensorProto.DataType */
const dataTypes: Readonly<Record<string, number>> = { float32: 1, uint8: 2, int32: 6 };

function value({ name, dtype, dims }: TensorInfo): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = dims.map((size) => ({ value: { case: "dimValue" as const, value: BigInt(size) } }));
  return {
    name,
    type: { value: { case: "tensorType", value: { elemType: dataTypes[dtype]!, shape: { dim } } } },
  };
}
