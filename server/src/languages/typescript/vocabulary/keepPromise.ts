/**
 * Makes a lazily filled variable or field keep the promise instead of the awaited value, so that callers who come
 * while it loads wait for the same load: `if (!x) x = await load()` becomes `x ??= load().catch(…)`.
 *
 * A failed load must not be kept, as before every later call tried again: the `catch` empties the variable and passes
 * the error on. Readers of the value await it; a reader outside of async code makes this impossible.
 * Absent on purpose: variables other files can read, values that are altered, and tests that ask whether it is loaded.
 */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import {
  type Code,
  callOf,
  functionAround,
  indentationAt,
  innerExpression,
  isAsync,
  nameOf,
  outerExpression,
  replace,
  textIndented,
  textOf,
} from "./code.ts";
import { type Holder, holderOf } from "./holder.ts";
import { freeName } from "./names.ts";
import { awaitOf } from "./result.ts";
import { isAssignment } from "./symbols.ts";

export function keepPromise(code: Code, binding: number, id: number): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  const name = nameOf(code, binding);
  const holder = name && holderOf(code, name);
  const filling = call && holder && fillingOf(call, holder);
  if (!call || !holder || !filling) return undefined;
  const type = typeEdit(code, holder);
  if (type === undefined) return undefined;
  const readers = holder.places.filter((place) => !filling.places.includes(place));
  const reads: TextEdit[] = [];
  for (const place of readers) {
    const read = readEdit(code, place);
    if (read === undefined) return undefined;
    if (read !== "as it is") reads.push(read);
  }
  return [...type, fillEdit(code, call, holder, filling), ...reads];
}

/** Where the variable is filled: the statement, the assignment, and the mentions of the variable in them. */
interface Filling {
  readonly statement: ts.Statement;
  readonly assignment: ts.BinaryExpression;
  /** The statement is nothing but the guard and the assignment. */
  readonly isWhole: boolean;
  readonly places: readonly ts.Expression[];
}

function fillingOf(call: ts.Expression, holder: Holder): Filling | undefined {
  const waits = awaitOf(call);
  if (!waits || waits.expression !== call || !ts.isCallExpression(call) || ts.isOptionalChain(call)) return undefined;
  const assignment = outerExpression(waits).parent;
  if (
    !ts.isBinaryExpression(assignment) ||
    innerExpression(assignment.right) !== waits ||
    ts.isAsExpression(assignment.right)
  )
    return undefined;
  if (!holder.places.includes(assignment.left) || !functionAround(call)) return undefined;
  const operator = assignment.operatorToken.kind;
  const statement = assignment.parent;
  if (!ts.isExpressionStatement(statement)) return undefined;
  if (operator === ts.SyntaxKind.QuestionQuestionEqualsToken || operator === ts.SyntaxKind.BarBarEqualsToken) {
    return { statement, assignment, isWhole: true, places: [assignment.left] };
  }
  if (operator !== ts.SyntaxKind.EqualsToken) return undefined;
  const block = ts.isBlock(statement.parent) ? statement.parent : statement;
  const guard = block.parent;
  if (!ts.isIfStatement(guard) || guard.thenStatement !== block || guard.elseStatement)
    return returningGuard(statement, assignment, holder);
  const tested = emptyTest(guard.expression, holder);
  if (!tested) return undefined;
  if (ts.isBlock(block) && block.statements.length > 1) return undefined;
  return { statement: guard, assignment, isWhole: true, places: [tested, assignment.left] };
}

