/** Generated inputs: data types, ranges, sizes. */
import { describe, expect, it } from "vitest";
import {
  completeDimensions,
  mergeDimensions,
  missingDimensions,
  unknownDimensions,
} from "../../../server/src/bench/dimensions.ts";
import { float16Bits, type InputPlan, type InputTensor, makeInputs } from "../../../server/src/bench/inputs.ts";
import type { DType, TensorInfo } from "../../../server/src/models/card.ts";

const input = (name: string, dtype: DType, dims: TensorInfo["dims"]): TensorInfo => ({ name, dtype, dims });
const plan = (inputs: TensorInfo[], more: Partial<InputPlan> = {}): InputPlan => ({
  inputs,
  dimensions: {},
  overrides: {},
  seed: 7,
  idLimit: 100,
  ...more,
});

function tensors(inputs: TensorInfo[], more: Partial<InputPlan> = {}): InputTensor[] {
  const made = makeInputs(plan(inputs, more));
  if ("error" in made) throw new Error(made.error.kind);
  return [...made.tensors];
}
const numbers = (tensor: InputTensor) => Array.from(tensor.data as ArrayLike<number | bigint>, Number);

describe("inputs", () => {
  it.each<[DType, string, number]>([
    ["float32", "Float32Array", 6],
    ["float64", "Float64Array", 6],
    ["float16", "Uint16Array", 6],
    ["int64", "BigInt64Array", 6],
    ["uint64", "BigUint64Array", 6],
    ["int32", "Int32Array", 6],
    ["uint32", "Uint32Array", 6],
    ["int16", "Int16Array", 6],
    ["uint16", "Uint16Array", 6],
    ["int8", "Int8Array", 6],
    ["uint8", "Uint8Array", 6],
    ["bool", "Uint8Array", 6],
    ["int4", "Uint8Array", 3],
    ["uint4", "Uint8Array", 3],
    ["string", "Array", 6],
  ])("%s comes as %s", (dtype, type, length) => {
    const [tensor] = tensors([input("x", dtype, [2, 3])]);
    expect(tensor!.data.constructor.name).toBe(type);
    expect(tensor!.data.length).toBe(length);
    expect(tensor!.dims).toEqual([2, 3]);
  });

  it("refuses what JavaScript cannot pass, with the name", () => {
    expect(makeInputs(plan([input("cache", "bfloat16", [1])]))).toEqual({
      error: { kind: "unsupported-input", input: "cache", why: "bfloat16" },
    });
    expect(makeInputs(plan([input("list", "other", [])]))).toMatchObject({
      error: { kind: "unsupported-input", why: "not a plain tensor" },
    });
  });

  it("refuses inputs of gigabytes", () => {
    expect(makeInputs(plan([input("x", "float32", ["n", 1024, 1024])], { dimensions: { "x.0": 1000 } }))).toMatchObject(
      { error: { kind: "inputs-too-large" } },
    );
  });

  it("repeats itself for a seed and differs for another", () => {
    const inputs = [input("x", "float32", [8]), input("ids", "int64", [8])];
    expect(tensors(inputs)).toEqual(tensors(inputs));
    expect(tensors(inputs)).not.toEqual(tensors(inputs, { seed: 8 }));
  });

  it("keeps ids small, masks one, positions in order, segments zero", () => {
    const [ids, mask, positions, segments] = tensors([
      input("input_ids", "int64", [1, 64]),
      input("attention_mask", "int64", [1, 64]),
      input("position_ids", "int64", [2, 4]),
      input("token_type_ids", "int64", [1, 64]),
    ]);
    expect(Math.max(...numbers(ids!))).toBeLessThan(100);
    expect(Math.min(...numbers(ids!))).toBeGreaterThanOrEqual(0);
    expect(new Set(numbers(ids!)).size).toBeGreaterThan(10);
    expect(new Set(numbers(mask!))).toEqual(new Set([1]));
    expect(numbers(positions!)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(new Set(numbers(segments!))).toEqual(new Set([0]));
  });

  it("knows sample rates, lengths and pictures", () => {
    const [rate, length, , picture] = tensors([
      input("sr", "int64", []),
      input("audio_lengths", "int64", [1]),
      input("audio", "float32", [1, 400]),
      input("image", "uint8", [1, 8, 8, 3]),
    ]);
    expect(numbers(rate!)).toEqual([16_000]);
    expect(numbers(length!)).toEqual([400]);
    expect(Math.max(...numbers(picture!))).toBeGreaterThan(100);
  });

  it("stays within what four bits can hold", () => {
    const [four] = tensors([input("q", "int4", [32])]);
    expect(Math.max(...numbers(four!).flatMap((byte) => [byte & 15, byte >> 4]))).toBeLessThan(8);
  });

  it.each([
    [0, 0x0000],
    [1, 0x3c00],
    [-1, 0xbc00],
    [0.5, 0x3800],
    [0.1, 0x2e66],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [0.99999, 0x3c00],
    [65504, 0x7bff],
  ])("writes %d as float16", (value, bits) => {
    expect(float16Bits(value)).toBe(bits);
  });
});

describe("dynamic dimensions", () => {
  const text = {
    inputs: [
      input("input_ids", "int64", ["batch", "sequence"]),
      input("attention_mask", "int64", ["batch", "sequence"]),
    ],
  };

  it("asks once for each symbol, with a suggestion", () => {
    expect(missingDimensions(text).map(({ key, symbol, suggestion }) => [key, symbol, suggestion])).toEqual([
      ["input_ids.0", "batch", 1],
      ["input_ids.1", "sequence", 128],
    ]);
  });

  it("gives one symbol one value wherever it stands", () => {
    expect(completeDimensions(text.inputs, { "input_ids.1": 16 })).toEqual({
      "input_ids.0": 1,
      "input_ids.1": 16,
      "attention_mask.0": 1,
      "attention_mask.1": 16,
    });
    expect(missingDimensions(text, { "attention_mask.0": 4, "attention_mask.1": 9 })).toEqual([]);
  });

  it("keeps sizes without a name apart", () => {
    const inputs = [input("a", "float32", ["", ""]), input("b", "float32", ["", ""])];
    expect(missingDimensions({ inputs }).map(({ key }) => key)).toEqual(["a.0", "a.1", "b.0", "b.1"]);
  });

  it("takes sizes the session options fix", () => {
    expect(missingDimensions(text, {}, { batch: 4, sequence: 7 })).toEqual([]);
    expect(completeDimensions(text.inputs, {}, { batch: 4, sequence: 7 })["input_ids.1"]).toBe(7);
  });

  it("computes sums from their parts", () => {
    const inputs = [
      input("past", "float32", [1, 4, "past_sequence_length", 8]),
      input("mask", "int64", ["batch", "past_sequence_length + 1"]),
    ];
    expect(missingDimensions({ inputs }).map(({ symbol }) => symbol)).toEqual(["past_sequence_length", "batch"]);
    expect(completeDimensions(inputs, { "past.2": 10 })["mask.1"]).toBe(11);
    expect(completeDimensions(inputs)["mask.1"]).toBe(1);
  });

  it.each<[string, TensorInfo, number[]]>([
    ["pictures, channels first", input("x", "float32", ["n", 3, "", ""]), [1, 224, 224]],
    ["pictures, channels last", input("x", "float32", ["", "", "", 3]), [1, 224, 224]],
    ["named pictures", input("x", "float32", ["N", "C", "height", "width"]), [1, 3, 224, 224]],
    ["a signal", input("wave", "float32", ["", ""]), [1, 512]],
    ["a recurrent state", input("h", "float32", [2, "", 128]), [1]],
    ["text", input("ids", "int64", ["b", "tokens"]), [1, 128]],
  ])("suggests sizes for %s", (_name, one, sizes) => {
    expect(Object.values(completeDimensions([one]))).toEqual(sizes);
  });

  it("prefers a choice to a memory, wherever the symbol stands, and forgets what the model no longer has", () => {
    const remembered = { "input_ids.0": 4, "input_ids.1": 64, "gone.0": 9 };
    const merged = mergeDimensions(text.inputs, remembered, { "attention_mask.0": 2 });
    expect(merged).toEqual({ "input_ids.1": 64, "attention_mask.0": 2 });
    expect(completeDimensions(text.inputs, merged)).toMatchObject({ "input_ids.0": 2, "attention_mask.1": 64 });
  });

  it("tells keys the model does not have", () => {
    expect(unknownDimensions(text.inputs, { "input_ids.0": 1, "input_ids.7": 1, "x.0": 1 })).toEqual([
      "input_ids.7",
      "x.0",
    ]);
  });
});
