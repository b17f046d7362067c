/**
 * Model metadata → seeded tensors as plain data, for every data type the runtime takes. Integers stay in ranges that
 * real inputs have: a token id of a billion would only measure an error. Absent on purpose: any runtime's Tensor class.
 */
import type { DType, TensorInfo } from "../models/card.ts";
import { completeDimensions, type Dimensions, isSampleRate } from "./dimensions.ts";
import type { ChildError } from "./messages.ts";
import { seededRandom } from "./random.ts";

export interface InputTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** float16 as the bits in a Uint16Array; int4 and uint4 packed two to a byte; bool as 0 and 1. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Uint16Array
  | Int16Array
  | Uint8Array
  | Int8Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[];

export interface InputPlan {
  readonly inputs: readonly TensorInfo[];
  readonly dimensions: Dimensions;
  readonly overrides: Dimensions;
  readonly seed: number;
  /** Ids are drawn from 0 to this minus one. */
  readonly idLimit: number;
}

export const defaultIdLimit = 100;
/** Smallest vocabulary there can be, for models whose tables are shorter than the default. */
export const smallestIdLimit = 2;
/** Inputs beyond this would measure the allocator; a wrong size is the likelier cause. */
export const largestInputBytes = 1_000_000_000;

export type Inputs = { readonly tensors: readonly InputTensor[] } | { readonly error: ChildError };

export function makeInputs(plan: InputPlan): Inputs {
  const sizes = completeDimensions(plan.inputs, plan.dimensions, plan.overrides);
  const shapes = plan.inputs.map((input) =>
    input.dims.map((dim, index) => (typeof dim === "number" ? dim : (sizes[`${input.name}.${index}`] ?? Number.NaN))),
  );
  const longest = Math.max(1, ...shapes.map((dims) => dims[dims.length > 1 ? 1 : 0] ?? 1));

  let bytes = 0;
  const tensors: InputTensor[] = [];
  for (const [place, input] of plan.inputs.entries()) {
    const dims = shapes[place]!;
    if (!dims.every((dim) => Number.isInteger(dim) && dim >= 0))
      return { error: { kind: "input-needs-size", input: input.name } };
    const width = bytesPerElement[input.dtype];
    if (width === undefined) {
      return {
        error: {
          kind: "unsupported-input",
          input: input.name,
          why: input.dtype === "other" ? "not a plain tensor" : input.dtype,
        },
      };
    }
    const count = dims.reduce((product, dim) => product * dim, 1);
    bytes += count * width;
    if (bytes > largestInputBytes) return { error: { kind: "inputs-too-large", bytes } };
    const values = valuesFor(input, dims, longest, plan, place);
    tensors.push({ name: input.name, dtype: input.dtype, dims, data: fill(input.dtype, count, values) });
  }
  return { tensors };
}

/** Types a runtime takes as input; bfloat16 and the rest cannot be passed from JavaScript. */
const bytesPerElement: Partial<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  int64: 8,
  uint64: 8,
  int32: 4,
  uint32: 4,
  int16: 2,
  uint16: 2,
  int8: 1,
  uint8: 1,
  int4: 0.5,
  uint4: 0.5,
  bool: 1,
  string: 16,
};

type ValueAt = (index: number) => number;

function valuesFor(
  input: TensorInfo,
  dims: readonly number[],
  longest: number,
  plan: InputPlan,
  place: number,
): ValueAt {
  const name = input.name.toLowerCase();
  const last = dims.at(-1) ?? 1;
  if (/mask/.test(name)) return () => 1;
  if (/token_type|segment/.test(name)) return () => 0;
  if (isSampleRate(name)) return () => 16_000;
  if (isInteger(input.dtype)) {
    if (/position/.test(name)) return (index) => index % last;
    if (dims.length <= 1 && /(?:^|_)(?:len|lens|length|lengths)$/.test(name)) return () => longest;
  }
  if (input.dtype === "bool") return () => 0;

  // Each input has its own stream, so that adding one leaves the others as they were.
  const random = seededRandom(plan.seed + place * 0x9e3779b9);
  if (!isInteger(input.dtype)) return () => random() * 2 - 1;
  const limit = input.dtype === "int4" || input.dtype === "uint4" ? 8 : isImage(input, dims) ? 256 : plan.idLimit;
  return () => Math.floor(random() * limit);
}

const isInteger = (dtype: DType): boolean => /int/.test(dtype);
const isImage = (input: TensorInfo, dims: readonly number[]): boolean => input.dtype === "uint8" && dims.length >= 3;

function fill(dtype: DType, count: number, value: ValueAt): TensorData {
  switch (dtype) {
    case "string":
      return Array.from({ length: count }, () => "text");
    case "int64":
      return filled(new BigInt64Array(count), (index) => BigInt(value(index)));
    case "uint64":
      return filled(new BigUint64Array(count), (index) => BigInt(value(index)));
    case "float16":
      return filled(new Uint16Array(count), (index) => float16Bits(value(index)));
    case "int4":
    case "uint4":
      return filled(new Uint8Array(Math.ceil(count / 2)), (index) => value(2 * index) | (value(2 * index + 1) << 4));
    case "float64":
      return filled(new Float64Array(count), value);
    case "int32":
      return filled(new Int32Array(count), value);
    case "uint32":
      return filled(new Uint32Array(count), value);
    case "int16":
      return filled(new Int16Array(count), value);
    case "uint16":
      return filled(new Uint16Array(count), value);
    case "int8":
      return filled(new Int8Array(count), value);
    case "uint8":
    case "bool":
      return filled(new Uint8Array(count), value);
    default:
      return filled(new Float32Array(count), value);
  }
}

function filled<V, A extends { length: number; [index: number]: V }>(array: A, value: (index: number) => V): A {
  for (let index = 0; index < array.length; index++) array[index] = value(index);
  return array;
}

/** IEEE 754 binary16, rounded to nearest; enough for values in [-65504, 65504]. Float16Array is younger than the runtimes we serve. */
export function float16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -14) return sign | Math.round(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  const mantissa = Math.round((size / 2 ** exponent - 1) * 1024);
  // A mantissa rounded up to 1024 carries into the exponent by plain addition.
  return sign | (((exponent + 15) << 10) + mantissa);
}
