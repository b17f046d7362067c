/**
 * Summaries on disk, one file per folder that was indexed. A file that cannot be read is set aside, never deleted, and the
 * index is made anew. Absent on purpose: deciding what is still true; records carry the key of what they were made from.
 */
import { createHash } from "node:crypto";
import { renameSync } from "node:fs";
import path from "node:path";
import { readRecords, writeRecords } from "./records.ts";
import type { SummaryRecord } from "./summaries.ts";

export interface SummaryStore {
  read(): ReadonlyMap<string, SummaryRecord>;
  /** Costs speed at the next start when the disk is full or read-only, nothing else. */
  write(records: ReadonlyMap<string, SummaryRecord>): void;
}

/** Changes when the form of records does. */
const form = 2;

/** `version` is that of the product. `complain` is told of a file set aside. */
export function openSummaryStore(
  folder: string,
  indexed: string,
  version: string,
  complain: (text: string) => void = () => {},
): SummaryStore {
  const name = createHash("sha1").update(path.resolve(indexed)).digest("hex").slice(0, 16);
  const file = path.join(folder, "index", `${name}.json`);
  const store = { file, form, version, isRecord };
  return {
    read() {
      try {
        return readRecords(store);
      } catch (error) {
        complain(`the index ${file} cannot be read and is set aside: ${String(error)}`);
        setAside(file);
        return new Map();
      }
    },
    write(records) {
      try {
        writeRecords(store, records);
      } catch (error) {
        complain(`the index cannot be written to ${file}: ${String(error)}`);
      }
    },
  };
}

function isRecord(record: unknown): record is SummaryRecord {
  const one = record as SummaryRecord | null;
  return (
    typeof one?.key === "string" &&
    typeof one.hash === "string" &&
    (one.names === null || Array.isArray(one.names)) &&
    typeof one.summary?.functions === "object"
  );
}

function setAside(file: string): void {
  try {
    renameSync(file, `${file}.unreadable`);
  } catch {
    // somebody else has done it, or the disk is read-only
  }
}
