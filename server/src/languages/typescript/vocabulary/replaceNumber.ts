/** Puts another number in place of one that is written in the code. Absent on purpose: numbers that are worked out. */
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { ts } from "../compiler.ts";
import { type Code, replace } from "./code.ts";

export function replaceNumber(code: Code, at: Span, number: number): readonly TextEdit[] | undefined {
  const find = (node: ts.Node): ts.NumericLiteral | undefined => {
    if (node.pos > at.start || node.end < at.end) return undefined;
    if (ts.isNumericLiteral(node) && node.getStart(code.sourceFile) === at.start && node.end === at.end) return node;
    return ts.forEachChild(node, find);
  };
  const literal = find(code.sourceFile);
  // A type may allow this one number only: `5000 as const`, `const size: 5000`.
  if (!literal || ts.isLiteralTypeNode(literal.parent) || ts.isAsExpression(literal.parent)) return undefined;
  const written = /_/.test(literal.getText(code.sourceFile))
    ? number.toLocaleString("en").replaceAll(",", "_")
    : `${number}`;
  return Number(literal.text) === number ? undefined : [replace(code, literal, written)];
}
