/** Takes out the statement that consists of one expression. Absent on purpose: any judgement whether anything needs it. */
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { ts } from "../compiler.ts";
import { type Code, removeStatement as remove } from "./code.ts";

/** `at` lies in the expression and begins where it begins. */
export function removeStatement(code: Code, at: Span): readonly TextEdit[] | undefined {
  const find = (node: ts.Node): ts.ExpressionStatement | undefined => {
    if (node.pos > at.start || node.end < at.end) return undefined;
    if (ts.isExpressionStatement(node) && node.getStart(code.sourceFile) === at.start) return node;
    return ts.forEachChild(node, find);
  };
  const statement = find(code.sourceFile);
  if (!statement || !(ts.isSourceFile(statement.parent) || ts.isBlock(statement.parent))) return undefined;
  const edit = remove(code, statement);
  return edit && [edit];
}
