/**
 * Moves the statement that declares a call's result in front of a loop, or takes the call out of a larger expression
 * into a constant there. What changes: the call is made once, and also when the loop has no round.
 * Absent on purpose: any judgement whether that is worth it, and calls the loop's own work may change: arguments
 * written in the loop, results altered in it, calls inside a `try` of the loop or behind a condition about their arguments.
 */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import {
  type Code,
  callOf,
  endWithComment,
  functionAround,
  indentationAt,
  insertBefore,
  isAsync,
  listedStatement,
  loopOf,
  outerExpression,
  removeStatement,
  replace,
  startWithComments,
  statementOfOnly,
  textIndented,
} from "./code.ts";
import { conditionsBefore } from "./moduleLevel.ts";
import { isMovable } from "./movable.ts";
import { calleeName, freeName } from "./names.ts";
import { awaitOf, boundNames, declarationOf, isCollected, isOwnedByRun } from "./result.ts";
import { homeOf, isChangedIn, isInside, isLoopStatement, isVisible, useOf } from "./symbols.ts";

export function moveBeforeLoop(code: Code, id: number, loopId: number): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  const loop = loopOf(code, loopId);
  const body = call && loop && loopBody(loop, call);
  if (!call || !loop || !body || !isInvariant(code, call, loop, body)) return undefined;
  const place = listedStatement(labelled(loop));
  if (!place || conditionsBefore(labelled(loop), place).length > 0 || (awaitOf(call) && !mayAwait(place)))
    return undefined;
  return moveStatement(code, call, body, place) ?? takeOut(code, call, body, place);
}

/** The part of a loop that runs again and again: a statement's body, or the callback of an array method. */
function loopBody(loop: ts.Node, call: ts.Node): ts.Node | undefined {
  if (isLoopStatement(loop)) return isInside(call, loop.statement) ? loop.statement : undefined;
  if (!ts.isCallExpression(loop)) return undefined;
  const callback = loop.arguments.find((argument) => isInside(call, argument));
  return callback && ts.isArrowFunction(callback) && isInside(call, callback.body) ? callback : undefined;
}

function labelled(loop: ts.Node): ts.Node {
  let node = loop;
  while (ts.isLabeledStatement(node.parent)) node = node.parent;
  return node;
}

function isInvariant(code: Code, call: ts.CallExpression | ts.NewExpression, loop: ts.Node, body: ts.Node): boolean {
  if (ts.isOptionalChain(call) || !isMovable(code, call) || isCollected(call) || isOwnedByRun(code, call)) return false;
  const inner = functionAround(call);
  if (inner && inner !== body && isInside(inner, body)) return false;
  for (let at: ts.Node = call; at !== body; at = at.parent) if (ts.isTryStatement(at.parent)) return false;
  const free = code.symbols.free(call);
  for (const { symbol } of free) {
    if (!symbol) continue;
    if ((symbol.declarations ?? []).some((declaration) => isInside(declaration, loop))) return false;
    if (isChangedIn(code.symbols, symbol, loop) || isPassedOnIn(code, symbol, call, loop)) return false;
  }
  const about = new Set(free.map(({ symbol }) => symbol).filter((symbol) => symbol && !isCallee(code, symbol, call)));
  return conditionsBefore(call, body).every((condition) =>
    code.symbols.free(condition).every(({ symbol }) => !symbol || !about.has(symbol)),
  );
}

const isCallee = (code: Code, symbol: ts.Symbol, call: ts.CallExpression | ts.NewExpression): boolean =>
  code.symbols.free(call.expression).some((free) => free.symbol === symbol);

/** Whether an object or list the call reads is handed to other code in the loop, which may alter it. */
function isPassedOnIn(code: Code, symbol: ts.Symbol, call: ts.Node, loop: ts.Node): boolean {
  const isObject = (symbol.declarations ?? []).some(
    (declaration) =>
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      (ts.isObjectLiteralExpression(declaration.initializer) || ts.isArrayLiteralExpression(declaration.initializer)),
  );
  if (!isObject) return false;
  return code.symbols.references(symbol).some((name) => {
    if (!isInside(name, loop) || isInside(name, call)) return false;
    return ts.isCallExpression(name.parent) && name.parent.arguments.some((argument) => argument === name);
  });
}

