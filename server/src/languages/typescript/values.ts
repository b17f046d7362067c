/**
 * Values as far as literals tell, with the bindings they depend on. Absent on purpose: following constants, but for the
 * spread of a constant record, whose keys belong to the record that spreads it.
 */
import type { Place } from "../../facts/builder.ts";
import type { BindingId, CallId, Field, Value } from "../../facts/facts.ts";
import { ts } from "./compiler.ts";
import { fieldEnd, propertyOf } from "./fields.ts";
import {
  bare,
  isFunctionExpression,
  isMemberNode,
  type MemberNode,
  memberName,
  propertyName,
  settled,
} from "./syntax.ts";
import { each, type Walk } from "./walk.ts";

const { SyntaxKind } = ts;

/** Records within records beyond this are opaque. */
const deepest = 12;

export function valueAt(walk: Walk, place: Place): Value {
  const { node, access } = walk.places[place]!;
  if (access.length === 0) return readValue(walk, node);
  let at: ts.Expression | undefined = node;
  for (const step of access) {
    const literal: ts.Expression | undefined = at && bare(at);
    at = undefined;
    if (literal === undefined || step === each) break;
    if (typeof step === "string" && ts.isObjectLiteralExpression(literal)) {
      const property: ts.ObjectLiteralElementLike | undefined = literal.properties.some(ts.isSpreadAssignment)
        ? undefined
        : propertyOf(literal, step);
      if (property !== undefined && ts.isPropertyAssignment(property)) at = property.initializer;
    } else if (
      typeof step === "number" &&
      ts.isArrayLiteralExpression(literal) &&
      !literal.elements.some(ts.isSpreadElement)
    ) {
      at = literal.elements[step];
    }
  }
  return at === undefined ? opaque(walk, node) : readValue(walk, at);
}

export function callArguments(walk: Walk, call: CallId): readonly Value[] {
  const node = walk.callNodes[call]!;
  if (node.kind === SyntaxKind.CallExpression || node.kind === SyntaxKind.NewExpression) {
    return ((node as ts.CallExpression).arguments ?? []).map((argument) => readValue(walk, argument));
  }
  // A function named as an array's callback is called with the element.
  const binding = walk.bindingNodes.findIndex(
    (candidate, id) => candidate === node && walk.pen.bindings[id]!.name === "",
  );
  return binding < 0 ? [] : [{ kind: "reference", binding, span: walk.span(node), uses: [binding] }];
}

export function readValue(walk: Walk, expression: ts.Expression, depth = 0): Value {
  const span = walk.span(expression);
  const uses = walk.pen.references.uses(span);
  const node = settled(expression);
  const text = ts.isStringLiteralLike(node) ? node.text : keyName(node);
  if (text !== undefined) return { kind: "literal", value: text, span, uses };
  switch (node.kind) {
    case SyntaxKind.NumericLiteral:
      return { kind: "literal", value: Number((node as ts.NumericLiteral).text), span, uses };
    case SyntaxKind.TrueKeyword:
    case SyntaxKind.FalseKeyword:
      return { kind: "literal", value: node.kind === SyntaxKind.TrueKeyword, span, uses };
    case SyntaxKind.NullKeyword:
      return { kind: "literal", value: null, span, uses };
    case SyntaxKind.PrefixUnaryExpression: {
      const { operator, operand } = node as ts.PrefixUnaryExpression;
      if (operator !== SyntaxKind.MinusToken || !ts.isNumericLiteral(operand)) break;
      return { kind: "literal", value: -Number(operand.text), span, uses };
    }
    case SyntaxKind.ArrayLiteralExpression: {
      if (depth > deepest) break;
      const { elements } = node as ts.ArrayLiteralExpression;
      const items = elements
        .filter((element) => !ts.isSpreadElement(element))
        .map((element) => readValue(walk, element, depth + 1));
      return { kind: "array", items, open: items.length < elements.length, span, uses };
    }
    case SyntaxKind.ObjectLiteralExpression: {
      if (depth > deepest) break;
      const { fields, open } = fieldsOf(walk, node as ts.ObjectLiteralExpression, depth);
      return { kind: "record", fields, open, span, uses };
    }
    case SyntaxKind.TemplateExpression:
    case SyntaxKind.BinaryExpression: {
      const pieces = depth > deepest ? undefined : piecesOf(walk, node, depth);
      if (pieces) return { kind: "opaque", span, uses, pieces };
      break;
    }
    case SyntaxKind.CallExpression:
    case SyntaxKind.NewExpression: {
      const call = walk.callOf.get(node);
      if (call !== undefined) return { kind: "call", call, span, uses };
      break;
    }
    case SyntaxKind.Identifier:
    case SyntaxKind.PropertyAccessExpression:
    case SyntaxKind.ElementAccessExpression: {
      const binding = walk.pen.references.at(isMemberNode(node) ? fieldEnd(node) : node.end);
      if (binding !== undefined) return { kind: "reference", binding, span, uses };
      const member = isMemberNode(node) ? memberOf(walk, node) : undefined;
      if (member) return { kind: "opaque", span, uses, member };
      break;
    }
    default:
      if (isFunctionExpression(node)) {
        const scope = walk.scopeOf.get(node);
        if (scope !== undefined) return { kind: "function", scope, span, uses };
      }
  }
  return { kind: "opaque", span, uses };
}