/** `if (x) return x;` in front of `x = await load();`. The guard stays. */
function returningGuard(statement: ts.Statement, assignment: ts.BinaryExpression, holder: Holder): Filling | undefined {
  const list = statement.parent;
  if (!ts.isBlock(list)) return undefined;
  const before = list.statements
    .slice(0, list.statements.indexOf(statement))
    .reverse()
    .find((earlier) => ts.isIfStatement(earlier));
  if (!before || before.elseStatement || !holder.places.includes(innerExpression(before.expression))) return undefined;
  const then = before.thenStatement;
  const leaves = ts.isBlock(then)
    ? then.statements.length === 1 && ts.isReturnStatement(then.statements[0]!)
    : ts.isReturnStatement(then);
  if (!leaves) return undefined;
  return { statement, assignment, isWhole: false, places: [innerExpression(before.expression), assignment.left] };
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

/** `T | undefined` becomes `Promise<T> | undefined`; undefined when the type does not say that it may be empty. */
function typeEdit(code: Code, holder: Holder): readonly TextEdit[] | undefined {
  const { type } = holder;
  if (!type) return code.typed ? undefined : [];
  const parts = ts.isUnionTypeNode(type) ? type.types : [type];
  const empty = parts.filter(isEmptyType);
  const full = parts.filter((part) => !isEmptyType(part));
  if (full.length === 0 || (empty.length === 0 && !holder.optional)) return undefined;
  if (full.length === 1 && type.kind === ts.SyntaxKind.AnyKeyword) return [];
  const value = full.map((part) => textOf(code, part)).join(" | ");
  return [replace(code, type, [`Promise<${value}>`, ...empty.map((part) => textOf(code, part))].join(" | "))];
}

const isEmptyType = (type: ts.TypeNode): boolean =>
  type.kind === ts.SyntaxKind.UndefinedKeyword ||
  (ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword);

function fillEdit(code: Code, call: ts.CallExpression | ts.NewExpression, holder: Holder, filling: Filling): TextEdit {
  const { eol, indent, semicolon } = code.style;
  const lead = indentationAt(code, filling.statement.getStart(code.sourceFile));
  const target = textOf(code, filling.assignment.left);
  const error = freeName(code, "error");
  const load = textIndented(code, call, lead + (textOf(code, call).includes("\n") ? "" : ""));
  const operator = filling.isWhole ? "??=" : "=";
  const keep = [
    `${target} ${operator} ${load}.catch((${error}) => {`,
    `${lead}${indent}${target} = ${holder.empty}${semicolon}`,
    `${lead}${indent}throw ${error}${semicolon}`,
    `${lead}})`,
  ].join(eol);
  const waits = !isAwaitedNext(filling.statement, holder);
  return replace(code, filling.statement, `${waits ? `await (${keep})` : keep}${semicolon}`);
}

/** Whether the statement after the filling waits for the value at once: it returns it from async code, or awaits it. */
function isAwaitedNext(statement: ts.Statement, holder: Holder): boolean {
  const list = statement.parent;
  if (!ts.isBlock(list) || isInTry(statement)) return false;
  const next = list.statements[list.statements.indexOf(statement) + 1];
  return (
    next !== undefined &&
    ts.isReturnStatement(next) &&
    next.expression !== undefined &&
    startsWithRead(next.expression, holder)
  );
}

/** Whether the first thing an expression evaluates is the variable. */
function startsWithRead(expression: ts.Expression, holder: Holder): boolean {
  let node: ts.Expression = expression;
  while (!holder.places.includes(node)) {
    if (
      ts.isPropertyAccessExpression(node) ||
      ts.isElementAccessExpression(node) ||
      ts.isCallExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isParenthesizedExpression(node) ||
      ts.isAwaitExpression(node)
    ) {
      node = node.expression;
    } else return false;
  }
  return true;
}

function isInTry(node: ts.Node): boolean {
  for (let at = node; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    if (ts.isTryStatement(at.parent) && at === at.parent.tryBlock) return true;
  }
  return false;
}

/** What a mention of the variable becomes; undefined when it can only read a loaded value. */
function readEdit(code: Code, place: ts.Expression): TextEdit | "as it is" | undefined {
  const around = functionAround(place);
  const outer = outerExpression(place);
  const parent = outer.parent;
  if (ts.isBinaryExpression(parent) && isAssignment(parent.operatorToken.kind) && parent.left === place) {
    return isEmptying(parent) ? "as it is" : undefined;
  }
  if (!around || !isAsync(around) || isInParameters(place, around)) return undefined;
  if (isGuardTest(outer)) return "as it is";
  if (ts.isReturnStatement(parent) && !isInTry(parent) && !isGenerator(around)) return "as it is";
  if (ts.isAwaitExpression(parent)) return "as it is";
  if (ts.isShorthandPropertyAssignment(place.parent) || ts.isDeleteExpression(parent)) return undefined;
  const isHead =
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
    parent.expression === outer;
  const text = `await ${textOf(code, outer)}`;
  if (ts.isParenthesizedExpression(outer) || !isHead) {
    const safe =
      !isHead &&
      (ts.isCallExpression(parent) ||
        ts.isVariableDeclaration(parent) ||
        ts.isReturnStatement(parent) ||
        ts.isPropertyAssignment(parent) ||
        ts.isArrowFunction(parent) ||
        ts.isArrayLiteralExpression(parent));
    return replace(code, outer, safe ? text : `(${text})`);
  }
  return replace(code, outer, `(${text})`);
}

const isGenerator = (node: ts.SignatureDeclaration): boolean =>
  (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) &&
  node.asteriskToken !== undefined;

const isInParameters = (place: ts.Node, around: ts.SignatureDeclaration): boolean =>
  around.parameters.some((parameter) => parameter.pos <= place.pos && place.end <= parameter.end);

/** `x = undefined`, `x = null`: a reset. */
const isEmptying = (assignment: ts.BinaryExpression): boolean =>
  assignment.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
  ts.isExpressionStatement(assignment.parent) &&
  (assignment.right.kind === ts.SyntaxKind.NullKeyword ||
    (ts.isIdentifier(assignment.right) && assignment.right.text === "undefined"));

/** `if (x) return …`, `if (!x) throw …`: it holds for the promise as it did for the value. */
function isGuardTest(place: ts.Node): boolean {
  let node = place;
  while (
    (ts.isPrefixUnaryExpression(node.parent) && node.parent.operator === ts.SyntaxKind.ExclamationToken) ||
    ts.isParenthesizedExpression(node.parent) ||
    (ts.isBinaryExpression(node.parent) &&
      [node.parent.left, node.parent.right].some(
        (side) => side.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(side) && side.text === "undefined"),
      ))
  )
    node = node.parent;
  return ts.isIfStatement(node.parent) && node.parent.expression === node;
}
