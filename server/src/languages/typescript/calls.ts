/**
 * Calls: their place, what becomes of their result, and which functions they are handed. Absent on purpose: what is
 * called; resolve.ts follows that when asked.
 */
import type { CallId } from "../../facts/facts.ts";
import type { CallRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import { targetOf } from "./fields.ts";
import { type FunctionSetting, visitFunction } from "./functions.ts";
import { closeLoop, type Iteration, iterationOf, noteElements, openIteration, unnamedElement } from "./loops.ts";
import { settle } from "./outcomes.ts";
import {
  bare,
  type FunctionNode,
  isFunctionExpression,
  isMemberNode,
  type MemberNode,
  memberName,
  methodCall,
  propertyName,
  requiredModule,
} from "./syntax.ts";
import { each, type Walk } from "./walk.ts";
import { change, visitTarget } from "./writes.ts";

const { SyntaxKind } = ts;

export function visitCall(walk: Walk, node: ts.CallExpression): void {
  const module = requiredModule(node);
  if (module !== undefined && isModuleCall(walk, node)) {
    noteModule(walk, node, module);
    return;
  }
  const callee = bare(node.expression);
  if (callee.kind === SyntaxKind.ImportKeyword || callee.kind === SyntaxKind.SuperKeyword) {
    for (const argument of node.arguments) walk.visit(argument);
    return;
  }
  const call = addCall(walk, node, node.expression);
  const isImmediate = isFunctionExpression(callee);
  if (isImmediate) visitFunction(walk, callee, { immediate: true });
  else visitCallee(walk, node, call);
  const iteration = iterationOf(walk, node);
  node.arguments.forEach((argument, index) => {
    if (iteration?.argument === index) visitIterated(walk, node, call, iteration, argument);
    else visitArgument(walk, call.id, argument, index);
  });
}

export function visitNew(walk: Walk, node: ts.NewExpression): void {
  const call = addCall(walk, node, node.expression);
  call.construct = true;
  walk.visit(node.expression);
  const runsAtOnce =
    node.expression.kind === SyntaxKind.Identifier &&
    (node.expression as ts.Identifier).text === "Promise" &&
    walk.names.find("Promise") === undefined;
  node.arguments?.forEach((argument, index) => {
    visitArgument(walk, call.id, argument, index, runsAtOnce ? { immediate: true } : {});
  });
}

/** A decorator written without parentheses is called all the same. */
export function noteBareDecorator(walk: Walk, expression: ts.Expression): CallId {
  return addCall(walk, expression, expression).id;
}

function addCall(walk: Walk, node: ts.Expression, callee: ts.Expression): CallRecord {
  const span = walk.span(node);
  const call = walk.pen.call(walk.scope, span, { start: span.start, end: callee.end }, walk.statementSpan());
  walk.callNodes[call.id] = node;
  walk.callOf.set(node, call.id);
  settle(walk, call, node);
  return call;
}

/** Methods that change their receiver, with the argument that goes in and whether the receiver's content comes back. */
const changers: Readonly<Record<string, { readonly value: number | null; readonly reads: boolean }>> = {
  add: { value: 0, reads: false },
  append: { value: 1, reads: false },
  clear: { value: null, reads: false },
  copyWithin: { value: null, reads: true },
  delete: { value: null, reads: false },
  fill: { value: 0, reads: true },
  pop: { value: null, reads: true },
  push: { value: 0, reads: false },
  reverse: { value: null, reads: true },
  set: { value: 1, reads: false },
  shift: { value: null, reads: true },
  sort: { value: null, reads: true },
  splice: { value: 2, reads: true },
  unshift: { value: 0, reads: false },
};

function visitCallee(walk: Walk, node: ts.CallExpression, call: CallRecord): void {
  const parts = methodCall(node);
  const changer = parts && Object.hasOwn(changers, parts.method) ? changers[parts.method] : undefined;
  if (parts === undefined || changer === undefined) {
    walk.visit(node.expression);
    if (parts !== undefined && isObjectAssign(parts) && node.arguments.length > 1)
      change(walk, node.arguments[0]!, node.arguments[1]!, [], node, each);
    return;
  }
  if (changer.reads || !call.discarded) walk.visit(node.expression);
  else visitTarget(walk, parts.receiver);
  const value = changer.value === null ? undefined : node.arguments[changer.value];
  change(walk, parts.receiver, value ?? null, [], node, each);
}

const isObjectAssign = (parts: { receiver: ts.Expression; method: string }): boolean =>
  parts.method === "assign" &&
  parts.receiver.kind === SyntaxKind.Identifier &&
  (parts.receiver as ts.Identifier).text === "Object";

function visitArgument(
  walk: Walk,
  call: CallId,
  argument: ts.Expression,
  index: number,
  setting: FunctionSetting = {},
): void {
  const node = bare(argument);
  if (isFunctionExpression(node)) {
    visitFunction(walk, node, { ...setting, opener: { call, argument: index } });
    return;
  }
  if (node.kind === SyntaxKind.ObjectLiteralExpression) {
    visitGivenRecord(walk, call, node as ts.ObjectLiteralExpression, index);
    return;
  }
  if (node.kind === SyntaxKind.ArrayLiteralExpression) {
    for (const element of (node as ts.ArrayLiteralExpression).elements) visitArgument(walk, call, element, index);
    return;
  }
  noteGiven(walk, call, node, index, undefined);
  walk.visit(argument);
}

/** A record given to a call: its functions are opened by the call. */
function visitGivenRecord(walk: Walk, call: CallId, record: ts.ObjectLiteralExpression, argument: number): void {
  for (const property of record.properties) {
    const field = propertyName(property.name);
    const value = ts.isPropertyAssignment(property) ? bare(property.initializer) : property;
    const isFunction = isFunctionExpression(value) || value.kind === SyntaxKind.MethodDeclaration;
    if (field === undefined || !isFunction) {
      if (field !== undefined && ts.isPropertyAssignment(property))
        noteGiven(walk, call, bare(property.initializer), argument, field);
      if (field !== undefined && ts.isShorthandPropertyAssignment(property))
        noteGiven(walk, call, property.name, argument, field);
      walk.visit(property);
      continue;
    }
    const self = { node: record, static: false, scope: walk.scope };
    visitFunction(walk, value as FunctionNode, { opener: { call, argument, field }, self });
  }
}

/** A function given by its name: `app.post("/x", handle)`, `this.handle.bind(this)`. */
function noteGiven(walk: Walk, call: CallId, argument: ts.Node, index: number, field: string | undefined): void {
  const bound = methodCall(argument);
  const node = bound?.method === "bind" ? bare(bound.receiver) : argument;
  if (node.kind !== SyntaxKind.Identifier && !isMemberNode(node)) return;
  const target = targetOf(walk, node as ts.Expression);
  if (target === undefined) return;
  const member = target.key === null ? null : (memberName(node as MemberNode) ?? null);
  if (target.key !== null && (member === null || targetOf(walk, (node as MemberNode).expression)?.key !== null)) return;
  walk.given.push({ binding: target.binding, member, call, argument: index, field });
}

function visitIterated(
  walk: Walk,
  node: ts.CallExpression,
  call: CallRecord,
  iteration: Iteration,
  argument: ts.Expression,
): void {
  const callback = bare(argument);
  if (!isFunctionExpression(callback) && !isNamedFunction(walk, callback)) {
    visitArgument(walk, call.id, argument, iteration.argument);
    return;
  }
  const mark = walk.names.enter();
  const loop = openIteration(walk, node, call.id, iteration, argument);
  walk.iterations.set(node, iteration);
  if (isFunctionExpression(callback)) {
    const record = visitFunction(walk, callback, { opener: { call: call.id, argument: iteration.argument }, loop });
    noteElements(walk, loop, callback, iteration, record);
  } else {
    walk.visit(argument);
    const implied = addCall(walk, callback, callback);
    unnamedElement(walk, loop, callback, iteration);
    implied.discarded = iteration.method === "forEach";
  }
  closeLoop(walk, loop, mark);
}

/** Something that may be our function or a package's; `Boolean` and its like are neither. */
function isNamedFunction(walk: Walk, callback: ts.Expression): boolean {
  if (callback.kind === SyntaxKind.Identifier) return walk.names.find((callback as ts.Identifier).text) !== undefined;
  if (callback.kind !== SyntaxKind.PropertyAccessExpression) return false;
  const object = bare((callback as ts.PropertyAccessExpression).expression);
  return object.kind === SyntaxKind.ThisKeyword || isNamedFunction(walk, object);
}

const isModuleCall = (walk: Walk, node: ts.CallExpression): boolean =>
  bare(node.expression).kind === SyntaxKind.ImportKeyword ||
  walk.names.find("require") === undefined ||
  isCreatedRequire(walk);

/** `const require = createRequire(import.meta.url)`. */
function isCreatedRequire(walk: Walk): boolean {
  const origin = walk.origins[walk.names.find("require")!]![0];
  const creator = origin && bare(origin.node);
  return (
    creator?.kind === SyntaxKind.CallExpression &&
    /createRequire$/.test((creator as ts.CallExpression).expression.getText(walk.source))
  );
}

function noteModule(walk: Walk, node: ts.CallExpression, module: string): void {
  const isDynamic = bare(node.expression).kind === SyntaxKind.ImportKeyword;
  if (!isDynamic && walk.names.find("require") === undefined) walk.pen.globals.add("require");
  walk.pen.imports.push({ module, span: walk.span(node), typeOnly: false, dynamic: isDynamic });
}
