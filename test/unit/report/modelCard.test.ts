/** A model card in words. */
import { expect, it } from "vitest";
import type { ModelCard } from "../../../server/src/models/card.ts";
import { cardLines, faultLine, inspectLines } from "../../../server/src/report/modelCard.ts";

const card: ModelCard = {
  format: "onnx",
  fileBytes: 4_700_000,
  opsets: [{ domain: "ai.onnx", version: 18 }],
  producer: "pytorch 2.4",
  inputs: [{ name: "images", dtype: "float32", dims: ["N", 3, 160, 160] }],
  outputs: [{ name: "boxes", dtype: "float32", dims: ["", 525, 84] }],
  operators: [
    ["Conv", 63],
    ["Mul", 57],
    ["Sigmoid", 57],
    ["Concat", 19],
    ["Reshape", 12],
    ["Transpose", 9],
    ["Softmax", 3],
    ["Slice", 2],
  ].map(([operator, count]) => ({ operator: String(operator), count: Number(count) })),
  parameters: 1_171_841,
  weights: [{ dtype: "float32", parameters: 1_171_841, bytes: 4_687_364 }],
  externalData: [],
};

it("fits the hover", () => {
  expect(cardLines("detector.onnx", card)).toEqual([
    "detector.onnx · 4.7 MB · opset 18 · 1.2 M parameters · float32",
    "in   images  float32 [N, 3, 160, 160]     N is dynamic",
    "out  boxes   float32 [?, 525, 84]     ? is dynamic",
  ]);
});

it("stays short for models of many inputs", () => {
  const many = {
    ...card,
    inputs: Array.from({ length: 50 }, (_, index) => ({
      name: `past.${index}`,
      dtype: "float16" as const,
      dims: [1, "batch", "past"],
    })),
  };
  expect(cardLines("decoder.onnx", many)).toHaveLength(1 + 4 + 1 + 1);
  expect(cardLines("decoder.onnx", many)).toContain("     and 46 more");
});

it("fits the terminal, wide and narrow", () => {
  const wide = inspectLines("detector.onnx", card, { columns: 80 });
  expect(wide[0]).toBe("detector.onnx   4.7 MB   ONNX opset 18   pytorch 2.4   1.2 M parameters");
  expect(wide[3]).toMatch(/^ {2}ops {5}Conv 63, Mul 57, .* \.\.\. 8 kinds$/);
  expect(wide[4]).toBe("  weights float32 4.7 MB (100%)     as int8 about 1.2 MB; outputs need checking");
  const narrow = inspectLines("detector.onnx", card, { columns: 60 });
  expect(narrow.slice(1, 3)).toEqual(["  in  images  float32", "      [N, 3, 160, 160]"]);
  expect(wide.slice(1).every((line) => line.length <= 80)).toBe(true);
});

it("names weights beside the model, and faults with their act", () => {
  expect(cardLines("m.onnx", { ...card, externalData: ["m.onnx.data"] }).at(-1)).toBe("Weights are in m.onnx.data.");
  expect(faultLine({ kind: "git-lfs-pointer", reason: "Git LFS pointer", act: "Run git lfs pull." })).toBe(
    "Cannot read: Git LFS pointer. Run git lfs pull.",
  );
});
