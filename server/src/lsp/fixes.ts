/**
 * Edits of findings, each asked for once per analysis, and all safe ones of a document until nothing is left to fix. Absent
 * on purpose: the editor's terms.
 */
import type { Analysis } from "../analysis/analysis.ts";
import { together } from "../analysis/edits.ts";
import type { Finding } from "../analysis/finding.ts";
import { isNotebook } from "../text/cells.ts";
import { applyEdits, type TextEdit } from "../text/edit.ts";
import type { Analysed } from "./analyses.ts";

export interface Fixes {
  /** Undefined when the code cannot be changed safely. */
  editsOf(analysed: Analysed, finding: Finding, fix: number): readonly TextEdit[] | undefined;
  /** Edits of the first fixes of all findings of a rule, as far as they go together. */
  allOf(analysed: Analysed, rule: string): readonly TextEdit[];
  /** Edits of the text as it is that lead to a text without safe fixes; empty when there are none. */
  allSafe(analysed: Analysed, analyse: (text: string) => Analysis | undefined): readonly TextEdit[];
}

/** A fix may uncover another; a cycle of fixes must end all the same. */
const mostRounds = 10;

export function createFixes(failed: (what: string, error: unknown) => void): Fixes {
  const kept = new WeakMap<Analysis, Map<string, readonly TextEdit[] | undefined>>();

  const ask = (analysis: Analysis, finding: Finding, fix: number): readonly TextEdit[] | undefined => {
    try {
      return analysis.edits(finding, fix);
    } catch (error) {
      failed(`cannot make the fix of ${finding.rule}`, error);
      return undefined;
    }
  };

  const editsOf: Fixes["editsOf"] = ({ analysis }, finding, fix) => {
    if (!analysis) return undefined;
    const known = kept.get(analysis) ?? new Map<string, readonly TextEdit[] | undefined>();
    kept.set(analysis, known);
    const key = `${finding.fingerprint} ${fix}`;
    if (!known.has(key)) known.set(key, ask(analysis, finding, fix));
    return known.get(key);
  };

  return {
    editsOf,
    allOf(analysed, rule) {
      const findings = (analysed.analysis?.findings ?? []).filter((finding) => finding.rule === rule);
      return together(findings.map((finding) => editsOf(analysed, finding, 0) ?? []));
    },
    allSafe({ analysis, parsed }, analyse) {
      if (!analysis || !parsed) return [];
      const first = analysis.safeEdits();
      // Of a notebook every edit stays in its cell; what they uncover is for the next time.
      if (first.length === 0 || isNotebook(parsed.fileName)) return first;
      let text = applyEdits(parsed.text, first);
      let rounds = 1;
      for (; rounds < mostRounds; rounds++) {
        const more = analyse(text)?.safeEdits() ?? [];
        if (more.length === 0) break;
        text = applyEdits(text, more);
      }
      return rounds === 1 ? first : differenceOf(parsed.text, text);
    },
  };
}

/** The one stretch that differs: after several rounds the single edits belong to texts nobody has. */
function differenceOf(before: string, after: string): readonly TextEdit[] {
  if (before === after) return [];
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < most - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return [{ span: { start, end: before.length - tail }, text: after.slice(start, after.length - tail) }];
}
