/** Loops and comprehensions: what they go through, what changes with each round, and the ways out. */
import type { LoopRecord } from "../../facts/records.ts";
import { assign } from "./assignments.ts";
import { fieldOf } from "./fields.ts";
import { isAsync, settled } from "./syntax.ts";
import type { Node } from "./tree.ts";
import { each as eachElement, type Walk } from "./walk.ts";

export function visitFor(walk: Walk, node: Node): void {
  const left = node.child("left");
  const right = node.child("right");
  const body = node.child("body");
  if (right) walk.visit(right);
  if (!left || !body) return;
  const loop = open(walk, node, body, isAsync(node) ? "for-await" : "for-of", right);
  const outer = walk.enterScope(loop.id, node);
  noteVariables(walk, left, right, loop);
  runBody(walk, loop, body);
  walk.scope = outer;
  for (const other of node.all("alternative")) if (other.child("body")) walk.visit(other.child("body")!);
}

export function visitWhile(walk: Walk, node: Node): void {
  const condition = node.child("condition");
  const body = node.child("body");
  if (!body) return;
  const loop = walk.pen.loop(
    walk.scope,
    { start: node.start, end: node.end },
    { start: body.start, end: body.end },
    "while",
  );
  if (condition) loop.test = { start: condition.start, end: condition.end };
  const outer = walk.enterScope(loop.id, node);
  if (condition) walk.visit(condition);
  runBody(walk, loop, body);
  walk.scope = outer;
  for (const other of node.all("alternative")) if (other.child("body")) walk.visit(other.child("body")!);
}

/** `[f(x) for x in xs if c]`: one loop within another for each `for`. */
export function visitComprehension(walk: Walk, node: Node): void {
  const clauses = node.children.filter(({ type }) => type === "for_in_clause" || type === "if_clause");
  const first = clauses.find(({ type }) => type === "for_in_clause");
  if (first?.child("right")) walk.visit(first.child("right")!); // belongs to the outside
  const outerScope = walk.scope;
  const outerFrame = walk.enterFrame("comprehension", walk.scope);
  const conditions = walk.deciding.length;
  for (const clause of clauses) {
    if (clause.type === "if_clause") {
      for (const part of clause.parts) {
        walk.visit(part);
        const branch = walk.pen.branch(walk.scope, { start: node.start, end: node.end }, part);
        walk.enterScope(branch.id, clause);
      }
      continue;
    }
    const right = clause.child("right");
    if (right && clause !== first) walk.visit(right);
    const loop = open(walk, node, node, isAsync(clause) ? "for-await" : "for-of", right);
    walk.enterScope(loop.id, clause);
    const left = clause.child("left");
    if (left) {
      declareTarget(walk, left);
      noteVariables(walk, left, right, loop);
    }
  }
  const body = node.child("body");
  if (body) for (const part of body.type === "pair" ? body.parts : [body]) walk.visit(part);
  walk.deciding.length = conditions;
  walk.scope = outerScope;
  walk.frame = outerFrame;
}

function open(walk: Walk, node: Node, body: Node, form: LoopRecord["form"], over: Node | undefined): LoopRecord {
  const loop = walk.pen.loop(
    walk.scope,
    { start: node.start, end: node.end },
    { start: body.start, end: body.end },
    form,
  );
  if (over) {
    loop.iterated = walk.place(over);
    loop.chunked = stepsWidely(walk, over);
  }
  return loop;
}

/** `range(0, n, 32)`, and what is called after it: `trange`, `np.arange`. */
function stepsWidely(walk: Walk, over: Node): boolean {
  const range = rangeOf(walk, over);
  const step = range?.[2];
  return step !== undefined && walk.textOf(step) !== "1" && walk.textOf(step) !== "-1";
}

/** Arguments of a call of `range`, or of one that is named after it and takes the same. */
export function rangeOf(walk: Pick<Walk, "text">, over: Node): readonly Node[] | undefined {
  const call = settled(over);
  const callee = call.type === "call" ? call.child("function") : undefined;
  if (callee === undefined || !namedRange.test(walk.text.slice(callee.start, callee.end))) return undefined;
  return call.child("arguments")?.parts;
}

const namedRange = /^(?:[\w.]+\.)?[a-z]*range$/;

/** Largest number of rounds, when it can be read off. */
export function loopBound(walk: Walk, node: Node): number | null {
  const over = node.child("right");
  if (over === undefined) return null;
  const range = rangeOf(walk, over);
  if (range !== undefined) {
    const [from, to] = range.length === 1 ? [undefined, range[0]] : range;
    const start = from === undefined ? 0 : numberIn(walk, from);
    const end = to === undefined ? null : numberIn(walk, to);
    return start === null || end === null ? null : Math.max(0, end - start);
  }
  const list = settled(over);
  if (list.type !== "list" && list.type !== "tuple") return null;
  return list.parts.some(({ type }) => type === "list_splat") ? null : list.parts.length;
}

/** Written there, or in a constant. */
function numberIn(walk: Walk, node: Node): number | null {
  if (node.type === "integer") return Number(walk.textOf(node).replaceAll("_", ""));
  const binding = node.type === "identifier" ? walk.pen.references.at(node.end) : undefined;
  if (binding === undefined || walk.pen.bindings[binding]!.writes.length !== 1) return null;
  const [origin, ...others] = walk.origins[binding]!;
  return origin?.node.type === "integer" && others.length === 0 ? numberIn(walk, origin.node) : null;
}

function declareTarget(walk: Walk, target: Node): void {
  if (target.type === "identifier") {
    const name = walk.textOf(target);
    walk.frame.names.set(name, walk.binding(target, name, "loop", walk.scope).id);
  } else for (const part of target.parts) declareTarget(walk, part);
}

/** What each round gets: an element of what is gone through, or a part of one. */
function noteVariables(walk: Walk, left: Node, right: Node | undefined, loop: LoopRecord): void {
  assign(walk, left, "assign", right ?? null, [eachElement], left);
  const note = (target: Node): void => {
    const binding = target.type === "identifier" ? walk.find(walk.textOf(target)) : fieldOf(walk, target);
    if (binding !== undefined) loop.variables.push(binding);
    else if (target.type !== "subscript") for (const part of target.parts) note(part);
  };
  note(left);
}

function runBody(walk: Walk, loop: LoopRecord, body: Node): void {
  walk.jumps.push({ loop, conditions: walk.deciding.length });
  walk.visit(body);
  walk.rest = null;
  walk.jumps.pop();
}

export function noteExit(walk: Walk, node: Node, kind: "break" | "continue" | "return" | "throw"): void {
  for (let index = walk.jumps.length - 1; index >= 0; index--) {
    const jump = walk.jumps[index]!;
    if (jump.loop === null) return; // a function begins here
    jump.loop.exit(kind, { start: node.start, end: node.end }, walk.deciding.slice(jump.conditions));
    if (kind === "break" || kind === "continue") return;
  }
}
