/** Edits of findings, worked out when somebody asks. Absent on purpose: applying them. */
import type { Vocabulary } from "../facts/vocabulary.ts";
import type { Fix } from "../rules/rule.ts";
import type { TextEdit } from "../text/edit.ts";
import { overlaps, type Span } from "../text/span.ts";

/** A fix that throws is no fix. */
export function editsOf(fix: Fix | undefined, say: () => Vocabulary): readonly TextEdit[] | undefined {
  try {
    return fix?.make(say());
  } catch {
    return undefined;
  }
}

/**
 * As many whole fixes as can be applied together. A fix that touches a place another one touches, or declares a name that
 * another one declares, is for the next round: it was worked out on the text as it is now.
 */
export function together(fixes: Iterable<readonly TextEdit[]>): readonly TextEdit[] {
  const all: TextEdit[] = [];
  const declared = new Set<string>();
  for (const edits of fixes) {
    const names = edits.flatMap(({ text }) => [...text.matchAll(declaration)].map(([, name]) => name!));
    if (edits.some((edit) => all.some((other) => collide(edit.span, other.span)))) continue;
    if (names.some((name) => declared.has(name))) continue;
    all.push(...edits);
    for (const name of names) declared.add(name);
  }
  return all;
}

const declaration = /(?:\b(?:const|let|var|function|class|def)\s+|^[ \t]*(?=\w+ = ))([\w$]+)/gm;

/** Insertions at one place collide too: their order would be a guess. */
const collide = (a: Span, b: Span): boolean => overlaps(a, b) || a.start === b.start;
