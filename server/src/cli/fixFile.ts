/** Applies fixes to one file until nothing is left to apply. Absent on purpose: choosing the files. */
import type { Analysis } from "../analysis/analysis.ts";
import { applyEdits, type TextEdit } from "../text/edit.ts";
import { replaceFile } from "../workspace/replaceFile.ts";
import { repairedFile } from "./notebook.ts";

export type Fixing = "safe" | "suggestions";

export interface FixRequest {
  readonly file: string;
  readonly text: string;
  readonly analysis: Analysis;
  readonly fixing: Fixing;
  readonly analyse: (text: string) => Promise<Analysis | undefined>;
}

export interface FixAnswer {
  readonly text: string;
  readonly analysis: Analysis;
  readonly fixed: number;
  /** Why the file was left alone, if it was. */
  readonly problem?: string;
}

/** Fix-all converges in one pass; further ones are for fixes that overlapped. */
const mostRounds = 5;

export async function fixFile({ file, text, analysis, fixing, analyse }: FixRequest): Promise<FixAnswer> {
  let now = { text, analysis, fixed: 0 };
  const rounds: (readonly TextEdit[])[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const before = now.analysis.findings.length;
    const edits = fixing === "safe" ? now.analysis.safeEdits() : now.analysis.suggestedEdits();
    if (edits.length === 0) break;
    const repaired = applyEdits(now.text, edits);
    const next = await analyse(repaired);
    if (!next || next.findings.length >= before) break;
    rounds.push(edits);
    now = { text: repaired, analysis: next, fixed: now.fixed + before - next.findings.length };
  }
  if (now.text === text) return { text, analysis, fixed: 0 };
  try {
    const repaired = repairedFile(file, text, now.text, rounds);
    if (repaired === undefined)
      return { text, analysis, fixed: 0, problem: `${file}: not fixed, it has changed meanwhile` };
    replaceFile(file, repaired);
    return now;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { text, analysis, fixed: 0, problem: `${file}: not fixed, ${why}` };
  }
}
