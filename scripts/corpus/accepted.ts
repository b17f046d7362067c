/** What was accepted last, by fingerprint, and what differs from it. Lines are left out of it: they move when code above changes. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Checked, Found } from "./checked.ts";

/** Of one finding: `file rule fingerprint`. */
type Key = string;

interface Accepted {
  readonly commit: string;
  readonly findings: readonly Key[];
}

export interface Difference {
  readonly name: string;
  readonly added: readonly Found[];
  readonly gone: readonly Key[];
}

const file = path.join(import.meta.dirname, "accepted.json");

export const acceptedOf = (name: string): Accepted | undefined => read()[name];

export function compare({ name, findings }: Checked, accepted: Accepted | undefined): Difference {
  const before = new Set(accepted?.findings);
  const now = new Set(findings.map(keyOf));
  return {
    name,
    added: findings.filter((found) => !before.has(keyOf(found))),
    gone: [...before].filter((key) => !now.has(key)),
  };
}

/** Repositories that were not checked keep what was accepted of them. */
export function writeAccepted(all: readonly Checked[]): void {
  const kept = { ...read() };
  for (const { name, commit, findings } of all) kept[name] = { commit, findings: findings.map(keyOf).sort() };
  const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
}

export const ruleOf = (key: Key): string => key.split(" ").at(-2) ?? "";

const keyOf = (found: Found): Key => `${found.file} ${found.rule} ${found.fingerprint.replaceAll(" ", "_")}`;

const read = (): Record<string, Accepted> => JSON.parse(readFileSync(file, "utf8")) as Record<string, Accepted>;