/** Whether `await` may stand in front of a statement. */
function mayAwait(place: ts.Node): boolean {
  const around = functionAround(place);
  if (around) return isAsync(around);
  const file = place.getSourceFile();
  return file.statements.some(awaitsAtTopLevel);
}

function awaitsAtTopLevel(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
  return ts.forEachChild(node, (child) => awaitsAtTopLevel(child) || undefined) ?? false;
}

/** `const x = await f()` as a whole, with its comments. */
function moveStatement(
  code: Code,
  call: ts.Expression,
  body: ts.Node,
  place: ts.Statement,
): readonly TextEdit[] | undefined {
  const declaration = declarationOf(call);
  const statement = declaration && statementOfOnly(declaration);
  if (!statement || !isInside(statement, body) || !isUnchangedResult(code, declaration)) return undefined;
  const removal = removeStatement(code, statement);
  if (!removal || !boundNames(declaration.name).every((name) => canWiden(code, name, place))) return undefined;
  const start = startWithComments(code, statement);
  const lead = indentationAt(code, place.getStart(code.sourceFile));
  const text =
    textIndented(code, statement, lead, start) + code.text.slice(statement.end, endWithComment(code, statement));
  const insertion = insertBefore(code, place, [text]);
  return insertion && [insertion, removal];
}

/** Whether the names a declaration introduces are only read. */
function isUnchangedResult(code: Code, declaration: ts.VariableDeclaration): boolean {
  if (declaration.name.kind !== ts.SyntaxKind.Identifier && hasDefaults(declaration.name)) return false;
  return boundNames(declaration.name).every((bound) => {
    const symbol = code.symbols.of(bound);
    return (
      symbol !== undefined && code.symbols.references(symbol).every((name) => name === bound || useOf(name) === "read")
    );
  });
}

const hasDefaults = (name: ts.BindingName): boolean =>
  !ts.isIdentifier(name) &&
  name.elements.some(
    (element) => !ts.isOmittedExpression(element) && (element.initializer !== undefined || hasDefaults(element.name)),
  );

/** Whether a name may be declared next to the loop instead of inside it, without meeting another of the same name. */
function canWiden(code: Code, name: ts.Identifier, place: ts.Statement): boolean {
  const own = code.symbols.of(name);
  const around = functionAround(place) ?? code.sourceFile;
  if (code.symbols.global(name.text).length > 0) return false;
  return code.symbols.declared(name.text).every((symbol) => {
    if (symbol === own) return true;
    return (symbol.declarations ?? []).every((declaration) => {
      const home = homeOf(declaration);
      const outside = !isInside(home, around) && !isInside(around, home);
      const apart = isInside(home, around) && !isInside(place, home);
      return outside || (apart && isVisible(code.symbols, name.text, place, own));
    });
  });
}

/** A call inside a larger expression becomes a constant in front of the loop. */
function takeOut(
  code: Code,
  call: ts.CallExpression | ts.NewExpression,
  body: ts.Node,
  place: ts.Statement,
): readonly TextEdit[] | undefined {
  const value = awaitOf(call) ?? call;
  if (isRebound(code, value)) return undefined;
  const whole = ts.isParenthesizedExpression(value.parent) ? value.parent : value;
  if (!isInside(whole, body) || ts.isExpressionStatement(outerExpression(value).parent)) return undefined;
  const name = freeName(code, resultName(call));
  const lead = indentationAt(code, place.getStart(code.sourceFile));
  const insertion = insertBefore(code, place, [
    `const ${name} = ${textIndented(code, value, lead)}${code.style.semicolon}`,
  ]);
  return insertion && [insertion, replace(code, whole, name)];
}

/** `embedResult` of `embed(…)`. */
const resultName = (call: ts.CallExpression | ts.NewExpression): string => `${calleeName(call)}Result`;

/** Whether the value goes into a variable that is altered later, or that could have been moved but for its name. */
function isRebound(code: Code, value: ts.Expression): boolean {
  const declaration = declarationOf(value);
  return declaration !== undefined && !isUnchangedResult(code, declaration);
}
