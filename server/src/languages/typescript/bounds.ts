/** How often a loop can run at most, when it can be read off. Absent on purpose: arithmetic beyond single constants. */
import type { ScopeId } from "../../facts/facts.ts";
import type { LoopRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import { bare, methodCall, propertyName } from "./syntax.ts";
import { constantNode } from "./values.ts";
import type { Walk } from "./walk.ts";

const { SyntaxKind } = ts;

export function loopBound(walk: Walk, id: ScopeId): number | null {
  const loop = walk.pen.scopes[id] as LoopRecord;
  const node = walk.scopeNodes[id]!;
  if (node.kind === SyntaxKind.ForStatement) return roundsOf(walk, node as ts.ForStatement);
  if (loop.iterated === null || loop.form === "for-await") return null;
  return lengthOf(walk, walk.places[loop.iterated]!.node, 0);
}

function roundsOf(walk: Walk, node: ts.ForStatement): number | null {
  const { initializer, condition, incrementor } = node;
  if (
    initializer === undefined ||
    condition === undefined ||
    incrementor === undefined ||
    !ts.isVariableDeclarationList(initializer) ||
    !ts.isBinaryExpression(condition)
  )
    return null;
  const counter = initializer.declarations[0];
  if (counter === undefined || !ts.isIdentifier(counter.name) || counter.initializer === undefined) return null;
  if (!ts.isIdentifier(condition.left) || condition.left.text !== counter.name.text) return null;
  const start = numberOf(walk, counter.initializer);
  const end = numberOf(walk, condition.right);
  const step = stepOf(walk, incrementor);
  if (start === null || end === null || step === null || step === 0) return null;
  const distance = (end - start) / step;
  switch (condition.operatorToken.kind) {
    case SyntaxKind.LessThanToken:
    case SyntaxKind.GreaterThanToken:
    case SyntaxKind.ExclamationEqualsEqualsToken:
      return Math.max(0, Math.ceil(distance));
    case SyntaxKind.LessThanEqualsToken:
    case SyntaxKind.GreaterThanEqualsToken:
      return Math.max(0, Math.floor(distance) + 1);
    default:
      return null;
  }
}

function stepOf(walk: Walk, node: ts.Expression): number | null {
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
    return node.operator === SyntaxKind.PlusPlusToken ? 1 : node.operator === SyntaxKind.MinusMinusToken ? -1 : null;
  }
  if (!ts.isBinaryExpression(node)) return null;
  const step = numberOf(walk, node.right);
  if (step === null) return null;
  return node.operatorToken.kind === SyntaxKind.PlusEqualsToken
    ? step
    : node.operatorToken.kind === SyntaxKind.MinusEqualsToken
      ? -step
      : null;
}

function numberOf(walk: Walk, expression: ts.Expression): number | null {
  const node = bare(expression);
  if (ts.isNumericLiteral(node)) return Number(node.text);
  const constant = constantNode(walk, node);
  return constant !== undefined && ts.isNumericLiteral(constant) ? Number(constant.text) : null;
}

/** Length of `["a", "b"]`, `Array(3)`, `[...Array(3).keys()]`, `{ length: 3 }` and constants that hold one of these. */
function lengthOf(walk: Walk, expression: ts.Expression, depth: number): number | null {
  const node = bare(expression);
  if (depth > 6) return null;
  if (ts.isArrayLiteralExpression(node)) {
    let length = 0;
    for (const element of node.elements) {
      const inner = ts.isSpreadElement(element) ? lengthOf(walk, element.expression, depth + 1) : 1;
      if (inner === null) return null;
      length += inner;
    }
    return length;
  }
  if (ts.isObjectLiteralExpression(node)) {
    const [only] = node.properties;
    return node.properties.length === 1 &&
      only !== undefined &&
      ts.isPropertyAssignment(only) &&
      propertyName(only.name) === "length"
      ? numberOf(walk, only.initializer)
      : null;
  }
  const parts = methodCall(node);
  if (parts !== undefined) {
    const isFrom = parts.method === "from" && ts.isIdentifier(parts.receiver) && parts.receiver.text === "Array";
    const inner = isFrom ? parts.call.arguments[0] : lengthKeepers.has(parts.method) ? parts.receiver : undefined;
    return inner === undefined ? null : lengthOf(walk, inner, depth + 1);
  }
  if (
    (ts.isCallExpression(node) || ts.isNewExpression(node)) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === "Array"
  ) {
    const [size] = node.arguments ?? [];
    return node.arguments?.length === 1 && size !== undefined ? numberOf(walk, size) : null;
  }
  const constant = constantNode(walk, node);
  return constant === undefined ? null : lengthOf(walk, constant, depth + 1);
}

const lengthKeepers = new Set([
  "entries",
  "fill",
  "keys",
  "map",
  "reverse",
  "sort",
  "toReversed",
  "toSorted",
  "values",
]);
