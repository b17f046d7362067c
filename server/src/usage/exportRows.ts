/**
 * Rows that speak of what a file exports, by its place and its imports: the same for every version of its text, so they are
 * looked for once while somebody types. Absent on purpose: whether the file exports such a thing.
 */
import { speaksOfFile } from "../knowledge/conditions.ts";
import type { Row } from "../knowledge/framework.ts";
import type { Knowledge } from "../knowledge/match.ts";

const last = new WeakMap<Knowledge, { readonly key: string; readonly rows: readonly Row[] }>();

export function exportRowsOf(knowledge: Knowledge, fileName: string, specifiers: readonly string[]): readonly Row[] {
  const key = [fileName, ...specifiers].join("\n");
  const before = last.get(knowledge);
  if (before?.key === key) return before.rows;
  const rows = knowledge
    .rowsAs("export")
    .map(({ row }) => row)
    .filter((row) => speaksOfFile(row, fileName, specifiers));
  last.set(knowledge, { key, rows });
  return rows;
}
