/** Assignments and what they tell: kept values, counters, exports of CommonJS. Absent on purpose: declarations (writes.ts). */
import { visitShortCircuit } from "./branches.ts";
import { ts } from "./compiler.ts";
import { noteCommonJs } from "./exported.ts";
import { targetOf } from "./fields.ts";
import { stepsInChunks } from "./loops.ts";
import { bare, isFunctionExpression } from "./syntax.ts";
import type { Walk } from "./walk.ts";
import { assign, assignFunction } from "./writes.ts";

const { SyntaxKind } = ts;

export function visitAssignment(walk: Walk, node: ts.BinaryExpression): void {
  const { left, operatorToken, right } = node;
  const target = bare(left);
  switch (operatorToken.kind) {
    case SyntaxKind.EqualsToken: {
      if (noteCommonJs(walk, target, right)) {
        walk.visit(left);
        walk.visit(right);
        return;
      }
      const kept = keptWhenFull(walk, target, right);
      assign(walk, left, kept === undefined ? "assign" : "empty", kept ?? right, [], node);
      walk.visit(right);
      if (isFunctionExpression(bare(right)) || bare(right).kind === SyntaxKind.Identifier)
        assignFunction(walk, target, right);
      return;
    }
    case SyntaxKind.QuestionQuestionEqualsToken:
    case SyntaxKind.BarBarEqualsToken:
      assign(walk, left, "empty", right, [], node);
      visitShortCircuit(walk, left, operatorToken.kind, right);
      return;
    case SyntaxKind.AmpersandAmpersandEqualsToken:
      assign(walk, left, "assign", right, [], node);
      visitShortCircuit(walk, left, operatorToken.kind, right);
      return;
    default:
      assign(walk, left, "change", right, [], node);
      noteStep(walk, node);
      walk.visit(right);
      return;
  }
}

/** `x = x ?? value` gives `x` a value only while it is empty, like `x ??= value`. */
function keptWhenFull(walk: Walk, target: ts.Expression, right: ts.Expression): ts.Expression | undefined {
  const value = bare(right);
  if (value.kind !== SyntaxKind.BinaryExpression) return undefined;
  const { left, operatorToken, right: otherwise } = value as ts.BinaryExpression;
  if (operatorToken.kind !== SyntaxKind.QuestionQuestionToken && operatorToken.kind !== SyntaxKind.BarBarToken)
    return undefined;
  const a = targetOf(walk, target);
  const b = targetOf(walk, left);
  return a !== undefined &&
    b !== undefined &&
    a.binding === b.binding &&
    a.key?.getText(walk.source) === b.key?.getText(walk.source)
    ? otherwise
    : undefined;
}

/** A `while` loop that moves its own counter by more than one works in chunks. */
function noteStep(walk: Walk, node: ts.BinaryExpression): void {
  const loop = walk.jumps.at(-1)?.loop;
  if (loop == null || (loop.form !== "while" && loop.form !== "do") || !stepsInChunks(node)) return;
  const target = targetOf(walk, node.left);
  if (target !== undefined && (loop.test === null || loop.condition.includes(target.binding))) loop.chunked = true;
}

export function visitUnary(walk: Walk, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): void {
  const { operand, operator } = node;
  if (operator !== SyntaxKind.PlusPlusToken && operator !== SyntaxKind.MinusMinusToken) {
    walk.visit(operand);
    return;
  }
  assign(walk, operand, "change", null, [], node);
}
