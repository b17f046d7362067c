/**
 * Code that only runs sometimes, and the guards that mean "only while this is still empty". Absent on purpose: loops,
 * and any judgement of what a guard protects.
 */
import type { BranchRecord } from "../../facts/records.ts";
import type { Span } from "../../text/span.ts";
import { ts } from "./compiler.ts";
import { declareStatements } from "./declare.ts";
import { targetOf } from "./fields.ts";
import { bare, endsAbruptly, isMemberNode, memberName, methodCall, settled } from "./syntax.ts";
import type { Target, Walk } from "./walk.ts";

const { SyntaxKind } = ts;

export function visitIf(walk: Walk, node: ts.IfStatement): void {
  const { expression, thenStatement, elseStatement } = node;
  walk.visit(expression);
  const condition = walk.span(expression);
  walk.deciding.push(condition);
  visitBranch(walk, thenStatement, condition, emptyWhen(walk, expression, true));
  if (elseStatement !== undefined) visitBranch(walk, elseStatement, condition, emptyWhen(walk, expression, false));
  walk.deciding.pop();
  if (!endsAbruptly(thenStatement)) return;
  const empty = emptyWhen(walk, expression, false);
  if (empty !== undefined) walk.rest = { condition, empty };
}

export function visitConditional(walk: Walk, node: ts.ConditionalExpression): void {
  walk.visit(node.condition);
  const condition = walk.span(node.condition);
  visitOperand(walk, node.whenTrue, condition, emptyWhen(walk, node.condition, true));
  visitOperand(walk, node.whenFalse, condition, emptyWhen(walk, node.condition, false));
}

/** The right side of `&&`, `||`, `??` and of their assignments. */
export function visitShortCircuit(
  walk: Walk,
  left: ts.Expression,
  operator: ts.SyntaxKind,
  right: ts.Expression,
): void {
  const truth =
    operator === SyntaxKind.AmpersandAmpersandToken || operator === SyntaxKind.AmpersandAmpersandEqualsToken;
  visitOperand(walk, right, walk.span(left), emptyWhen(walk, left, truth));
}

export function visitSwitch(walk: Walk, node: ts.SwitchStatement): void {
  walk.visit(node.expression);
  const subject = walk.span(node.expression);
  const mark = walk.names.enter();
  for (const clause of node.caseBlock.clauses) declareStatements(walk, clause.statements);
  walk.jumps.push({ loop: null, label: null, conditions: walk.deciding.length });
  walk.deciding.push(subject);
  for (const clause of node.caseBlock.clauses) {
    if (clause.kind === SyntaxKind.CaseClause) walk.visit(clause.expression);
    if (clause.statements.length === 0) continue;
    const body = { start: clause.statements[0]!.getStart(walk.source), end: clause.end };
    const branch = walk.pen.branch(walk.scope, body, subject);
    const outer = walk.enterScope(branch.id, clause);
    for (const statement of clause.statements) walk.visit(statement);
    walk.rest = null;
    walk.scope = outer;
  }
  walk.deciding.pop();
  walk.jumps.pop();
  walk.names.leave(mark);
}

/** What is surely empty when the condition has this outcome. */
export function emptyWhen(walk: Walk, condition: ts.Expression, truth: boolean): Target | undefined {
  const node = bare(condition);
  if (
    node.kind === SyntaxKind.PrefixUnaryExpression &&
    (node as ts.PrefixUnaryExpression).operator === SyntaxKind.ExclamationToken
  ) {
    return emptyWhen(walk, (node as ts.PrefixUnaryExpression).operand, !truth);
  }
  if (node.kind !== SyntaxKind.BinaryExpression) return truth ? undefined : testedBy(walk, node);
  const { left, operatorToken, right } = node as ts.BinaryExpression;
  switch (operatorToken.kind) {
    case SyntaxKind.AmpersandAmpersandToken:
      return truth ? (emptyWhen(walk, left, true) ?? emptyWhen(walk, right, true)) : undefined;
    case SyntaxKind.BarBarToken:
      return truth ? undefined : (emptyWhen(walk, left, false) ?? emptyWhen(walk, right, false));
    case SyntaxKind.EqualsEqualsToken:
    case SyntaxKind.EqualsEqualsEqualsToken:
      return compared(walk, left, right, truth) ?? compared(walk, right, left, truth);
    case SyntaxKind.ExclamationEqualsToken:
    case SyntaxKind.ExclamationEqualsEqualsToken:
      return compared(walk, left, right, !truth) ?? compared(walk, right, left, !truth);
    case SyntaxKind.InKeyword: {
      const owner = truth ? undefined : targetOf(walk, right);
      return owner && { binding: owner.binding, key: left };
    }
    case SyntaxKind.EqualsToken:
      return truth ? undefined : testedBy(walk, left);
    default:
      return undefined;
  }
}

