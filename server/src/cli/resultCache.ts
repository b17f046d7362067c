/**
 * Findings of earlier checks on disk, by everything they depend on: text, settings, what imported modules do, versions of packages,
 * and our own version. Absent on purpose: edits, which are worked out anew for whoever asks.
 */
import { createHash } from "node:crypto";
import path from "node:path";
import type { Finding } from "../analysis/finding.ts";
import { readRecords, writeRecords } from "../workspace/records.ts";

/** Null findings: the file has nothing to do with models. */
export interface CachedResult {
  readonly key: string;
  /** What analysis was told of packages; another answer makes the result old. */
  readonly versions: Readonly<Record<string, string | null>>;
  readonly findings: readonly Finding[] | null;
}

export interface ResultCache {
  get(file: string, key: string, versionOf: (name: string) => string | undefined): CachedResult | undefined;
  put(file: string, result: CachedResult): void;
  save(): void;
}

/** Changes when the form of entries does. */
const form = 2;

export function openResultCache(
  folder: string,
  cwd: string,
  version: string,
  complain: (text: string) => void,
): ResultCache {
  const name = createHash("sha1").update(cwd).digest("hex").slice(0, 16);
  const file = path.join(folder, `results-${name}.json`);
  const store = { file, form, version, isRecord: isResult };
  let before: ReadonlyMap<string, CachedResult> = new Map();
  try {
    before = readRecords(store);
  } catch {
    complain(`the cache ${file} cannot be read; it is made anew`);
  }
  const now = new Map<string, CachedResult>();
  return {
    get(of, key, versionOf) {
      const known = before.get(of);
      if (known?.key !== key) return undefined;
      for (const [name, version] of Object.entries(known.versions))
        if ((versionOf(name) ?? null) !== version) return undefined;
      return known;
    },
    put: (of, result) => now.set(of, result),
    save() {
      try {
        // Files this check did not look at keep what is known of them.
        writeRecords(store, new Map([...before, ...now]));
      } catch (error) {
        complain(`the cache cannot be written: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

function isResult(record: unknown): record is CachedResult {
  const one = record as CachedResult | null;
  return (
    typeof one?.key === "string" &&
    typeof one.versions === "object" &&
    (one.findings === null || Array.isArray(one.findings))
  );
}
