/** A run record ↔ a row of the database: raw samples go as Float64 blobs, the rest as JSON. Absent on purpose: SQL. */
import type { RunRecord } from "./record.ts";

export interface Row {
  readonly record: string;
  readonly samples: Uint8Array;
  readonly warmUp: Uint8Array;
}

export function rowOf(record: RunRecord): Row {
  const { outcome } = record;
  if (outcome.kind === "failed")
    return { record: JSON.stringify(record), samples: new Uint8Array(0), warmUp: new Uint8Array(0) };
  const { samplesMs, warmUpMs, ...measured } = outcome.measured;
  const slim = { ...record, outcome: { kind: "measured", measured } };
  return { record: JSON.stringify(slim), samples: bytesOf(samplesMs), warmUp: bytesOf(warmUpMs) };
}

/** Null when the row is not one of ours: a reader must survive what a stranger wrote. */
export function recordOf(row: Row): RunRecord | null {
  try {
    const record = JSON.parse(row.record) as RunRecord;
    if (record.schema !== 1) return null;
    if (record.outcome.kind === "failed") return record;
    const measured = { ...record.outcome.measured, samplesMs: numbersOf(row.samples), warmUpMs: numbersOf(row.warmUp) };
    return { ...record, outcome: { kind: "measured", measured } };
  } catch {
    return null;
  }
}

function bytesOf(numbers: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.length * 8));
  for (const [index, value] of numbers.entries()) view.setFloat64(index * 8, value, true);
  return new Uint8Array(view.buffer);
}

function numbersOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / 8) }, (_, index) => view.getFloat64(index * 8, true));
}
