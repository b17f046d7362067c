/**
 * Takes out a statement that gives a place a value and does nothing else: `env.useFSCache = false;`. Absent on purpose:
 * assignments whose value is used, and statements that share their line.
 */
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { ts } from "../compiler.ts";
import { type Code, listedStatement, removeStatement } from "./code.ts";

export function removeAssignment(code: Code, at: Span): readonly TextEdit[] | undefined {
  const statement = statementAt(code, at);
  if (!statement || listedStatement(statement) !== statement) return undefined;
  const edit = removeStatement(code, statement);
  return edit && [edit];
}

function statementAt(code: Code, at: Span): ts.ExpressionStatement | undefined {
  const find = (node: ts.Node): ts.ExpressionStatement | undefined => {
    if (node.pos > at.start || node.end < at.end) return undefined;
    if (
      ts.isExpressionStatement(node) &&
      ts.isBinaryExpression(node.expression) &&
      node.expression.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      node.expression.getStart(code.sourceFile) === at.start &&
      node.expression.end === at.end &&
      !ts.isBinaryExpression(node.expression.right)
    )
      return node;
    return ts.forEachChild(node, find);
  };
  return find(code.sourceFile);
}
