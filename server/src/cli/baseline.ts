/**
 * Findings that were accepted once, by file and fingerprint, so that a check speaks of new ones only. Fingerprints name no line:
 * edits elsewhere in a file change nothing. Absent on purpose: deciding what is accepted; whoever writes the file does.
 */
import { existsSync, readFileSync } from "node:fs";
import type { CheckResult } from "../report/checkResult.ts";
import { replaceFile } from "../workspace/replaceFile.ts";
import { WrongUse } from "./wrongUse.ts";

interface Baseline {
  readonly version: 1;
  /** Fingerprints by path below the working directory, both sorted. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

export interface Compared {
  /** What is not in the baseline. */
  readonly result: CheckResult;
  readonly known: number;
  /** Entries of files that were looked at, or are no longer there, and that no longer have the finding. */
  readonly gone: number;
}

/** Throws WrongUse when the file is missing or is no baseline. */
export function compareWithBaseline(file: string, result: CheckResult, looked: ReadonlySet<string>): Compared {
  const accepted = readBaseline(file);
  let known = 0;
  const found = new Map<string, ReadonlySet<string>>();
  const files = result.files.flatMap((one) => {
    found.set(one.path, new Set(one.findings.map(({ fingerprint }) => fingerprint)));
    const old = new Set(accepted.files[one.path]);
    const findings = one.findings.filter(({ fingerprint }) => !old.has(fingerprint));
    known += one.findings.length - findings.length;
    return findings.length > 0 ? [{ ...one, findings }] : [];
  });
  const gone = Object.entries(accepted.files)
    .filter(([path]) => looked.has(path) || !existsSync(path))
    .reduce((sum, [path, prints]) => sum + prints.filter((print) => !found.get(path)?.has(print)).length, 0);
  return { result: { ...result, files }, known, gone };
}

/** Files that are there and were not looked at keep their entries. Answers how many findings the file holds now. */
export function writeBaseline(file: string, result: CheckResult, looked: ReadonlySet<string>): number {
  const before = existsSync(file) ? Object.entries(readBaseline(file).files) : [];
  const found = result.files.map(
    (one) => [one.path, one.findings.map(({ fingerprint }) => fingerprint).sort()] as const,
  );
  const entries = [...before.filter(([path]) => !looked.has(path) && existsSync(path)), ...found].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  replaceFile(
    file,
    `${JSON.stringify({ version: 1, files: Object.fromEntries(entries) } satisfies Baseline, null, 2)}\n`,
  );
  return entries.reduce((sum, [, prints]) => sum + prints.length, 0);
}

function readBaseline(file: string): Baseline {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new WrongUse(`there is no baseline ${file}; write it with --update-baseline`);
  }
  try {
    const baseline = JSON.parse(text) as Baseline;
    if (baseline.version === 1 && Object.values(baseline.files).every(Array.isArray)) return baseline;
  } catch {
    // said below
  }
  throw new WrongUse(`${file} is no baseline; delete it and write it anew with --update-baseline`);
}
