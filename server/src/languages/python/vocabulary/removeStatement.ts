/** Takes out a statement with its line. Absent on purpose: the only statement of a block, and one of several on a line. */
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { type Code, isBroken, linesOf, nodeAround, standsAlone, statementOf } from "./code.ts";

export function removeStatement(code: Code, at: Span): readonly TextEdit[] | undefined {
  const statement = statementOf(nodeAround(code, at));
  if (!statement || isBroken(code, statement) || !standsAlone(code, statement)) return undefined;
  // The statement has to be the expression and nothing more: `x = f()` gives x a value.
  if (statement.start !== at.start || statement.end !== at.end) return undefined;
  if ((statement.parent?.children.length ?? 0) < 2) return undefined;
  const lines = linesOf(code, statement);
  const isLast = code.text[lines.end - 1] !== "\n";
  const start = isLast && lines.start > 0 ? lines.start - (code.text[lines.start - 2] === "\r" ? 2 : 1) : lines.start;
  return [{ span: { start, end: lines.end }, text: "" }];
}
