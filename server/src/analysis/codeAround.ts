/**
 * The code a finding depends on, so that what was measured about it can be told to be of the past: the outermost function around
 * it, else its statement. Absent on purpose: code it calls, which may stand anywhere.
 */
import { contains, type Span } from "../text/span.ts";
import type { Usage } from "../usage/usage.ts";

export function codeAround({ facts }: Usage, span: Span): Span {
  const functions = facts.scopes.filter((scope) => scope.kind === "function" && contains(scope.span, span));
  const [outermost] = functions.sort((a, b) => length(b.span) - length(a.span));
  if (outermost) return outermost.span;
  const statements = facts.calls.filter(({ statement }) => contains(statement, span));
  const [widest] = statements.sort((a, b) => length(b.statement) - length(a.statement));
  return widest?.statement ?? span;
}

const length = ({ start, end }: Span): number => end - start;
