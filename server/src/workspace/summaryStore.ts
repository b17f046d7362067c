/**
 * Summaries on disk, one file per folder that was indexed. A file that cannot be read is set aside, never deleted, and the
 * index is made anew. Absent on purpose: deciding what is still true; records carry the key of what they were made from.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { SummaryRecord } from "./summaries.ts";

export interface SummaryStore {
  read(): ReadonlyMap<string, SummaryRecord>;
  /** Costs speed at the next start when the disk is full or read-only, nothing else. */
  write(records: ReadonlyMap<string, SummaryRecord>): void;
}

/** Changes when the form of records does. */
const form = 1;

/** `version` is that of the product: another one knows other libraries. `complain` is told of a file set aside. */
export function openSummaryStore(
  folder: string,
  indexed: string,
  version: string,
  complain: (text: string) => void = () => {},
): SummaryStore {
  const name = createHash("sha1").update(path.resolve(indexed)).digest("hex").slice(0, 16);
  const file = path.join(folder, "index", `${name}.json`);
  return {
    read() {
      let text: string;
      try {
        text = readFileSync(file, "utf8");
      } catch {
        return new Map();
      }
      try {
        const kept = JSON.parse(text) as { form: number; version: string; records: [string, SummaryRecord][] };
        if (kept.form !== form || kept.version !== version) return new Map();
        if (!kept.records.every(isRecord)) throw new TypeError("a record has another shape");
        return new Map(kept.records);
      } catch (error) {
        complain(`the index ${file} cannot be read and is set aside: ${String(error)}`);
        setAside(file);
        return new Map();
      }
    },
    write(records) {
      try {
        mkdirSync(path.dirname(file), { recursive: true });
        const draft = `${file}.${process.pid}`;
        writeFileSync(draft, JSON.stringify({ form, version, records: [...records] }));
        renameSync(draft, file);
      } catch (error) {
        complain(`the index cannot be written to ${file}: ${String(error)}`);
      }
    },
  };
}

const isRecord = (entry: unknown): boolean =>
  Array.isArray(entry) &&
  typeof entry[0] === "string" &&
  typeof entry[1]?.key === "string" &&
  typeof entry[1]?.hash === "string" &&
  typeof entry[1]?.summary?.functions === "object";

function setAside(file: string): void {
  try {
    renameSync(file, `${file}.unreadable`);
  } catch {
    // somebody else has done it, or the disk is read-only
  }
}
