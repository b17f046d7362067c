/** Small questions to the tree. Absent on purpose: anything that needs names or scopes. */
import type { Node } from "./tree.ts";

/** Without parentheses and `await`: what the value is. */
export function settled(node: Node): Node {
  let at = node;
  while (at.type === "parenthesized_expression" || at.type === "await" || at.type === "named_expression") {
    const inner = at.type === "named_expression" ? at.child("value") : at.parts[0];
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

export function bare(node: Node): Node {
  let at = node;
  while (at.type === "parenthesized_expression" && at.parts.length === 1) at = at.parts[0]!;
  return at;
}

/** The text of a string without prefix, quotes and interpolations; undefined for any other node and for formatted text. */
export function stringValue(node: Node, text: string): string | undefined {
  if (node.type === "concatenated_string") {
    const parts = node.parts.map((part) => stringValue(part, text));
    return parts.includes(undefined) ? undefined : parts.join("");
  }
  if (node.type !== "string" || node.children.some(({ type }) => type === "interpolation")) return undefined;
  const start = node.children.find(({ type }) => type === "string_start");
  if (start !== undefined && /b/i.test(text.slice(start.start, start.end))) return undefined;
  return node.children
    .filter(({ type }) => type === "string_content")
    .map((part) => text.slice(part.start, part.end))
    .join("");
}

/** Steps of a dotted name: `a.b.c`. */
export const dotted = (node: Node, text: string): string => text.slice(node.start, node.end).replaceAll(/\s+/g, "");

/** The function or class behind its decorators. */
export const decorated = (node: Node): Node =>
  node.type === "decorated_definition" ? (node.child("definition") ?? node) : node;

export const decoratorsOf = (node: Node): readonly Node[] =>
  node.parent?.type === "decorated_definition"
    ? node.parent.children.filter(({ type }) => type === "decorator").flatMap((one) => one.parts.slice(0, 1))
    : [];

/** Whether a block never goes on behind its last statement. */
export function endsAbruptly(block: Node): boolean {
  const last = block.parts.at(-1);
  if (last === undefined) return false;
  if (last.type === "if_statement") {
    const alternatives = last.all("alternative");
    const bodies = [
      last.child("consequence"),
      ...alternatives.map((one) => one.child("consequence") ?? one.child("body")),
    ];
    return (
      alternatives.some(({ type }) => type === "else_clause") &&
      bodies.every((body) => body !== undefined && endsAbruptly(body))
    );
  }
  return abrupt.has(last.type);
}
const abrupt = new Set(["return_statement", "raise_statement", "continue_statement", "break_statement"]);

export const isAsync = (node: Node): boolean => node.has("async");
