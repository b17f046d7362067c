/**
 * The rounds of a loop over a list: its element, its body, and whether a call in it could be made once for all rounds.
 * Absent on purpose: loops that end early, and lists whose rounds change what later ones read.
 */
import { ts } from "../compiler.ts";
import { type Code, functionAround, innerExpression, listedStatement } from "./code.ts";
import { conditionsBefore } from "./moduleLevel.ts";
import { boundNames } from "./result.ts";
import { isChangedIn, isInside, useOf } from "./symbols.ts";

export interface Rounds {
  readonly kind: "for-of" | "map";
  readonly loop: ts.ForOfStatement | ts.CallExpression;
  readonly over: ts.Expression;
  readonly element: ts.BindingName;
  readonly index: ts.Identifier | undefined;
  /** A block, or the expression a callback gives. */
  readonly body: ts.Block | ts.Expression;
  readonly callback: ts.ArrowFunction | undefined;
}

export function roundsOf(loop: ts.Node): Rounds | undefined {
  if (ts.isForOfStatement(loop)) {
    if (loop.awaitModifier || !ts.isVariableDeclarationList(loop.initializer) || !ts.isBlock(loop.statement))
      return undefined;
    const element = loop.initializer.declarations[0]?.name;
    return (
      element && {
        kind: "for-of",
        loop,
        over: loop.expression,
        element,
        index: undefined,
        body: loop.statement,
        callback: undefined,
      }
    );
  }
  if (
    !ts.isCallExpression(loop) ||
    !ts.isPropertyAccessExpression(loop.expression) ||
    loop.expression.name.text !== "map" ||
    loop.arguments.length !== 1
  )
    return undefined;
  if (ts.isOptionalChain(loop)) return undefined;
  const callback = innerExpression(loop.arguments[0]!);
  if (!ts.isArrowFunction(callback) || callback.parameters.length === 0 || callback.parameters.length > 2)
    return undefined;
  if (callback.parameters.some((parameter) => parameter.initializer || parameter.dotDotDotToken)) return undefined;
  const [first, second] = callback.parameters;
  if (second && !ts.isIdentifier(second.name)) return undefined;
  const index = second && ts.isIdentifier(second.name) ? second.name : undefined;
  return {
    kind: "map",
    loop,
    over: loop.expression.expression,
    element: first!.name,
    index,
    body: callback.body,
    callback,
  };
}

/** Whether every round makes the call, and no round changes what the call of another is given. */
export function isIndependent(
  code: Code,
  call: ts.CallExpression | ts.NewExpression,
  item: ts.Expression,
  rounds: Rounds,
): boolean {
  const { body, loop } = rounds;
  if (!isInside(call, body) || ts.isOptionalChain(call) || leavesEarly(body, rounds.kind === "map" ? body : undefined))
    return false;
  if (rounds.callback ? functionAround(call) !== rounds.callback : hasFunctionBetween(call, body)) return false;
  if (ts.isBlock(body) && listedStatement(call)?.parent !== body) return false;
  if (conditionsBefore(call, ts.isBlock(body) ? body : body.parent).length > 0) return false;
  if (awaitsInside(call)) return false;
  const names = new Set(
    [...boundNames(rounds.element), ...(rounds.index ? [rounds.index] : [])].map((name) => code.symbols.of(name)),
  );
  for (const symbol of names) {
    if (!symbol) return false;
    const changed = code.symbols
      .references(symbol)
      .some((name) => useOf(name) === "write" || (useOf(name) === "change" && name.pos < call.pos));
    if (changed) return false;
  }
  for (const { name, symbol } of code.symbols.free(call)) {
    if (!symbol) continue;
    const isOfRound = (symbol.declarations ?? []).some((declaration) => isInside(declaration, loop));
    if (isOfRound && !(names.has(symbol) && isInside(name, item))) return false;
    if (!isOfRound && isChangedIn(code.symbols, symbol, loop)) return false;
  }
  const list = innerExpression(rounds.over);
  const symbol = ts.isIdentifier(list) ? code.symbols.of(list) : undefined;
  return !symbol || !isChangedIn(code.symbols, symbol, body);
}

/** Whether an expression is surely an array: by its type in this file, or by how it was made. */
export function arrayKind(code: Code, expression: ts.Expression): "array" | "readonly" | "unknown" {
  const inner = innerExpression(expression);
  if (ts.isArrayLiteralExpression(inner)) return "array";
  if (ts.isCallExpression(inner)) return makesArray(code, inner) ? "array" : "unknown";
  const symbol = ts.isIdentifier(inner) ? code.symbols.of(inner) : undefined;
  const declaration = symbol?.declarations?.[0];
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) return "unknown";
  if (declaration.type) return typeKind(declaration.type);
  const { initializer } = declaration;
  return initializer && !ts.isIdentifier(innerExpression(initializer)) && ts.isVariableDeclaration(declaration)
    ? (asConst(initializer) ?? arrayKind(code, initializer))
    : "unknown";
}

const asConst = (initializer: ts.Expression): "readonly" | undefined =>
  ts.isAsExpression(initializer) && initializer.type.getText() === "const" ? "readonly" : undefined;

function typeKind(type: ts.TypeNode): "array" | "readonly" | "unknown" {
  if (ts.isArrayTypeNode(type)) return "array";
  if (ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.ReadonlyKeyword && ts.isArrayTypeNode(type.type))
    return "readonly";
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return "unknown";
  if (type.typeName.text === "Array") return "array";
  return type.typeName.text === "ReadonlyArray" ? "readonly" : "unknown";
}

function makesArray(code: Code, call: ts.CallExpression): boolean {
  const text = call.expression.getText(code.sourceFile);
  if (/^(Array\.(from|of)|Object\.(keys|values|entries))$/.test(text)) return true;
  if (!ts.isPropertyAccessExpression(call.expression)) return false;
  const method = call.expression.name.text;
  if (method === "split") return true;
  const isArrayMethod = /^(map|filter|slice|concat|flat|flatMap|toSorted|toReversed|sort|reverse)$/.test(method);
  return isArrayMethod && arrayKind(code, call.expression.expression) !== "unknown";
}

function leavesEarly(node: ts.Node, ownBody?: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isBreakOrContinueStatement(node) || ts.isThrowStatement(node) || ts.isYieldExpression(node)) return true;
  if (ts.isReturnStatement(node))
    return !(ownBody && node.parent === ownBody && ts.isBlock(ownBody) && ownBody.statements.at(-1) === node);
  return ts.forEachChild(node, (child) => leavesEarly(child, ownBody) || undefined) ?? false;
}

function hasFunctionBetween(node: ts.Node, outer: ts.Node): boolean {
  for (let at = node.parent; at && at !== outer; at = at.parent)
    if (ts.isFunctionLike(at) || ts.isTryStatement(at)) return true;
  return false;
}

function awaitsInside(call: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) found = true;
    if (!found) ts.forEachChild(node, visit);
  };
  visit(call);
  return found;
}
