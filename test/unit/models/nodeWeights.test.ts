/** Constant inputs of nodes, found by the names runtimes give what they make of them. */
import { describe, expect, it } from "vitest";
import { readNodeWeights, weightsOfNode } from "../../../server/src/models/formats/nodeWeights.ts";
import { scopesOf } from "../../../server/src/models/nodeNames.ts";
import * as make from "../../fixtures/models/make.ts";

const sourceOf = (bytes: Uint8Array) => ({
  sizeBytes: bytes.length,
  read: (offset: number, length: number) => bytes.subarray(offset, offset + length),
});
const weightsOf = (bytes: Uint8Array) => readNodeWeights(sourceOf(bytes));

describe("weights of nodes", () => {
  it("come from initialisers and constants, also those beside the file", () => {
    const mlp = weightsOf(make.mlp());
    expect(mlp.get("h")).toEqual([{ dtype: "float32", dims: [64, 128] }]);
    expect(mlp.get("y")).toEqual([{ dtype: "float32", dims: [128, 10] }]);
    expect(weightsOf(make.external("w.data")).get("y")).toEqual([{ dtype: "float32", dims: [64, 32] }]);
  });

  it("are followed through what makes floats of bytes", () => {
    const quantised = make.modelBytes({
      input: [make.value("x", "float32", [1, 3, 8, 8])],
      output: [make.value("y", "float32", [1, 16, 8, 8])],
      initializer: [
        { name: "w8", dataType: make.dataTypes.int8, dims: [16n, 3n, 3n, 3n], rawData: new Uint8Array(432) },
        make.weights("scale", []),
      ],
      node: [make.node("DequantizeLinear", ["w8", "scale"], ["w"]), make.node("Conv", ["x", "w"], ["y"])],
    });
    expect(weightsOf(quantised).get("y")).toEqual([{ dtype: "int8", dims: [16, 3, 3, 3] }]);
  });

  it("are found in branches", () => {
    expect(weightsOf(make.branches()).get("then_y")).toEqual([{ dtype: "float32", dims: [4] }]);
  });

  it("are found by the names of what was made of the node", () => {
    const known = new Map([["a/Conv", [{ dtype: "float32" as const, dims: [1] }]]]);
    for (const name of ["a/Conv", "a/Conv_nchwc", "a/Conv/ConvAddFusion", "a/Conv_token_12", "a/Conv_quant"])
      expect(weightsOfNode(known, name), name).toHaveLength(1);
    expect(weightsOfNode(known, "a/Other")).toEqual([]);
    expect(weightsOfNode(known, "a")).toEqual([]);
  });

  it("of what is no model are none", () => {
    expect(weightsOf(new TextEncoder().encode("<html>")).size).toBe(0);
    expect(weightsOf(make.mlp().subarray(0, 300)).size).toBe(0);
  });
});

describe("scopes of names", () => {
  it.each([
    ["/encoder/layer.0/attention/MatMul", ["encoder", "layer.0", "attention", "MatMul"]],
    ["If_0_then_branch__Inline_0__/stft/Conv", ["If_0 then", "stft", "Conv"]],
    ["conv2d_3.tmp_0_nchwc", ["conv2d_3.tmp_0"]],
    ["", []],
  ])("%s", (name, scopes) => {
    expect(scopesOf(name)).toEqual(scopes);
  });
});
