/**
 * Copies an ONNX file without its weights: what is left is the description, small even when the model has gigabytes.
 * Absent on purpose: the meaning of the fields (formats/onnx.ts) and files; bytes come through a source handed in.
 */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Random access to a file's bytes, so that weights can be skipped unread. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Exactly `length` bytes from `offset`; asked only for ranges inside the file. */
  read(offset: number, length: number): Uint8Array;
}

export type Weightless =
  | { readonly kind: "copied"; readonly bytes: Uint8Array }
  /** A field is longer than the file. */
  | { readonly kind: "cut-off"; readonly missingBytes: number }
  | { readonly kind: "malformed"; readonly reason: string };

export function copyWithoutWeights(source: ByteSource): Weightless {
  const walk = new Walk(source);
  try {
    walk.message("model", 0, source.sizeBytes, 0);
    return { kind: "copied", bytes: walk.writer.finish() };
  } catch (error) {
    if (error instanceof CutOff) return { kind: "cut-off", missingBytes: error.missingBytes };
    return { kind: "malformed", reason: error instanceof Error ? error.message : String(error) };
  }
}

type Kind = "model" | "graph" | "node" | "attribute" | "tensor" | "sparse" | "function";

/** Field numbers of onnx.proto that are entered or dropped; all others are copied as they are. */
const fields: Record<Kind, Readonly<Record<number, Kind | "drop">>> = {
  model: { 7: "graph", 20: "drop", 25: "function" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  function: { 7: "node", 11: "attribute" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: { 4: "drop", 5: "drop", 6: "drop", 7: "drop", 9: "drop", 10: "drop", 11: "drop" },
};

/** Subgraphs nest a few levels in real models; deeper is an attack on the stack. */
const deepest = 200;
const longestVarint = 10;
const windowBytes = 64 * 1024;
/** Messages up to this size are copied whole: looking for weights in them costs more than keeping them. */
const wholeBytes = 4 * 1024;
/** A single copied field (a name, an attribute list) beyond this is not a description any more. */
const largestFieldBytes = 64 * 1024 * 1024;

class CutOff extends Error {
  readonly missingBytes: number;
  constructor(missingBytes: number) {
    super("file ends inside a field");
    this.missingBytes = missingBytes;
  }
}

class Walk {
  readonly writer = new BinaryWriter();
  private readonly source: ByteSource;
  private window = new Uint8Array(0);
  private windowStart = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  message(kind: Kind, start: number, end: number, depth: number): void {
    if (depth > deepest) throw new Error(`messages nest deeper than ${deepest} levels`);
    let at = start;
    while (at < end) {
      const tag = this.varint(at, end);
      at = tag.next;
      const field = tag.value >>> 3;
      const type = tag.value & 7;
      if (field === 0) throw new Error("field number 0");
      if (type === WireType.Varint) {
        const next = this.varint(at, end).next;
        if (fields[kind][field] !== "drop") this.writer.tag(field, type).raw(this.bytes(at, next - at));
        at = next;
        continue;
      }
      if (type === WireType.Bit32 || type === WireType.Bit64) {
        const length = type === WireType.Bit32 ? 4 : 8;
        this.demand(at + length, end);
        if (fields[kind][field] !== "drop") this.writer.tag(field, type).raw(this.bytes(at, length));
        at += length;
        continue;
      }
      if (type !== WireType.LengthDelimited) throw new Error(`unknown wire type ${type}`);
      const size = this.varint(at, end);
      at = size.next;
      this.demand(at + size.value, end);
      this.delimited(kind, field, at, at + size.value, depth);
      at += size.value;
    }
  }

  private delimited(kind: Kind, field: number, start: number, end: number, depth: number): void {
    const into = fields[kind][field];
    if (into === "drop") return;
    this.writer.tag(field, WireType.LengthDelimited);
    if (into !== undefined && end - start > wholeBytes) {
      this.writer.fork();
      this.message(into, start, end, depth + 1);
      this.writer.join();
      return;
    }
    if (end - start > largestFieldBytes) throw new Error(`field ${field} of ${kind} has ${end - start} bytes`);
    this.writer.bytes(this.bytes(start, end - start));
  }

  /** Base 128, least significant group first; exact up to 2^53, and no file is longer. */
  private varint(at: number, end: number): { value: number; next: number } {
    const bytes = this.bytes(at, Math.min(longestVarint, Math.max(0, end - at)));
    let value = 0;
    for (let index = 0; index < bytes.length; index++) {
      value += (bytes[index]! & 0x7f) * 2 ** (7 * index);
      if (bytes[index]! < 0x80) return { value, next: at + index + 1 };
    }
    if (bytes.length < longestVarint) this.demand(end + 1, end);
    throw new Error("a number is longer than ten bytes");
  }

  /** Past the end of the file it is cut off; past the end of its parent only, it never was a message. */
  private demand(needed: number, end: number): void {
    if (needed <= end) return;
    if (needed > this.source.sizeBytes) throw new CutOff(needed - this.source.sizeBytes);
    throw new Error("a field is longer than its message");
  }

  private bytes(offset: number, length: number): Uint8Array {
    if (length > windowBytes) return this.source.read(offset, length);
    const inside = offset - this.windowStart;
    if (inside >= 0 && inside + length <= this.window.length) return this.window.subarray(inside, inside + length);
    this.window = new Uint8Array(this.source.read(offset, Math.min(windowBytes, this.source.sizeBytes - offset)));
    this.windowStart = offset;
    return this.window.subarray(0, length);
  }
}
