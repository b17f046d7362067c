/** Work of operators against numbers worked out by hand. */
import { describe, expect, it } from "vitest";
import type { DType } from "../../../server/src/models/card.ts";
import { type OperatorCall, workOf } from "../../../server/src/models/flops.ts";
import { bytesOf, elementsOf, type TensorShape } from "../../../server/src/models/shapes.ts";

const f = (...dims: number[]): TensorShape => ({ dtype: "float32", dims });
const of = (dtype: DType, ...dims: number[]): TensorShape => ({ dtype, dims });
const call = (
  operator: string,
  inputs: TensorShape[],
  outputs: TensorShape[],
  weights?: TensorShape[],
): OperatorCall => ({
  operator,
  inputs,
  outputs,
  ...(weights && { weights }),
});

describe("arithmetic", () => {
  it.each<[string, OperatorCall, number]>([
    // 3 × 5 outputs, 4 products and sums each.
    ["a product of matrices", call("MatMul", [f(3, 4), f(4, 5)], [f(3, 5)]), 2 * 3 * 5 * 4],
    ["a stack of them", call("MatMul", [f(2, 8, 3, 4), f(2, 8, 4, 5)], [f(2, 8, 3, 5)]), 2 * 2 * 8 * 3 * 5 * 4],
    ["one whose weights were packed", call("MatMul", [f(1, 7, 64)], [f(1, 7, 128)]), 2 * 7 * 128 * 64],
    ["a matrix and a vector", call("MatMul", [f(6, 4), f(4)], [f(6)]), 2 * 6 * 4],
    ["two vectors", call("MatMul", [f(4), f(4)], [of("float32")]), 2 * 4],
    ["Gemm with A transposed", call("Gemm", [f(4, 3), f(4, 5), f(5)], [f(3, 5)]), 2 * 3 * 5 * 4],
    ["Gemm with packed weights and a long bias", call("Gemm", [f(1, 8), f(512)], [f(1, 512)]), 2 * 512 * 8],
    // 16 × 32 × 32 outputs, 3 × 3 × 3 products each.
    ["a convolution", call("Conv", [f(1, 3, 64, 64), f(16, 3, 3, 3), f(16)], [f(1, 16, 32, 32)]), 2 * 16 * 1024 * 27],
    ["one by depth", call("Conv", [f(1, 16, 32, 32), f(16, 1, 3, 3)], [f(1, 16, 32, 32)]), 2 * 16 * 1024 * 9],
    ["of a signal", call("FusedConv", [f(1, 129, 3), f(128, 129, 3), f(128)], [f(1, 128, 3)]), 2 * 128 * 3 * 129 * 3],
    // Every input meets 16 × 2 × 2 weights.
    [
      "a transposed one",
      call("ConvTranspose", [f(1, 24, 8, 8), f(24, 16, 2, 2)], [f(1, 16, 16, 16)]),
      2 * 24 * 64 * 64,
    ],
    // 10 steps, 4 gates of 32, each of 16 + 32.
    ["LSTM", call("LSTM", [f(10, 1, 16), f(1, 128, 16), f(1, 128, 32)], [f(10, 1, 1, 32)]), 2 * 10 * 4 * 32 * 48],
    ["LSTM whose weights were packed", call("LSTM", [f(1, 1, 128), f(1, 1024)], [f(1, 1, 1, 128)]), 2 * 4 * 128 * 256],
    ["GRU in both directions", call("GRU", [f(5, 2, 8)], [f(5, 2, 2, 4)]), 2 * 5 * 2 * 2 * 3 * 4 * 12],
    // Queries times keys, weights times values.
    [
      "attention",
      call("MultiHeadAttention", [f(1, 10, 64), f(1, 20, 64), f(1, 20, 64)], [f(1, 10, 64)]),
      4 * 10 * 64 * 20,
    ],
    [
      "with its projection",
      call("Attention", [f(1, 10, 64), f(64, 192), f(192)], [f(1, 10, 64)]),
      2 * 10 * 64 * 192 + 4 * 100 * 64,
    ],
    [
      "with keys of before",
      call(
        "GroupQueryAttention",
        [f(1, 1, 64), f(1, 1, 32), f(1, 1, 32)],
        [f(1, 1, 64), f(1, 2, 101, 16), f(1, 2, 101, 16)],
      ),
      4 * 64 * 101,
    ],
    ["a sum", call("Add", [f(2, 3), f(3)], [f(2, 3)]), 6],
    ["a function", call("Sigmoid", [f(2, 3)], [f(2, 3)]), 60],
    ["a mean over all", call("ReduceMean", [f(4, 100)], [f(4)]), 400],
    ["normalisation", call("LayerNormalization", [f(4, 100), f(100), f(100)], [f(4, 100)]), 3_200],
    ["softmax", call("Softmax", [f(4, 100)], [f(4, 100)]), 5_200],
    ["nothing but moving", call("Transpose", [f(4, 100)], [f(100, 4)]), 0],
  ])("of %s", (_name, given, flops) => {
    expect(workOf(given)?.flops).toBe(flops);
  });

  it("of bytes is held against the peak of bytes", () => {
    const product = call("MatMulInteger", [of("uint8", 3, 4), of("int8", 4, 5)], [of("int32", 3, 5)]);
    expect(workOf(product)).toMatchObject({ arithmetic: "int8", flops: 120 });
    // Weights, scales and zero points: the runtime has packed the weights, the file still says what they were.
    const inputs = [of("uint8", 1, 3, 8, 8), f(), of("uint8"), f(16), of("int8", 16), f(), of("uint8")];
    const packed = call("QLinearConv", inputs, [of("uint8", 1, 16, 8, 8)], [of("int8", 16, 3, 3, 3), f(16)]);
    expect(workOf(packed)).toMatchObject({ arithmetic: "int8", flops: 2 * 16 * 64 * 27 });
    expect(workOf({ ...packed, weights: [] })).toBeNull();
  });

  it("is not guessed", () => {
    expect(workOf(call("NonMaxSuppression", [f(1, 100, 4)], [of("int64", 10, 3)]))).toBeNull();
    expect(workOf(call("com.acme.Fancy", [f(1)], [f(1)]))).toBeNull();
    expect(workOf(call("Conv", [f(1, 3, 8, 8)], [f(1, 16, 8, 8)]))).toBeNull();
    expect(workOf(call("MatMul", [], [f(1)]))).toBeNull();
    expect(workOf(call("Add", [f(1), f(1)], []))).toBeNull();
  });
});

