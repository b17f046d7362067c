/** What becomes of a call's value: where it is kept, and whether the runs that use it could share it. Absent on purpose: edits. */
import { ts } from "../compiler.ts";
import { type Code, functionAround, outerExpression, textOf } from "./code.ts";
import { memberChain, useOf } from "./symbols.ts";

/** The variable declaration that a call's value, or what `await` makes of it, initialises by itself. */
export function declarationOf(call: ts.Expression): ts.VariableDeclaration | undefined {
  let node = outerExpression(call);
  if (ts.isAwaitExpression(node.parent)) node = outerExpression(node.parent);
  return ts.isVariableDeclaration(node.parent) && node.parent.initializer === node ? node.parent : undefined;
}

/** The `await` around a call, parentheses and `as` between them allowed. */
export function awaitOf(call: ts.Expression): ts.AwaitExpression | undefined {
  const node = outerExpression(call);
  return ts.isAwaitExpression(node.parent) ? node.parent : undefined;
}

/** Whether the code treats a call's value as a promise: awaits it, chains on it, or waits for it among others. */
export function isPromise(code: Code, call: ts.Expression): boolean {
  const node = outerExpression(call);
  const parent = node.parent;
  if (ts.isAwaitExpression(parent)) return true;
  if (ts.isPropertyAccessExpression(parent)) return /^(then|catch|finally)$/.test(parent.name.text);
  if (ts.isArrayLiteralExpression(parent)) return isWaitedFor(parent);
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    const symbol = code.symbols.of(parent.name);
    return (
      symbol !== undefined &&
      code.symbols.references(symbol).some((name) => name !== parent.name && isPromise(code, name))
    );
  }
  return false;
}

const isWaitedFor = (list: ts.ArrayLiteralExpression): boolean =>
  ts.isCallExpression(list.parent) && /^Promise\.(all|allSettled|any|race)$/.test(list.parent.expression.getText());

/**
 * Whether a call is made several times on purpose, to have several: into a list (`pool.push(await load())`), an entry
 * (`pool[i] = await load()`), or by a callback that gives one of each (`Array.from({ length: 4 }, () => load())`).
 */
export function isCollected(call: ts.Expression): boolean {
  let node = outerExpression(call);
  if (ts.isAwaitExpression(node.parent)) node = outerExpression(node.parent);
  const { parent } = node;
  if (ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression)) {
    return parent.expression !== node && /^(push|unshift|add|set)$/.test(parent.expression.name.text);
  }
  if (ts.isBinaryExpression(parent)) return parent.right === node && ts.isElementAccessExpression(parent.left);
  if (!ts.isArrowFunction(parent) && !ts.isReturnStatement(parent)) return false;
  const around = ts.isArrowFunction(parent) ? parent : functionAround(parent);
  const taker = around?.parent;
  if (!taker || !ts.isCallExpression(taker) || taker.expression === around) return false;
  return /\b(map|flatMap|from|times|fill)$/.test(taker.expression.getText());
}

/**
 * Whether what a call gives is released, closed or altered somewhere: then the runs cannot share it. When the value
 * leaves the function, any release in the file counts.
 */
export function isOwnedByRun(code: Code, call: ts.Expression): boolean {
  const declaration = declarationOf(call);
  if (!declaration) return !isUsedInPlace(call) && RELEASE.test(code.text);
  if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Using) === ts.NodeFlags.Using) return true;
  return boundNames(declaration.name).some((bound) => {
    const symbol = code.symbols.of(bound);
    return symbol !== undefined && code.symbols.references(symbol).some((name) => ownsAt(code, name));
  });
}

/** The names a variable, or a pattern in its place, declares. */
export function boundNames(name: ts.BindingName): readonly ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

function ownsAt(code: Code, name: ts.Identifier): boolean {
  const use = useOf(name);
  if (use === "declaration" || use === "write") return false;
  if (use === "change") return true;
  if (RELEASED.test(textOf(code, memberChain(name)))) return true;
  return isHandedOn(name) && RELEASE.test(code.text);
}

const RELEASED =
  /\.(release|dispose|close|destroy|free|end|terminate|unload|quit|disconnect)$|Symbol\.(asyncDispose|dispose)/;
const RELEASE = /\.(release|dispose|close|destroy|free|terminate|unload|quit|disconnect)\(/;

/** Whether only a member or a call of the value is used where it is made: `(await create()).run(x)`. */
function isUsedInPlace(call: ts.Expression): boolean {
  let node = outerExpression(call);
  if (ts.isAwaitExpression(node.parent)) node = outerExpression(node.parent);
  const parent = node.parent;
  return (
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
    parent.expression === node
  );
}

/** Whether the value itself goes elsewhere: returned, stored, passed on. */
function isHandedOn(name: ts.Identifier): boolean {
  const parent = name.parent;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.expression !== name;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== name;
  return !ts.isNonNullExpression(parent);
}
