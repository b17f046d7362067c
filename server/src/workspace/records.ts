/**
 * Records on disk that can be worked out again: written as a whole, read only by the version that wrote them. Absent on purpose: what
 * is still true of them, and what to do with a file that cannot be read.
 */
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { replaceFile } from "./replaceFile.ts";

export interface RecordFile<T> {
  readonly file: string;
  /** Changes when the form of records does. */
  readonly form: number;
  /** Of the product: another one knows other libraries. */
  readonly version: string;
  readonly isRecord: (record: unknown) => record is T;
}

/** By key; empty when there is no file, or one of another version. Throws an Error for a file that holds something else. */
export function readRecords<T>({ file, form, version, isRecord }: RecordFile<T>): ReadonlyMap<string, T> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return new Map();
  }
  const kept = JSON.parse(text) as { form: number; version: string; records: [unknown, unknown][] };
  if (kept.form !== form || kept.version !== version) return new Map();
  return new Map(
    kept.records.map(([key, record]) => {
      if (typeof key !== "string" || !isRecord(record)) throw new TypeError("a record has another shape");
      return [key, record];
    }),
  );
}

/** Throws what the file system throws. */
export function writeRecords<T>({ file, form, version }: RecordFile<T>, records: ReadonlyMap<string, T>): void {
  mkdirSync(path.dirname(file), { recursive: true });
  replaceFile(file, JSON.stringify({ form, version, records: [...records] }));
}