/** `controller.create`: the binding it begins with and the names after it. */
function memberOf(walk: Walk, node: MemberNode): { of: BindingId; steps: string } | undefined {
  const names: string[] = [];
  for (let at: ts.Expression = node; isMemberNode(at); ) {
    const name = memberName(at);
    if (name === undefined) return undefined;
    names.unshift(name);
    at = bare(at.expression);
    const of = walk.pen.references.at(isMemberNode(at) ? fieldEnd(at) : at.end);
    if (of !== undefined) return { of, steps: names.join(".") };
  }
  return undefined;
}

function opaque(walk: Walk, node: ts.Expression): Value {
  const span = walk.span(node);
  return { kind: "opaque", span, uses: walk.pen.references.uses(span) };
}

/** The pieces of a template or of texts joined by `+`; undefined when nothing shows that a text comes out. */
function piecesOf(walk: Walk, node: ts.Expression, depth: number): readonly Value[] | undefined {
  if (ts.isTemplateExpression(node)) {
    const { head, templateSpans } = node;
    return [
      constantPiece(walk, head),
      ...templateSpans.flatMap(({ expression, literal }) => [
        readValue(walk, expression, depth + 1),
        constantPiece(walk, literal),
      ]),
    ];
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== SyntaxKind.PlusToken) return undefined;
  const sides: ts.Expression[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && left.operatorToken.kind === SyntaxKind.PlusToken) {
    sides.unshift(left.right);
    left = settled(left.left);
  }
  sides.unshift(left);
  const isText = sides.some((side) => ts.isStringLiteralLike(settled(side)) || ts.isTemplateExpression(settled(side)));
  return isText ? sides.map((side) => readValue(walk, side, depth + 1)) : undefined;
}

const constantPiece = (walk: Walk, part: ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): Value => ({
  kind: "literal",
  value: part.text,
  span: walk.span(part),
  uses: [],
});

/** The name after a dot, when an entry's key is asked for: `session` of `state.session`. */
const keyName = (node: ts.Node): string | undefined =>
  (node.kind === SyntaxKind.Identifier || node.kind === SyntaxKind.PrivateIdentifier) &&
  node.parent.kind === SyntaxKind.PropertyAccessExpression &&
  (node.parent as ts.PropertyAccessExpression).name === node
    ? (node as ts.Identifier).text
    : undefined;

function fieldsOf(
  walk: Walk,
  literal: ts.ObjectLiteralExpression,
  depth: number,
): { readonly fields: readonly Field[]; readonly open: boolean } {
  const fields = new Map<string, Field>();
  let open = false;
  for (const property of literal.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = constantRecord(walk, property.expression);
      const inner = spread && depth < deepest ? fieldsOf(walk, spread, depth + 1) : undefined;
      for (const field of inner?.fields ?? []) put(fields, field);
      open ||= inner?.open ?? true;
      continue;
    }
    const name = propertyName(property.name);
    if (name === undefined || ts.isAccessor(property)) {
      open = true;
      continue;
    }
    put(fields, {
      name,
      nameSpan: walk.span(property.name),
      span: walk.span(property),
      value: fieldValue(walk, property, depth),
    });
  }
  return { fields: [...fields.values()], open };
}

/** The last field of a name counts, and stands where it is written. */
function put(fields: Map<string, Field>, field: Field): void {
  fields.delete(field.name);
  fields.set(field.name, field);
}

function fieldValue(
  walk: Walk,
  property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment | ts.MethodDeclaration,
  depth: number,
): Value {
  if (ts.isPropertyAssignment(property)) return readValue(walk, property.initializer, depth + 1);
  const span = walk.span(property);
  const uses = walk.pen.references.uses(span);
  if (ts.isMethodDeclaration(property)) {
    const scope = walk.scopeOf.get(property);
    return scope === undefined ? { kind: "opaque", span, uses } : { kind: "function", scope, span, uses };
  }
  const binding = walk.pen.references.at(property.name.end);
  return binding === undefined ? { kind: "opaque", span, uses } : { kind: "reference", binding, span, uses };
}

/** The record a constant holds, if nothing ever changes it. */
function constantRecord(walk: Walk, expression: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const node = bare(expression);
  if (ts.isObjectLiteralExpression(node)) return node;
  const value = constantNode(walk, node);
  return value !== undefined && ts.isObjectLiteralExpression(value) ? value : undefined;
}

/** What a name surely stands for: the only value of a constant that is never changed in place. */
export function constantNode(walk: Walk, node: ts.Expression): ts.Expression | undefined {
  if (node.kind !== SyntaxKind.Identifier) return undefined;
  const binding: BindingId | undefined = walk.pen.references.at(node.end);
  if (binding === undefined) return undefined;
  const { constant, writes, origin } = walk.pen.bindings[binding]!;
  const [source] = walk.origins[binding]!;
  if (!constant || origin !== "variable" || writes.length !== 1 || source === undefined || source.access.length > 0)
    return undefined;
  return bare(source.node);
}
