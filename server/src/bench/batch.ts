/**
 * Where items lie in a model's inputs: which dimension of each counts them, and a batch taken apart into its items. Absent on
 * purpose: tensors of a runtime, and whether a batch pays.
 */
import type { TensorInfo } from "../models/card.ts";
import { completeDimensions, type Dimensions } from "./dimensions.ts";
import type { InputTensor, TensorData } from "./inputs.ts";

/** By input, the index of the dimension that counts items; inputs all items share are left out. Null: the size is fixed. */
export function batchAxes(inputs: readonly TensorInfo[]): ReadonlyMap<string, number> | null {
  const first = inputs[0]?.dims[0];
  if (typeof first !== "string") return null;
  const symbol = first.trim();
  const axes = new Map<string, number>();
  for (const [place, { name, dims }] of inputs.entries()) {
    const axis = place === 0 ? 0 : axisOf(dims, symbol);
    if (axis !== undefined) axes.set(name, axis);
  }
  return axes;
}

/** The sizes with so many items. */
export function sizesForBatch(
  inputs: readonly TensorInfo[],
  axes: ReadonlyMap<string, number>,
  sizes: Dimensions,
  items: number,
): Dimensions {
  const counts = Object.fromEntries([...axes].map(([name, axis]) => [`${name}.${axis}`, items]));
  return completeDimensions(inputs, { ...sizes, ...counts });
}

/** The tensors of each item, in order. */
export function itemsOf(
  tensors: readonly InputTensor[],
  axes: ReadonlyMap<string, number>,
  items: number,
): readonly (readonly InputTensor[])[] {
  return Array.from({ length: items }, (_, item) =>
    tensors.map((tensor) => {
      const axis = axes.get(tensor.name);
      return axis === undefined ? tensor : itemOf(tensor, axis, item);
    }),
  );
}

/** A dimension of the same name; without names the first free one, or the middle of `[2, ?, 128]`: the state of a recurrent network. */
function axisOf(dims: TensorInfo["dims"], symbol: string): number | undefined {
  if (symbol !== "") {
    const named = dims.findIndex((dim) => typeof dim === "string" && dim.trim() === symbol);
    return named < 0 ? undefined : named;
  }
  const free = dims.findIndex((dim) => typeof dim === "string");
  return free < 0 || free > 1 ? undefined : free;
}

function itemOf(tensor: InputTensor, axis: number, item: number): InputTensor {
  const { dims, data } = tensor;
  const items = dims[axis]!;
  const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const outer = dims.slice(0, axis).reduce((product, dim) => product * dim, 1);
  const parts = Array.from({ length: outer }, (_, block) => (block * items + item) * inner);
  return { ...tensor, dims: dims.with(axis, 1), data: joined(data, parts, inner) };
}

function joined(data: TensorData, starts: readonly number[], length: number): TensorData {
  const [first] = starts;
  if (starts.length === 1 && first !== undefined) return data.slice(first, first + length);
  if (Array.isArray(data)) return starts.flatMap((start) => data.slice(start, start + length));
  const whole = data.slice(0, starts.length * length);
  for (const [place, start] of starts.entries())
    (whole as Float32Array).set(data.subarray(start, start + length) as Float32Array, place * length);
  return whole;
}
