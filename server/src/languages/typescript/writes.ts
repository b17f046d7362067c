/**
 * What gives bindings their values: declarations, assignments, changes in place. Absent on purpose: following the
 * values; each write only notes where its value stands.
 */
import type { BindingId } from "../../facts/facts.ts";
import type { FunctionRecord, WriteRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import { fieldEnd, fieldOf, targetOf } from "./fields.ts";
import { bare, isAwait, isFunctionExpression, isMemberNode, memberName, propertyName } from "./syntax.ts";
import { each, type Step, type Walk } from "./walk.ts";

const { SyntaxKind } = ts;

/** Notes the values of a declared pattern: `const { a: [b] } = value`. */
export function initialize(
  walk: Walk,
  name: ts.BindingName,
  value: ts.Expression,
  access: readonly Step[],
  whole: ts.Node,
): void {
  if (name.kind === SyntaxKind.Identifier) {
    const binding = walk.names.find(name.text);
    if (binding !== undefined) note(walk, binding, "initial", value, access, whole);
    return;
  }
  name.elements.forEach((element, index) => {
    if (element.kind !== SyntaxKind.BindingElement) return;
    if (element.initializer !== undefined) initialize(walk, element.name, element.initializer, [], whole);
    initialize(walk, element.name, value, [...access, stepOf(element, index)], whole);
  });
}

/** The step a pattern's element takes into the value; the rest of a pattern is the value's elements. */
export function stepOf(element: ts.BindingElement, index: number): Step {
  if (element.dotDotDotToken !== undefined) return each;
  if (element.parent.kind === SyntaxKind.ArrayBindingPattern) return index;
  return propertyName(element.propertyName ?? (element.name as ts.Identifier)) ?? each;
}

export function note(
  walk: Walk,
  binding: BindingId,
  kind: WriteRecord["kind"],
  value: ts.Expression | null,
  access: readonly Step[],
  whole: ts.Node,
): void {
  const write = walk.pen.write(binding, kind, walk.scope, walk.span(whole), value && walk.place(value, access));
  if (value === null) return;
  write.awaited = isAwait(value);
  walk.origins[binding]!.push({ node: value, access });
}

/** `target = value` in all its forms, after the kind is known. Walks the target but not the value. */
export function assign(
  walk: Walk,
  target: ts.Expression,
  kind: WriteRecord["kind"],
  value: ts.Expression | null,
  access: readonly Step[],
  whole: ts.Node,
): void {
  const node = bare(target);
  switch (node.kind) {
    case SyntaxKind.Identifier:
      assignName(walk, node as ts.Identifier, kind, value, access, whole);
      return;
    case SyntaxKind.PropertyAccessExpression:
    case SyntaxKind.ElementAccessExpression: {
      const field = fieldOf(walk, node as ts.PropertyAccessExpression);
      if (readsFirst(whole)) walk.visit(node);
      else visitTarget(walk, node);
      if (field !== undefined) {
        note(walk, field, kind, value, access, whole);
        return;
      }
      change(walk, node, value, access, whole);
      return;
    }
    case SyntaxKind.ArrayLiteralExpression:
      (node as ts.ArrayLiteralExpression).elements.forEach((element, index) => {
        if (element.kind === SyntaxKind.SpreadElement)
          assign(walk, (element as ts.SpreadElement).expression, kind, value, [...access, each], whole);
        else if (element.kind !== SyntaxKind.OmittedExpression)
          assignPart(walk, element, kind, value, [...access, index], whole);
      });
      return;
    case SyntaxKind.ObjectLiteralExpression:
      for (const property of (node as ts.ObjectLiteralExpression).properties) {
        const step = propertyName(property.name) ?? each;
        if (ts.isShorthandPropertyAssignment(property))
          assignPart(walk, property.name, kind, value, [...access, step], whole);
        else if (ts.isPropertyAssignment(property))
          assignPart(walk, property.initializer, kind, value, [...access, step], whole);
        else if (ts.isSpreadAssignment(property))
          assign(walk, property.expression, kind, value, [...access, each], whole);
      }
      return;
    default:
      walk.visit(node);
  }
}

/** `x += 1`, `x ??= y`, `x++`: what was there before matters. */
const readsFirst = (whole: ts.Node): boolean =>
  whole.kind === SyntaxKind.PrefixUnaryExpression ||
  whole.kind === SyntaxKind.PostfixUnaryExpression ||
  (whole.kind === SyntaxKind.BinaryExpression &&
    (whole as ts.BinaryExpression).operatorToken.kind > SyntaxKind.FirstAssignment &&
    (whole as ts.BinaryExpression).operatorToken.kind <= SyntaxKind.LastAssignment);

/** A part of an assigned pattern, which may bring a default: `[a = 1] = value`. */
function assignPart(
  walk: Walk,
  part: ts.Expression,
  kind: WriteRecord["kind"],
  value: ts.Expression | null,
  access: readonly Step[],
  whole: ts.Node,
): void {
  if (!ts.isBinaryExpression(part) || part.operatorToken.kind !== SyntaxKind.EqualsToken) {
    assign(walk, part, kind, value, access, whole);
    return;
  }
  assign(walk, part.left, kind, value, access, whole);
  walk.visit(part.right);
}

function assignName(
  walk: Walk,
  name: ts.Identifier,
  kind: WriteRecord["kind"],
  value: ts.Expression | null,
  access: readonly Step[],
  whole: ts.Node,
): void {
  const binding = walk.names.find(name.text);
  if (binding === undefined) {
    if (name.text !== "") walk.pen.globals.add(name.text);
    return;
  }
  if (readsFirst(whole)) walk.read(name, binding);
  else walk.mention(name, binding);
  note(walk, binding, kind, value, access, whole);
}

/** An alteration inside the value of a binding: `x.n = 1`, `xs.push(x)`, `delete x.n`. */
export function change(
  walk: Walk,
  changed: ts.Expression,
  value: ts.Expression | null,
  access: readonly Step[],
  whole: ts.Node,
  into?: Step,
): void {
  const target = targetOf(walk, changed);
  if (target === undefined) return;
  const write = walk.pen.write(
    target.binding,
    "change",
    walk.scope,
    walk.span(whole),
    value && walk.place(value, access),
  );
  if (value === null) return;
  write.awaited = isAwait(value);
  if (into === undefined && isMemberNode(changed)) write.member = walk.place(changed);
  const step = into ?? (isMemberNode(changed) ? (memberName(changed) ?? each) : each);
  walk.origins[target.binding]!.push({ node: value, access, into: step });
}

/** Walks an expression that is changed rather than read. */
export function visitTarget(walk: Walk, expression: ts.Expression): void {
  const node = bare(expression);
  if (node.kind === SyntaxKind.Identifier) {
    const binding = walk.names.find((node as ts.Identifier).text);
    if (binding !== undefined) walk.mention(node, binding);
    else walk.visit(node);
    return;
  }
  if (!isMemberNode(node)) {
    walk.visit(node);
    return;
  }
  const field = fieldOf(walk, node);
  visitTarget(walk, node.expression);
  if (field !== undefined) walk.pen.references.write(fieldEnd(node), field, walk.scope);
  if (node.kind === SyntaxKind.ElementAccessExpression)
    walk.visit((node as ts.ElementAccessExpression).argumentExpression);
}

/** Notes a function given to a place by name or written there: `self.onmessage = fn`. */
export function assignFunction(walk: Walk, target: ts.Expression, value: ts.Expression): void {
  const node = bare(value);
  const place = walk.place(target);
  if (isFunctionExpression(node)) {
    const scope = walk.pen.scopes[walk.scopeOf.get(node) ?? -1];
    if (scope?.kind === "function") (scope as FunctionRecord).assignTo(place);
  } else if (node.kind === SyntaxKind.Identifier) {
    const binding = walk.names.find((node as ts.Identifier).text);
    if (binding !== undefined) walk.assigned.push({ binding, place });
  }
}
