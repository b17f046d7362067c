/** Code that only runs sometimes, and the guards that mean "only while this is still empty". Absent on purpose: loops. */
import { targetOf } from "./fields.ts";
import { bare, endsAbruptly, settled, stringValue } from "./syntax.ts";
import type { Node } from "./tree.ts";
import type { Target, Walk } from "./walk.ts";

export function visitIf(walk: Walk, node: Node): void {
  const condition = node.child("condition");
  const consequence = node.child("consequence");
  if (condition === undefined) return;
  walk.visit(condition);
  if (consequence) visitBranch(walk, consequence, condition, emptyWhen(walk, condition, true));
  for (const alternative of node.all("alternative")) {
    if (alternative.type === "elif_clause") visitIf(walk, alternative);
    else if (alternative.child("body")) {
      const only = node.all("alternative").length === 1;
      visitBranch(walk, alternative.child("body")!, condition, only ? emptyWhen(walk, condition, false) : undefined);
    }
  }
  if (node.type !== "if_statement" || consequence === undefined || !endsAbruptly(consequence)) return;
  const empty = emptyWhen(walk, condition, false);
  if (empty !== undefined) walk.rest = { condition, empty };
}

/** `a if condition else b`. */
export function visitConditional(walk: Walk, node: Node): void {
  const [whenTrue, condition, whenFalse] = node.parts;
  if (condition === undefined) return;
  walk.visit(condition);
  if (whenTrue) visitBranch(walk, whenTrue, condition, emptyWhen(walk, condition, true));
  if (whenFalse) visitBranch(walk, whenFalse, condition, emptyWhen(walk, condition, false));
}

/** The right side of `and` and `or`. */
export function visitBoolean(walk: Walk, node: Node): void {
  const left = node.child("left");
  const right = node.child("right");
  if (left) walk.visit(left);
  if (left && right) visitBranch(walk, right, left, emptyWhen(walk, left, node.has("and")));
}

export function visitMatch(walk: Walk, node: Node): void {
  for (const subject of node.all("subject")) walk.visit(subject);
  const clauses = (node.child("body") ?? node).children.filter(({ type }) => type === "case_clause");
  const subject = node.child("subject") ?? node;
  for (const clause of clauses) {
    const guard = clause.child("guard");
    if (guard) walk.visit(guard);
    const consequence = clause.child("consequence");
    if (consequence) visitBranch(walk, consequence, subject, undefined);
  }
}

export function visitBranch(walk: Walk, body: Node, condition: Node, empty: Target | undefined): void {
  const branch = walk.pen.branch(walk.scope, { start: body.start, end: body.end }, condition);
  if (empty) branch.whileEmpty(empty.binding, empty.key === null ? null : walk.place(empty.key));
  const outer = walk.enterScope(branch.id, body);
  walk.deciding.push(condition);
  walk.visit(body);
  walk.deciding.pop();
  walk.scope = outer;
}

/** What is surely empty when the condition has this outcome. */
export function emptyWhen(walk: Walk, condition: Node, truth: boolean): Target | undefined {
  const node = bare(condition);
  switch (node.type) {
    case "not_operator": {
      const argument = node.child("argument");
      return argument && emptyWhen(walk, argument, !truth);
    }
    case "boolean_operator": {
      const left = node.child("left");
      const right = node.child("right");
      if (!left || !right || node.has("and") !== truth) return undefined;
      return emptyWhen(walk, left, truth) ?? emptyWhen(walk, right, truth);
    }
    case "comparison_operator":
      return compared(walk, node, truth);
    case "call":
      return truth ? undefined : missing(walk, node);
    default:
      return truth ? undefined : targetOf(walk, node);
  }
}

function compared(walk: Walk, node: Node, truth: boolean): Target | undefined {
  const [left, right, ...more] = node.parts;
  const operator = node.children.find(({ type }) => operators.has(type))?.type;
  if (!left || !right || more.length > 0 || operator === undefined) return undefined;
  const isNothing = settled(right).type === "none";
  switch (operator) {
    case "is":
    case "==":
      return truth && isNothing ? testedBy(walk, left) : undefined;
    case "is not":
    case "!=":
      return !truth && isNothing ? testedBy(walk, left) : undefined;
    case "not in":
      return truth ? entry(walk, right, left) : undefined;
    case "in":
      return truth ? undefined : entry(walk, right, left);
    default:
      return undefined;
  }
}
const operators = new Set(["is", "is not", "==", "!=", "in", "not in"]);

function entry(walk: Walk, owner: Node, key: Node): Target | undefined {
  const target = targetOf(walk, owner);
  return target && { binding: target.binding, key };
}

/** `cache.get(key)` and `(model := cache.get(key))` ask for an entry. */
function testedBy(walk: Walk, expression: Node): Target | undefined {
  const node = settled(expression);
  if (node.type !== "call") return targetOf(walk, node);
  const callee = node.child("function");
  if (callee?.type !== "attribute" || walk.textOf(callee.child("attribute")!) !== "get") return undefined;
  const [key] = node.child("arguments")?.parts ?? [];
  return key && entry(walk, callee.child("object")!, key);
}

/** `not hasattr(self, "model")`. */
function missing(walk: Walk, call: Node): Target | undefined {
  const callee = call.child("function");
  const [owner, name] = call.child("arguments")?.parts ?? [];
  if (callee?.type !== "identifier" || walk.textOf(callee) !== "hasattr" || !owner || !name)
    return testedBy(walk, call);
  const holder = owner.type === "identifier" ? walk.find(walk.textOf(owner)) : undefined;
  const info = holder === undefined ? undefined : (walk.selves.get(holder) ?? walk.classOf.get(holder));
  const member = info?.members.get(stringValue(name, walk.text) ?? "");
  return member === undefined ? undefined : { binding: member, key: null };
}