/** `tested === nothing`, known to be equal or known to differ. */
function compared(walk: Walk, tested: ts.Expression, constant: ts.Expression, equal: boolean): Target | undefined {
  const node = bare(constant);
  if (
    node.kind === SyntaxKind.NullKeyword ||
    (node.kind === SyntaxKind.Identifier && (node as ts.Identifier).text === "undefined")
  ) {
    return equal ? testedBy(walk, tested) : undefined;
  }
  if (node.kind === SyntaxKind.FalseKeyword) return emptyWhen(walk, tested, !equal);
  if (node.kind === SyntaxKind.TrueKeyword) return emptyWhen(walk, tested, equal);
  const subject = bare(tested);
  const isTypeOf =
    ts.isStringLiteralLike(node) && node.text === "undefined" && subject.kind === SyntaxKind.TypeOfExpression;
  return isTypeOf && equal ? testedBy(walk, (subject as ts.TypeOfExpression).expression) : undefined;
}

/** What a tested expression asks for: a binding, or an entry of one. */
function testedBy(walk: Walk, expression: ts.Expression): Target | undefined {
  const node = settled(expression);
  const call = methodCall(node);
  if (call !== undefined) {
    const [key] = call.call.arguments;
    if (key === undefined || !entryTests.has(call.method)) return undefined;
    const isHasOwn = call.method === "hasOwn";
    const owner = targetOf(walk, isHasOwn ? key : call.receiver);
    const asked = isHasOwn ? call.call.arguments[1] : key;
    return owner && asked && { binding: owner.binding, key: asked };
  }
  if (node.kind === SyntaxKind.CallExpression) {
    const { expression: callee, arguments: given } = node as ts.CallExpression;
    return callee.kind === SyntaxKind.Identifier && (callee as ts.Identifier).text === "Boolean" && given[0]
      ? testedBy(walk, given[0])
      : undefined;
  }
  if (isMemberNode(node) && sizes.has(memberName(node) ?? "")) return targetOf(walk, node.expression);
  const target = targetOf(walk, node);
  return target && (target.key === null ? (heldIn(walk, target) ?? target) : target);
}

const entryTests = new Set(["has", "get", "hasOwn", "hasOwnProperty", "includes"]);
const sizes = new Set(["length", "size"]);

/** `const hit = cache.get(k)` and `const s = this.session`: emptiness of the local name is emptiness of what it was read from. */
function heldIn(walk: Walk, target: Target): Target | undefined {
  const binding = walk.pen.bindings[target.binding]!;
  const origin = walk.origins[target.binding]![0];
  if (
    binding.origin !== "variable" ||
    binding.shared ||
    origin === undefined ||
    origin.into !== undefined ||
    binding.writes[0]?.kind !== "initial"
  )
    return undefined;
  const node = settled(origin.node);
  if (origin.access.length > 0) return undefined;
  if (methodCall(node)?.method === "get") return testedBy(walk, node);
  if (node.kind !== SyntaxKind.Identifier && !isMemberNode(node)) return undefined;
  const held = targetOf(walk, node);
  return held && (held.key === null ? (heldIn(walk, held) ?? held) : held);
}

function visitBranch(walk: Walk, statement: ts.Statement, condition: Span, empty: Target | undefined): void {
  const outer = openBranch(walk, walk.span(statement), condition, empty, statement);
  walk.visit(statement);
  walk.rest = null;
  walk.scope = outer;
}

function visitOperand(walk: Walk, operand: ts.Expression, condition: Span, empty: Target | undefined): void {
  if (isPlain(bare(operand))) {
    walk.visit(operand);
    return;
  }
  const outer = openBranch(walk, walk.span(operand), condition, empty, operand);
  walk.visit(operand);
  walk.scope = outer;
}

export function openBranch(
  walk: Walk,
  body: Span,
  condition: Span | null,
  empty: Target | undefined,
  node: ts.Node,
): number {
  const branch: BranchRecord = walk.pen.branch(walk.scope, body, condition);
  if (empty !== undefined) branch.whileEmpty(empty.binding, empty.key && walk.place(empty.key));
  return walk.enterScope(branch.id, node);
}

/** Nothing can run inside it, so nobody asks whether it is taken. */
function isPlain(node: ts.Expression): boolean {
  return (
    node.kind === SyntaxKind.Identifier ||
    (node.kind >= SyntaxKind.FirstLiteralToken && node.kind <= SyntaxKind.LastLiteralToken) ||
    node.kind === SyntaxKind.NullKeyword ||
    node.kind === SyntaxKind.TrueKeyword ||
    node.kind === SyntaxKind.FalseKeyword ||
    (node.kind === SyntaxKind.PropertyAccessExpression && isPlain((node as ts.PropertyAccessExpression).expression))
  );
}
