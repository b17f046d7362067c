/**
 * Which expressions mean the same wherever they are evaluated, as long as their names do. Absent on purpose: where the
 * names come from; moduleLevel.ts and the loops look at that.
 */
import { ts } from "../compiler.ts";
import { type Code, functionAround } from "./code.ts";
import { isInside, rootOf } from "./symbols.ts";

/** Whether a call can be evaluated elsewhere: its own arguments wait for nothing, change nothing and call nothing unknown. */
export function isMovable(code: Code, call: ts.CallExpression | ts.NewExpression): boolean {
  return (
    isStill(code, call.expression) &&
    (call.arguments ?? []).every((argument) => isStill(code, argument)) &&
    !readsOwnContext(call)
  );
}

/** Whether evaluating an expression changes nothing and calls nothing unknown. */
export function isStill(code: Code, node: ts.Expression): boolean {
  switch (node.kind) {
    case ts.SyntaxKind.StringLiteral:
    case ts.SyntaxKind.NumericLiteral:
    case ts.SyntaxKind.BigIntLiteral:
    case ts.SyntaxKind.RegularExpressionLiteral:
    case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
    case ts.SyntaxKind.Identifier:
    case ts.SyntaxKind.MetaProperty:
    case ts.SyntaxKind.OmittedExpression:
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.FunctionExpression:
      return true;
  }
  if (ts.isTemplateExpression(node)) return node.templateSpans.every((span) => isStill(code, span.expression));
  if (ts.isPropertyAccessExpression(node)) return isStill(code, node.expression);
  if (ts.isElementAccessExpression(node))
    return isStill(code, node.expression) && isStill(code, node.argumentExpression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every((element) => isStill(code, element));
  if (
    ts.isSpreadElement(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node)
  )
    return isStill(code, node.expression);
  if (ts.isNonNullExpression(node) || ts.isTypeOfExpression(node)) return isStill(code, node.expression);
  if (ts.isConditionalExpression(node))
    return [node.condition, node.whenTrue, node.whenFalse].every((part) => isStill(code, part));
  if (ts.isBinaryExpression(node)) {
    const assigns =
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    return !assigns && isStill(code, node.left) && isStill(code, node.right);
  }
  if (ts.isPrefixUnaryExpression(node)) {
    return (
      node.operator !== ts.SyntaxKind.PlusPlusToken &&
      node.operator !== ts.SyntaxKind.MinusMinusToken &&
      isStill(code, node.operand)
    );
  }
  if (ts.isObjectLiteralExpression(node)) return node.properties.every((property) => isStillProperty(code, property));
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    return isPureCallee(code, node) && (node.arguments ?? []).every((argument) => isStill(code, argument));
  }
  return false;
}

function isStillProperty(code: Code, property: ts.ObjectLiteralElementLike): boolean {
  if (property.name && ts.isComputedPropertyName(property.name) && !isStill(code, property.name.expression))
    return false;
  if (ts.isPropertyAssignment(property)) return isStill(code, property.initializer);
  if (ts.isSpreadAssignment(property)) return isStill(code, property.expression);
  return ts.isShorthandPropertyAssignment(property) || ts.isMethodDeclaration(property);
}

/** Functions of the language and of its hosts' path and address modules: they only compute. */
function isPureCallee(code: Code, call: ts.CallExpression | ts.NewExpression): boolean {
  const root = rootOf(call.expression);
  if (ts.isMetaProperty(root)) return true;
  if (!ts.isIdentifier(root)) return false;
  const symbol = code.symbols.of(root);
  const name = call.expression.getText(code.sourceFile);
  if (!symbol) return PURE_GLOBALS.has(name);
  return (symbol.declarations ?? []).every((declaration) => {
    const from = importedModule(declaration);
    return from !== undefined && PURE_MODULES.has(from);
  });
}

const PURE_GLOBALS = new Set([
  "URL",
  "String",
  "Number",
  "Boolean",
  "process.cwd",
  "require.resolve",
  "Math.max",
  "Math.min",
  "Math.floor",
  "Math.ceil",
  "Number.parseInt",
  "parseInt",
  "Object.freeze",
]);
const PURE_MODULES = new Set(["path", "node:path", "path/posix", "node:path/posix", "url", "node:url"]);

function importedModule(declaration: ts.Declaration): string | undefined {
  for (let at: ts.Node = declaration; at; at = at.parent) {
    if (ts.isImportDeclaration(at)) return ts.isStringLiteral(at.moduleSpecifier) ? at.moduleSpecifier.text : undefined;
    if (ts.isVariableDeclaration(at)) {
      const value = at.initializer;
      const required =
        value && ts.isCallExpression(value) && value.expression.getText() === "require"
          ? value.arguments[0]
          : undefined;
      return required && ts.isStringLiteral(required) ? required.text : undefined;
    }
  }
  return undefined;
}

/** `this`, `super`, `arguments` and `new.target` of the function around the call, `await` and `yield` inside its arguments. */
export function readsOwnContext(call: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) found = !isLater(node, call);
    if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword)
      found = !hasOwnThis(node, call);
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.NewKeyword) found = true;
    if (ts.isIdentifier(node) && node.text === "arguments") found = !hasOwnThis(node, call);
    if (!found) ts.forEachChild(node, visit);
  };
  visit(call);
  return found;
}

function isLater(node: ts.Node, call: ts.Node): boolean {
  const inner = functionAround(node);
  return inner !== undefined && isInside(inner, call);
}

/** Whether a function that is not an arrow function stands between a node and the call. */
function hasOwnThis(node: ts.Node, call: ts.Node): boolean {
  for (let at = node.parent; at && isInside(at, call); at = at.parent) {
    if (ts.isFunctionLike(at) && !ts.isArrowFunction(at)) return true;
    if (ts.isClassLike(at)) return true;
  }
  return false;
}
