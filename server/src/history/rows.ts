/**
 * A record ↔ a row of the database: long lists of numbers go as Float64 values into one blob, the rest as JSON that says where in
 * it each list lies. Absent on purpose: SQL.
 */
import type { Calibration, RunRecord } from "./record.ts";

export interface Row {
  readonly record: string;
  readonly samples: Uint8Array;
  readonly warmUp: Uint8Array;
}

/** Shorter lists are cheaper as JSON than as a reference. */
const shortestSeries = 16;

export function rowOf(record: RunRecord): Row {
  const numbers: number[] = [];
  const slim = JSON.stringify(record, (_, value: unknown) => {
    if (!isSeries(value)) return value;
    const at = numbers.length;
    for (const one of value) numbers.push(one);
    return { $series: [at, value.length] };
  });
  return { record: slim, samples: bytesOf(numbers), warmUp: new Uint8Array(0) };
}

/** Null when the row is not one of ours: a reader must survive what a stranger wrote. */
export function recordOf(row: Row): RunRecord | null {
  try {
    const numbers = numbersOf(row.samples);
    const record = JSON.parse(row.record, (_, value: unknown) => {
      const place = placeOf(value);
      return place ? numbers.slice(place[0], place[0] + place[1]) : value;
    }) as RunRecord;
    if (record.schema !== 1) return null;
    return record.kind === undefined ? fromFirstVersion(record, row) : record;
  } catch {
    return null;
  }
}

/** Null when it is not one of ours. */
export function calibrationOf(row: { readonly record: string }): Calibration | null {
  try {
    const calibration = JSON.parse(row.record) as Calibration;
    return calibration.schema === 1 ? calibration : null;
  } catch {
    return null;
  }
}

/** Before there were kinds, all runs were of models and the two lists had columns of their own. */
function fromFirstVersion(record: RunRecord, row: Row): RunRecord {
  const { outcome } = record as Extract<RunRecord, { kind: "model" }>;
  const whole =
    outcome.kind === "failed"
      ? outcome
      : {
          ...outcome,
          measured: { ...outcome.measured, samplesMs: numbersOf(row.samples), warmUpMs: numbersOf(row.warmUp) },
        };
  return { ...record, kind: "model", outcome: whole } as RunRecord;
}

function isSeries(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length >= shortestSeries && value.every((one) => typeof one === "number");
}

function placeOf(value: unknown): readonly [number, number] | null {
  const place = (value as { readonly $series?: unknown } | null)?.$series;
  return Array.isArray(place) ? (place as [number, number]) : null;
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
