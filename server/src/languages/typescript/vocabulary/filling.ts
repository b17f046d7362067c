/**
 * How a variable is filled on demand: the guard, the assignment, and what stands between. Absent on purpose: guards with
 * another condition, an `else`, or more work than the assignment.
 */
import { ts } from "../compiler.ts";
import { type Code, functionAround, innerExpression, textOf } from "./code.ts";
import type { Holder } from "./holder.ts";
import { awaitOf } from "./result.ts";

export interface Filling {
  readonly assignment: ts.BinaryExpression;
  /** The statement that becomes the filling with the promise. */
  readonly replaced: ts.Statement;
  /** The statement after which the variable is filled. */
  readonly whole: ts.Statement;
  /** The replaced statement decides itself whether to fill, so it becomes `x ??= …`. */
  readonly decides: boolean;
  /** Mentions of the variable in the guard and the assignment. */
  readonly places: readonly ts.Expression[];
}

export function fillingOf(code: Code, call: ts.Expression, holder: Holder): Filling | undefined {
  const waits = awaitOf(call);
  if (
    !waits ||
    waits.expression !== call ||
    !ts.isCallExpression(call) ||
    ts.isOptionalChain(call) ||
    !functionAround(call)
  )
    return undefined;
  const assignment = waits.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.right !== waits || !holder.places.includes(assignment.left))
    return undefined;
  const statement = assignment.parent;
  if (!ts.isExpressionStatement(statement)) return undefined;
  const operator = assignment.operatorToken.kind;
  if (operator === ts.SyntaxKind.QuestionQuestionEqualsToken || operator === ts.SyntaxKind.BarBarEqualsToken) {
    return { assignment, replaced: statement, whole: statement, decides: true, places: [assignment.left] };
  }
  if (operator !== ts.SyntaxKind.EqualsToken) return undefined;
  return guarded(code, call, statement, assignment, holder) ?? returningGuard(statement, assignment, holder);
}

/** `if (!x) x = await load();`, with or without braces. A guard that holds comments keeps its form. */
function guarded(
  code: Code,
  call: ts.Node,
  statement: ts.ExpressionStatement,
  assignment: ts.BinaryExpression,
  holder: Holder,
): Filling | undefined {
  const block = ts.isBlock(statement.parent) ? statement.parent : statement;
  const guard = block.parent;
  if (!ts.isIfStatement(guard) || guard.thenStatement !== block || guard.elseStatement) return undefined;
  if (ts.isBlock(block) && block.statements.length > 1) return undefined;
  const tested = emptyTest(guard.expression, holder);
  if (!tested) return undefined;
  const hasComments = /\/\/|\/\*/.test(textOf(code, guard).replace(textOf(code, call), ""));
  return {
    assignment,
    replaced: hasComments ? statement : guard,
    whole: guard,
    decides: !hasComments,
    places: [tested, assignment.left],
  };
}

/** `if (x) return x;` in front of `x = await load();`. The guard stays. */
function returningGuard(statement: ts.Statement, assignment: ts.BinaryExpression, holder: Holder): Filling | undefined {
  const list = statement.parent;
  if (!ts.isBlock(list)) return undefined;
  const before = list.statements[list.statements.indexOf(statement) - 1];
  if (!before || !ts.isIfStatement(before) || before.elseStatement) return undefined;
  const tested = innerExpression(before.expression);
  const then = before.thenStatement;
  const left = ts.isBlock(then) ? (then.statements.length === 1 ? then.statements[0] : undefined) : then;
  if (!holder.places.includes(tested) || !left || !ts.isReturnStatement(left)) return undefined;
  return { assignment, replaced: statement, whole: statement, decides: false, places: [tested, assignment.left] };
}

/** The variable in `!x`, `x === undefined`, `x == null`, `null === x`. */
function emptyTest(condition: ts.Expression, holder: Holder): ts.Expression | undefined {
  const test = innerExpression(condition);
  if (ts.isPrefixUnaryExpression(test) && test.operator === ts.SyntaxKind.ExclamationToken) {
    const tested = innerExpression(test.operand);
    return holder.places.includes(tested) ? tested : undefined;
  }
  if (!ts.isBinaryExpression(test)) return undefined;
  const equal =
    test.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    test.operatorToken.kind === ts.SyntaxKind.EqualsEqualsToken;
  const sides = [test.left, test.right];
  const tested = sides.find((side) => holder.places.includes(side));
  const empty = sides.find((side) => side !== tested);
  const isEmpty =
    empty && (empty.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(empty) && empty.text === "undefined"));
  return equal && isEmpty ? tested : undefined;
}
