/** Tensors as they went through a run: type and sizes, all known. Absent on purpose: values. */
import type { DType } from "./card.ts";

export interface TensorShape {
  readonly dtype: DType;
  readonly dims: readonly number[];
}

export const elementsOf = ({ dims }: Pick<TensorShape, "dims">): number =>
  dims.reduce((product, dim) => product * dim, 1);

/** Zero for strings and other things without a fixed width. */
export const bytesOf = (shape: TensorShape): number => Math.ceil(elementsOf(shape) * widthOf(shape.dtype));

export const bytesOfAll = (shapes: readonly TensorShape[]): number =>
  shapes.reduce((sum, shape) => sum + bytesOf(shape), 0);

/** Bytes of one element. */
export const widthOf = (dtype: DType): number => widths[dtype] ?? 0;

const widths: Partial<Record<DType, number>> = {
  float64: 8,
  int64: 8,
  uint64: 8,
  float32: 4,
  int32: 4,
  uint32: 4,
  float16: 2,
  bfloat16: 2,
  int16: 2,
  uint16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
  int4: 0.5,
  uint4: 0.5,
};
