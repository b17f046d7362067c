/**
 * Findings of earlier checks on disk, by everything they depend on: text, settings, what imported modules do, versions of packages,
 * and our own version. Absent on purpose: edits, which are worked out anew for whoever asks.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Finding } from "../analysis/finding.ts";
import { replaceFile } from "./replaceFile.ts";

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
const form = 1;

export function openResultCache(
  folder: string,
  cwd: string,
  version: string,
  complain: (text: string) => void,
): ResultCache {
  const name = createHash("sha1").update(cwd).digest("hex").slice(0, 16);
  const file = path.join(folder, `results-${name}.json`);
  const before = read(file, version, complain);
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
        mkdirSync(folder, { recursive: true });
        // Files this check did not look at keep what is known of them.
        replaceFile(file, JSON.stringify({ form, version, results: [...new Map([...before, ...now])] }));
      } catch (error) {
        complain(`the cache cannot be written: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

export const keyOf = (...parts: readonly string[]): string => {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64url");
};

function read(file: string, version: string, complain: (text: string) => void): ReadonlyMap<string, CachedResult> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return new Map();
  }
  try {
    const kept = JSON.parse(text) as { form: number; version: string; results: [string, CachedResult][] };
    if (kept.form !== form || kept.version !== version) return new Map();
    if (
      kept.results.every(
        ([of, { key, versions, findings }]) =>
          typeof of === "string" &&
          typeof key === "string" &&
          typeof versions === "object" &&
          (findings === null || Array.isArray(findings)),
      )
    )
      return new Map(kept.results);
  } catch {
    // said below
  }
  complain(`the cache ${file} cannot be read; it is made anew`);
  return new Map();
}
