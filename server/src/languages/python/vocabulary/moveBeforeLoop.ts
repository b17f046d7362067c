/**
 * Moves the statement that takes a call's result in front of a loop, or takes the call out of a larger expression into a variable
 * there. What changes: the call is made once, and also when the loop has no round. Absent on purpose: calls the loop's own work may
 * change, and calls under a condition or a `try` of the loop.
 */
import type { CallId, ScopeId } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { contains } from "../../../text/span.ts";
import type { Node } from "../tree.ts";
import {
  type Code,
  callNode,
  insert,
  isBroken,
  leadOf,
  lineStart,
  linesOf,
  replace,
  standsAlone,
  statementOf,
  textOf,
} from "./code.ts";
import { baseName, startWithComments } from "./moduleLevel.ts";
import {
  between,
  isCollected,
  isInsideFunctionOf,
  isKeptIn,
  isMovable,
  isOwnedByRun,
  outer,
  readIn,
  textIndented,
} from "./movable.ts";
import { freeName } from "./names.ts";

export function moveBeforeLoop(code: Code, id: CallId, loopId: ScopeId): readonly TextEdit[] | undefined {
  const call = callNode(code, id);
  const loop = loopNode(code, loopId);
  const place = loop && statementOf(loop);
  if (!call || !loop || !place || isBroken(code, place) || !contains(loop, call)) return undefined;
  const repeated = loop.child("body");
  if (!repeated || !contains(repeated, call) || isInsideFunctionOf(call, loop)) return undefined;
  if (!isMovable(code, call) || isOwnedByRun(code, id, call)) return undefined;
  const isStatement = loop.type === "for_statement" || loop.type === "while_statement";
  if (isStatement ? isCollected(code, call) : outer(call) === repeated) return undefined;
  if (!readIn(code, call).every((binding) => isKeptIn(code, binding, loop))) return undefined;
  for (const at of between(call, loop)) if (holdsBack.has(at.type)) return undefined;
  if (!isStatement && place !== loop && [...between(loop, place)].some(({ type }) => holdsBack.has(type)))
    return undefined;
  if (!/^[ \t]*$/.test(code.text.slice(lineStart(code, place.start), place.start))) return undefined;
  // `elif` and the like have a place of their own; what stands in front of a statement is in its block.
  return (isStatement ? moveStatement(code, id, call, place) : undefined) ?? takeOut(code, id, call, place);
}

const holdsBack = new Set([
  "boolean_operator",
  "case_clause",
  "conditional_expression",
  "elif_clause",
  "else_clause",
  "except_clause",
  "if_clause",
  "if_statement",
  "lambda",
  "match_statement",
  "try_statement",
  "while_statement",
  "for_statement",
  "with_statement",
]);

/** The statement, or the whole comprehension of a clause. */
function loopNode(code: Code, id: ScopeId): Node | undefined {
  const node = code.walk.scopeNodes[id];
  if (node?.type === "for_statement" || node?.type === "while_statement") return node;
  return node?.type === "for_in_clause" ? (node.parent ?? undefined) : undefined;
}

/** `x = f()`, where nothing else in the loop sets x or reads it before. */
function moveStatement(code: Code, id: CallId, call: Node, loop: Node): readonly TextEdit[] | undefined {
  const statement = statementOf(call);
  const assignment = statement?.type === "expression_statement" ? statement.parts[0] : undefined;
  const { result } = code.facts.calls[id]!;
  if (!statement || assignment?.type !== "assignment" || result === null) return undefined;
  if (assignment.child("right") !== outer(call) || assignment.child("left")?.type !== "identifier") return undefined;
  if (!standsAlone(code, statement) || (statement.parent?.children.length ?? 0) < 2) return undefined;
  const { writes, reads, origin } = code.facts.bindings[result]!;
  if (origin !== "variable" || writes.filter(({ span }) => contains(loop, span)).length !== 1) return undefined;
  if (reads.some(({ span }) => contains(loop, span) && span.start < statement.start)) return undefined;
  const from = leadOf(code, statement.start);
  const to = leadOf(code, loop.start);
  const lines = { start: startWithComments(code, statement), end: linesOf(code, statement).end };
  const text = textOf(code, { start: lines.start, end: statement.start }).replaceAll(from, to);
  const behind = code.text.slice(statement.end, lines.end);
  const moved = text + textIndented(code, statement, from, to) + (behind.endsWith("\n") ? behind : behind + code.eol);
  return [insert(lineStart(code, loop.start), moved), { span: lines, text: "" }];
}

function takeOut(code: Code, id: CallId, call: Node, place: Node): readonly TextEdit[] | undefined {
  const value = outer(call);
  const whole = value.parent?.type === "expression_statement" ? undefined : value;
  if (whole === undefined) return undefined; // made for its effect
  const name = freeName(code, baseName(code, id, call));
  const to = leadOf(code, place.start);
  const from = leadOf(code, statementOf(call)!.start);
  const inner = value.type === "parenthesized_expression" ? value.parts[0]! : value;
  const line = `${to}${name} = ${textIndented(code, inner, from, to)}${code.eol}`;
  return [insert(lineStart(code, place.start), line), replace(value, name)];
}
