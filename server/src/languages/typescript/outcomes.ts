/** What becomes of a call's result: awaited, stored, dropped. Absent on purpose: what the result is. */
import type { BindingId } from "../../facts/facts.ts";
import type { CallRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import { fieldOf } from "./fields.ts";
import { bare, chained, isMemberNode, methodCall, outward, propertyName } from "./syntax.ts";
import type { Walk } from "./walk.ts";

const { SyntaxKind } = ts;

/** What becomes of the result. */
export function settle(walk: Walk, call: CallRecord, node: ts.Expression): void {
  let at: ts.Node = node;
  let isWhole = true;
  for (let chain = chained(at); chain !== undefined; chain = chained(at)) {
    at = chain.call;
    if (chain.method === "then") isWhole = false;
  }
  let { parent, child } = outward(at);
  if (parent.kind === SyntaxKind.AwaitExpression) {
    call.awaited = true;
    ({ parent, child } = outward(parent));
  }
  switch (parent.kind) {
    case SyntaxKind.ExpressionStatement:
      call.discarded = !call.awaited;
      return;
    case SyntaxKind.VoidExpression:
      call.discarded = !call.awaited;
      return;
    case SyntaxKind.VariableDeclaration:
      if (isWhole) receive(walk, call, (parent as ts.VariableDeclaration).name);
      return;
    case SyntaxKind.BinaryExpression: {
      const { left, operatorToken, right } = parent as ts.BinaryExpression;
      if (right !== child) return;
      if (
        operatorToken.kind === SyntaxKind.EqualsToken ||
        operatorToken.kind === SyntaxKind.QuestionQuestionEqualsToken ||
        operatorToken.kind === SyntaxKind.BarBarEqualsToken
      ) {
        if (isWhole) receiveAssigned(walk, call, left);
      } else if (isShortCircuit(operatorToken.kind)) {
        settleOperand(walk, call, parent, isWhole);
      }
      return;
    }
    case SyntaxKind.ConditionalExpression:
      settleOperand(walk, call, parent, isWhole);
      return;
    case SyntaxKind.PropertyDeclaration: {
      const { name } = parent as ts.PropertyDeclaration;
      const text = propertyName(name);
      const { self } = walk;
      const members = self === null ? undefined : walk.members.get(self.node);
      const binding = text === undefined ? undefined : (self?.static ? members?.static : members?.own)?.get(text);
      if (isWhole && binding !== undefined) give(call, [binding]);
      return;
    }
    case SyntaxKind.ArrayLiteralExpression:
      if (isWhole) receiveTogether(walk, call, parent as ts.ArrayLiteralExpression, child);
      return;
  }
}

const isShortCircuit = (kind: ts.SyntaxKind): boolean =>
  kind === SyntaxKind.AmpersandAmpersandToken ||
  kind === SyntaxKind.BarBarToken ||
  kind === SyntaxKind.QuestionQuestionToken;

/** `x = x ?? await load()`, `ready && start()`: what holds the whole expression holds the call's result. */
function settleOperand(walk: Walk, call: CallRecord, operation: ts.Node, isWhole: boolean): void {
  let { parent, child } = outward(operation);
  while (
    parent.kind === SyntaxKind.ConditionalExpression ||
    (parent.kind === SyntaxKind.BinaryExpression && isShortCircuit((parent as ts.BinaryExpression).operatorToken.kind))
  ) {
    ({ parent, child } = outward(parent));
  }
  if (parent.kind === SyntaxKind.AwaitExpression) {
    call.awaited = true;
    ({ parent, child } = outward(parent));
  }
  if (parent.kind === SyntaxKind.ExpressionStatement) call.discarded = !call.awaited;
  else if (parent.kind === SyntaxKind.VariableDeclaration && isWhole)
    receive(walk, call, (parent as ts.VariableDeclaration).name);
  else if (parent.kind === SyntaxKind.BinaryExpression && isWhole) {
    const { left, operatorToken, right } = parent as ts.BinaryExpression;
    if (right === child && operatorToken.kind === SyntaxKind.EqualsToken) receiveAssigned(walk, call, left);
  }
}

/** `const [a, b] = await Promise.all([load(), other()])`. */
function receiveTogether(walk: Walk, call: CallRecord, list: ts.ArrayLiteralExpression, child: ts.Node): void {
  const { parent, child: argument } = outward(list);
  if (parent.kind !== SyntaxKind.CallExpression || (parent as ts.CallExpression).arguments[0] !== argument) return;
  const all = methodCall(parent);
  if (
    all === undefined ||
    all.receiver.kind !== SyntaxKind.Identifier ||
    (all.receiver as ts.Identifier).text !== "Promise" ||
    all.method !== "all"
  )
    return;
  const outer = outward(parent);
  const { parent: holder } = outer.parent.kind === SyntaxKind.AwaitExpression ? outward(outer.parent) : outer;
  if (holder.kind !== SyntaxKind.VariableDeclaration) return;
  const { name } = holder as ts.VariableDeclaration;
  if (name.kind !== SyntaxKind.ArrayBindingPattern) return;
  const element = name.elements[list.elements.indexOf(child as ts.Expression)];
  if (element?.kind === SyntaxKind.BindingElement && element.dotDotDotToken === undefined)
    receive(walk, call, element.name);
}

function receive(walk: Walk, call: CallRecord, name: ts.BindingName): void {
  const received: BindingId[] = [];
  namesIn(walk, name, received);
  give(call, received, name.kind === SyntaxKind.Identifier);
}

function namesIn(walk: Walk, name: ts.BindingName, into: BindingId[]): void {
  if (name.kind === SyntaxKind.Identifier) {
    const binding = walk.names.find(name.text);
    if (binding !== undefined) into.push(binding);
    return;
  }
  for (const element of name.elements)
    if (element.kind === SyntaxKind.BindingElement) namesIn(walk, element.name, into);
}

function receiveAssigned(walk: Walk, call: CallRecord, left: ts.Expression): void {
  const target = bare(left);
  if (target.kind === SyntaxKind.Identifier) {
    const binding = walk.names.find((target as ts.Identifier).text);
    if (binding !== undefined) give(call, [binding]);
  } else if (isMemberNode(target)) {
    const binding = fieldOf(walk, target);
    if (binding !== undefined) give(call, [binding]);
  } else if (target.kind === SyntaxKind.ArrayLiteralExpression || target.kind === SyntaxKind.ObjectLiteralExpression) {
    const received: BindingId[] = [];
    ts.forEachChild(target, function collect(part: ts.Node): void {
      const name = ts.isShorthandPropertyAssignment(part)
        ? part.name
        : ts.isPropertyAssignment(part)
          ? part.initializer
          : part;
      const binding = ts.isIdentifier(name) ? walk.names.find(name.text) : undefined;
      if (binding !== undefined) received.push(binding);
      else ts.forEachChild(name, collect);
    });
    give(call, received, false);
  }
}

function give(call: CallRecord, received: readonly BindingId[], isWhole = true): void {
  call.results = received;
  call.result = isWhole ? (received[0] ?? null) : null;
}
