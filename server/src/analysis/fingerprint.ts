/** A name for a finding that survives edits elsewhere. Absent on purpose: offsets and lines. */
import type { CodeFacts, ScopeId } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";

/** Rule, enclosing named functions and the underlined text; equal ones are counted in order by whoever collects them. */
export function fingerprintOf(rule: string, span: Span, text: string, facts: CodeFacts, within: ScopeId): string {
  let owner = "";
  for (let at: ScopeId | null = within; at !== null; at = facts.scopes[at]!.parent) {
    const scope = facts.scopes[at]!;
    if ((scope.kind === "function" || scope.kind === "class") && scope.name) owner = `${scope.name}/${owner}`;
  }
  return `${rule}:${owner}${text.slice(span.start, span.end).replace(/\s+/g, " ").slice(0, 80)}`;
}