describe("bytes", () => {
  const moved = (given: OperatorCall) => {
    const work = workOf(given)!;
    return [work.readBytes, work.writtenBytes];
  };
  it("count each tensor once", () => {
    expect(moved(call("Add", [f(2, 3), f(3)], [f(2, 3)]))).toEqual([36, 24]);
    expect(moved(call("Cast", [f(10)], [of("float16", 10)]))).toEqual([40, 20]);
  });
  it("include weights the runtime has packed away", () => {
    expect(moved(call("MatMul", [f(1, 64)], [f(1, 128)]))).toEqual([256 + 64 * 128 * 4, 512]);
    expect(moved(call("MatMul", [f(1, 64), f(64, 128)], [f(1, 128)]))).toEqual([256 + 64 * 128 * 4, 512]);
    expect(moved(call("MatMulNBits", [f(1, 64), of("uint8", 128, 2, 16)], [f(1, 128)]))).toEqual([256 + 4096, 512]);
    expect(moved(call("MatMulNBits", [f(1, 64)], [f(1, 128)]))).toEqual([256 + 4096, 512]);
  });
  it("of a table are those of the rows that were chosen", () => {
    expect(moved(call("Gather", [f(30_000, 384), of("int64", 1, 8)], [f(1, 8, 384)]))).toEqual([12_288 + 64, 12_288]);
  });
  it("are none for another view of the same", () => {
    expect(moved(call("Reshape", [f(4, 4), of("int64", 1)], [f(16)]))).toEqual([0, 0]);
    expect(moved(call("If", [of("bool")], [f(16)]))).toEqual([0, 0]);
  });
});

it("sizes of tensors", () => {
  expect(elementsOf(f())).toBe(1);
  expect(elementsOf(f(0, 4))).toBe(0);
  expect(bytesOf(of("int4", 3))).toBe(2);
  expect(bytesOf(of("string", 3))).toBe(0);
});
