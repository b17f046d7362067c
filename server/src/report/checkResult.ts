/** What a check of many files gives, as renderers take it. Absent on purpose: how it was found and where it is printed. */
import type { Finding } from "../analysis/finding.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Position } from "../text/span.ts";

export interface CheckResult {
  /** Files with findings, sorted by path. */
  readonly files: readonly FileFindings[];
  readonly filesRead: number;
  /** Files that import something known. */
  readonly filesWithModelCode: number;
  readonly seconds: number;
}

export interface FileFindings {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  readonly uri: string;
  /** In the file as it lies on disk. */
  readonly lines: Lines;
  /** Of a notebook: where in which cell. */
  readonly cells?: Cells;
  readonly findings: readonly Finding[];
  /** Of one of a finding's fixes; undefined when this code cannot be changed safely. Costs time: ask only for what is shown. */
  edits(finding: Finding, fix: number): readonly TextEdit[] | undefined;
}

export interface Lines {
  position(offset: number): Position;
}

export interface Cells {
  /** Line and column in the cell; cells count from 0, those that hold no code too. */
  cellPosition(offset: number): Position & { readonly cell: number };
}

export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly information: number;
  readonly hint: number;
  readonly safeFixes: number;
}

export function count(result: CheckResult): Counts {
  const counts = { error: 0, warning: 0, information: 0, hint: 0, safeFixes: 0 };
  for (const { findings } of result.files) {
    for (const finding of findings) {
      counts[finding.severity]++;
      if (finding.fixes[0]?.class === "safe") counts.safeFixes++;
    }
  }
  return counts;
}
