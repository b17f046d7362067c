/** A name for a finding that survives edits elsewhere. Absent on purpose: offsets and lines. */
import type { CodeFacts } from "../facts/facts.ts";
import { contains, type Span } from "../text/span.ts";

/** Rule, enclosing function and the underlined text; equal ones are counted in order by whoever collects them. */
export function fingerprintOf(rule: string, span: Span, text: string, facts: CodeFacts): string {
  let owner = "";
  for (const scope of facts.scopes) {
    if ((scope.kind === "function" || scope.kind === "class") && scope.name && contains(scope.span, span)) owner += `${scope.name}/`;
  }
  return `${rule}:${owner}${text.slice(span.start, span.end).replace(/\s+/g, " ").slice(0, 80)}`;
}
