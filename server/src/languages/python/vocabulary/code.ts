/**
 * One text as fix verbs of Python see it: the tree, the facts, the lines statements stand on, and how the file is laid out.
 * Absent on purpose: any single verb.
 */
import type { CallId, CodeFacts } from "../../../facts/facts.ts";
import { cellBreak } from "../../../text/cells.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { contains, type Span } from "../../../text/span.ts";
import type { Node } from "../tree.ts";
import type { Walk } from "../walk.ts";

export interface Code {
  readonly text: string;
  readonly walk: Walk;
  readonly facts: CodeFacts;
  readonly comments: readonly Span[];
  readonly eol: string;
  /** One step of indentation. */
  readonly unit: string;
}

export function readCode(text: string, walk: Walk, facts: CodeFacts, comments: readonly Span[]): Code | undefined {
  // A lone carriage return ends a line for Python and for nobody else.
  if (/\r(?!\n)/.test(text)) return undefined;
  return { text, walk, facts, comments, eol: text.includes("\r\n") ? "\r\n" : "\n", unit: unitOf(walk.root, text) };
}

export const textOf = (code: Pick<Code, "text">, { start, end }: Span): string => code.text.slice(start, end);

export const insert = (at: number, text: string): TextEdit => ({ span: { start: at, end: at }, text });

export const replace = ({ start, end }: Span, text: string): TextEdit => ({ span: { start, end }, text });

/** The call, unless it is a decorator without parentheses. */
export function callNode(code: Code, id: CallId): Node | undefined {
  const node = code.walk.callNodes[id];
  return node?.type === "call" ? node : undefined;
}

/** Arguments in order, as nodes; undefined for `f(x for x in xs)`, which takes nothing beside it. */
export function argumentsOf(call: Node): readonly Node[] | undefined {
  const given = call.child("arguments");
  return given?.type === "argument_list" ? given.parts : undefined;
}

/** The expression that stands exactly here, nothing around it. */
export function expressionAt(code: Code, at: Span): Node | undefined {
  const node = nodeAround(code, at);
  const isExact = node.start === at.start && node.end === at.end;
  return isExact && !isStatement(node) && node.type !== "module" ? node : undefined;
}

/** The smallest node that holds a place. */
export function nodeAround(code: Code, at: Span): Node {
  let node: Node = code.walk.root;
  for (;;) {
    const inner: Node | undefined = node.children.find((child) => contains(child, at));
    if (inner === undefined) return node;
    node = inner;
  }
}

export const isStatement = (node: Node): boolean =>
  node.parent !== null && (node.parent.type === "module" || node.parent.type === "block");

/** The statement of a block or of the module that holds a node. */
export function statementOf(node: Node): Node | undefined {
  let at: Node | null = node;
  while (at !== null && !isStatement(at)) at = at.parent;
  return at ?? undefined;
}

/** The statement of the module that holds a node. */
export function topStatement(node: Node): Node | undefined {
  let at: Node | null = node;
  while (at?.parent && at.parent.type !== "module") at = at.parent;
  return at?.parent ? at : undefined;
}

/** The function a node stands in, not counting itself. */
export function functionAround(node: Node): Node | undefined {
  let at = node.parent;
  while (at !== null && at.type !== "function_definition" && at.type !== "lambda") at = at.parent;
  return at ?? undefined;
}

/** Nodes below this one that are not in a function, lambda or class of their own. */
export function* ownNodes(node: Node): Generator<Node> {
  for (const child of node.children) {
    yield child;
    if (!["function_definition", "lambda", "class_definition"].includes(child.type)) yield* ownNodes(child);
  }
}

export function* allNodes(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) yield* allNodes(child);
}

export const lineStart = ({ text }: Pick<Code, "text">, at: number): number => text.lastIndexOf("\n", at - 1) + 1;

/** Where the line ends, its break not counted; the mark between two cells of a notebook is one. */
export function lineEnd({ text }: Pick<Code, "text">, at: number): number {
  const next = text.indexOf("\n", at);
  if (next < 0) return text.length;
  return next > at && /[\r\v]/.test(text[next - 1]!) ? next - 1 : next;
}

/** Behind the line's break; at the end of a cell in front of its mark, since what follows is another cell. */
export function nextLine(code: Pick<Code, "text">, at: number): number {
  const next = code.text.indexOf("\n", at);
  if (next < 0) return code.text.length;
  return code.text.startsWith(cellBreak, next - 1) && next > at ? next - 1 : next + 1;
}

export const leadOf = (code: Pick<Code, "text">, at: number): string =>
  /^[ \t\f]*/.exec(code.text.slice(lineStart(code, at), at))![0];

/** A statement that shares its lines with nothing but a comment behind it, and does not go on a line that ends in `\`. */
export function standsAlone(code: Code, node: Span): boolean {
  const from = lineStart(code, node.start);
  if (!/^[ \t]*$/.test(code.text.slice(from, node.start))) return false;
  if (/\\\r?\n$/.test(code.text.slice(0, from))) return false;
  return /^[ \t]*(?:#.*)?$/.test(code.text.slice(node.end, lineEnd(code, node.end)));
}

/** Its lines whole, the last break included. */
export const linesOf = (code: Code, node: Span): Span => ({
  start: lineStart(code, node.start),
  end: nextLine(code, node.end),
});

/** Line starts inside of a span that are not inside of a text which goes over lines. */
export function freeLineStarts(code: Code, span: Span): readonly number[] {
  const texts = [...allNodes(code.walk.root)].filter(
    (node) => node.type === "string" && node.start < span.end && node.end > span.start,
  );
  const found: number[] = [];
  for (let at = lineStart(code, span.start); at < span.end; at = nextLine(code, at)) {
    if (!texts.some((one) => one.start < at && at < one.end)) found.push(at);
    if (nextLine(code, at) <= at) break;
  }
  return found;
}

export const isBroken = (code: Code, span: Span): boolean =>
  code.facts.broken.some((one) => one.start <= span.end && span.start <= one.end);

export const hasComment = (code: Code, span: Span): boolean =>
  code.comments.some((one) => one.start < span.end && span.start < one.end);

function unitOf(root: Node, text: string): string {
  for (const node of allNodes(root)) {
    if (node.type !== "block" || node.parent === null) continue;
    const inner = leadOf({ text }, node.start);
    const outer = leadOf({ text }, node.parent.start);
    if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
  }
  return "    ";
}
