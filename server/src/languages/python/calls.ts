/**
 * Calls: their place, what becomes of their result, and which functions they are handed. Absent on purpose: what is called;
 * resolve.ts follows that when asked.
 */
import type { CallId } from "../../facts/facts.ts";
import type { CallRecord } from "../../facts/records.ts";
import { change } from "./assignments.ts";
import { fieldOf } from "./fields.ts";
import { visitFunction } from "./functions.ts";
import type { Node } from "./tree.ts";
import { each, type Walk } from "./walk.ts";

export function visitCall(walk: Walk, node: Node): void {
  const callee = node.child("function");
  const given = node.child("arguments");
  if (callee === undefined) return;
  const call = addCall(walk, node, callee);
  walk.visit(callee);
  noteChange(walk, node, callee, given);
  if (given === undefined) return;
  // `f(x for x in xs)`.
  if (given.type === "generator_expression") {
    walk.visit(given);
    return;
  }
  let index = 0;
  for (const argument of given.parts) {
    if (argument.type === "keyword_argument") {
      const value = argument.child("value");
      const name = argument.child("name");
      if (value && name) visitArgument(walk, call.id, value, -1, walk.textOf(name));
    } else {
      visitArgument(walk, call.id, argument, index, undefined);
      index++;
    }
  }
}

/** A decorator written without parentheses is called all the same. */
export function noteBareDecorator(walk: Walk, expression: Node): CallId {
  const call = addCall(walk, expression, expression).id;
  walk.visit(expression);
  return call;
}

function addCall(walk: Walk, node: Node, callee: Node): CallRecord {
  const { statement } = walk;
  const call = walk.pen.call(
    walk.scope,
    { start: node.start, end: node.end },
    { start: callee.start, end: callee.end },
    { start: statement.start, end: statement.end },
  );
  walk.callNodes[call.id] = node;
  walk.callOf.set(node, call.id);
  settle(walk, call, node);
  return call;
}

/** A function written in place, or given by its name: told who received it once all functions are known. */
function visitArgument(walk: Walk, call: CallId, argument: Node, index: number, field: string | undefined): void {
  if (argument.type === "lambda") {
    visitFunction(walk, argument, { opener: { call, argument: index, ...(field !== undefined && { field }) } });
    return;
  }
  if (argument.type === "identifier" || argument.type === "attribute")
    walk.given.push({ node: argument, call, argument: index, field });
  walk.visit(argument);
}

/** Methods that change what they are called on, with the argument that goes in. */
const changers: Readonly<Record<string, number | null>> = {
  add: 0,
  append: 0,
  appendleft: 0,
  clear: null,
  discard: null,
  extend: 0,
  insert: 1,
  pop: null,
  popleft: null,
  remove: null,
  reverse: null,
  setdefault: 1,
  sort: null,
  update: 0,
};

function noteChange(walk: Walk, node: Node, callee: Node, given: Node | undefined): void {
  if (callee.type !== "attribute") return;
  const method = walk.textOf(callee.child("attribute")!);
  if (!Object.hasOwn(changers, method)) return;
  const at = changers[method]!;
  const value = at === null ? null : (given?.parts.filter(({ type }) => type !== "keyword_argument")[at] ?? null);
  change(walk, callee.child("object")!, value, [], node, each);
}

/** What becomes of the result: awaited, stored, dropped. */
function settle(walk: Walk, call: CallRecord, node: Node): void {
  let at = node;
  let parent = outward(at);
  if (parent?.type === "await") {
    call.awaited = true;
    at = parent;
    parent = outward(at);
  }
  // `x = cached or load()`, `x = a if a else load()`: what holds the whole holds the call's result.
  while (
    parent !== null &&
    (parent.type === "boolean_operator" || (parent.type === "conditional_expression" && parent.parts[1] !== at))
  ) {
    at = parent;
    parent = outward(at);
  }
  switch (parent?.type) {
    case "expression_statement":
      call.discarded = !call.awaited;
      return;
    case "assignment":
      if (at.field !== "left") receive(walk, call, parent.child("left"));
      return;
    case "named_expression":
      receive(walk, call, parent.child("name"));
      return;
    case "as_pattern":
      receive(walk, call, parent.child("alias")?.parts[0]);
  }
}

function outward(node: Node): Node | null {
  let at = node.parent;
  while (at?.type === "parenthesized_expression") at = at.parent;
  return at;
}

function receive(walk: Walk, call: CallRecord, target: Node | undefined): void {
  if (target === undefined) return;
  const received: number[] = [];
  const note = (node: Node): void => {
    const binding =
      node.type === "identifier"
        ? walk.find(walk.textOf(node))
        : node.type === "attribute"
          ? fieldOf(walk, node)
          : undefined;
    if (binding !== undefined) received.push(binding);
    else if (node.type !== "subscript" && node.type !== "attribute") for (const part of node.parts) note(part);
  };
  note(target);
  const isWhole = target.type === "identifier" || target.type === "attribute";
  call.results = received;
  call.result = isWhole ? (received[0] ?? null) : null;
}
