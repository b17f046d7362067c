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
  isAsync,
  nameOf,
  outerExpression,
  replace,
  textIndented,
  textOf,
} from "./code.ts";
import { type Filling, fillingOf } from "./filling.ts";
import { type Holder, holderOf } from "./holder.ts";
import { freeName } from "./names.ts";
import { isAssigned, isAssignment } from "./symbols.ts";

export function keepPromise(code: Code, binding: number, id: number): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  const name = nameOf(code, binding);
  const holder = name && holderOf(code, name);
  const filling = call && holder && fillingOf(code, call, holder);
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

/** `T | undefined` becomes `Promise<T> | undefined`; undefined when the type does not say that it may be empty. */
function typeEdit(code: Code, holder: Holder): readonly TextEdit[] | undefined {
  const { type } = holder;
  if (!type) return code.typed ? undefined : [];
  const parts = ts.isUnionTypeNode(type) ? type.types : [type];
  const empty = parts.filter(isEmptyType);
  const full = parts.filter((part) => !isEmptyType(part));
  if (type.kind === ts.SyntaxKind.AnyKeyword) return [];
  if (full.length === 0 || (empty.length === 0 && !holder.optional)) return undefined;
  const value = full.map((part) => textOf(code, part)).join(" | ");
  return [replace(code, type, [`Promise<${value}>`, ...empty.map((part) => textOf(code, part))].join(" | "))];
}

const isEmptyType = (type: ts.TypeNode): boolean =>
  type.kind === ts.SyntaxKind.UndefinedKeyword ||
  (ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword);

function fillEdit(code: Code, call: ts.CallExpression | ts.NewExpression, holder: Holder, filling: Filling): TextEdit {
  const { eol, indent, semicolon } = code.style;
  const lead = indentationAt(code, filling.replaced.getStart(code.sourceFile));
  const target = textOf(code, filling.assignment.left);
  const error = freeName(code, "error");
  const keep = [
    `${target} ${filling.decides ? "??=" : "="} ${textIndented(code, call, lead)}.catch((${error}) => {`,
    `${lead}${indent}${target} = ${holder.empty}${semicolon}`,
    `${lead}${indent}throw ${error}${semicolon}`,
    `${lead}})`,
  ].join(eol);
  const text = isAwaitedNext(filling.whole, holder) ? keep : `await (${keep})`;
  return replace(code, filling.replaced, `${text}${semicolon}`);
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
  const { parent } = place;
  if (ts.isBinaryExpression(parent) && isAssignment(parent.operatorToken.kind) && parent.left === place) {
    return isEmptying(parent) ? "as it is" : undefined;
  }
  const around = functionAround(place);
  if (isAssigned(place) || !around || !isAsync(around) || isInParameters(place, around)) return undefined;
  if (isGuardTest(outerExpression(place))) return "as it is";
  if (ts.isShorthandPropertyAssignment(parent) || ts.isDeleteExpression(parent)) return undefined;
  const bare = ts.isNonNullExpression(parent) ? parent : place;
  const user = bare.parent;
  if (ts.isAwaitExpression(user)) return "as it is";
  if (ts.isReturnStatement(user) && !isInTry(user) && !isGenerator(around)) return "as it is";
  const isAlone =
    ts.isVariableDeclaration(user) ||
    ts.isReturnStatement(user) ||
    ts.isPropertyAssignment(user) ||
    ts.isArrayLiteralExpression(user) ||
    (ts.isCallExpression(user) && user.expression !== bare);
  const text = `await ${textOf(code, bare)}`;
  return replace(code, bare, isAlone ? text : `(${text})`);
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
