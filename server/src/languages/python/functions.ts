/** Functions, lambdas and classes with their parameters, decorators and bodies. Absent on purpose: what they are used for. */
import type { FunctionScope } from "../../facts/facts.ts";
import { declaredAt, declareNames } from "./declare.ts";
import { decoratorsOf, isAsync } from "./syntax.ts";
import type { Node } from "./tree.ts";
import type { ClassInfo, Walk } from "./walk.ts";

export interface FunctionSetting {
  readonly opener?: NonNullable<FunctionScope["opener"]>;
}

export function visitFunction(walk: Walk, node: Node, { opener }: FunctionSetting = {}): void {
  const body = node.child("body");
  const parameters = node.child("parameters");
  if (body === undefined) return;
  const binding = declaredAt(walk, node);
  const decorators = decoratorsOf(node)
    .map((one) => walk.callOf.get(one) ?? -1)
    .filter((id) => id >= 0);
  for (const part of parameters?.parts ?? []) {
    const value = part.child("value");
    if (value) walk.visit(value); // defaults are worked out outside, once
  }
  const record = walk.pen.function(
    walk.scope,
    { start: node.start, end: node.end },
    { start: body.start, end: body.end },
  );
  walk.scopeOf.set(node, record.id);
  const name = node.child("name");
  record.name = name ? walk.textOf(name) : null;
  record.nameSpan = name ? { start: name.start, end: name.end } : null;
  record.async = isAsync(node);
  record.opener = opener ?? null;
  record.decorators = decorators;
  const marks = decoratorsOf(node).map((one) => walk.textOf(one));
  const owner = walk.frame.kind === "class" ? walk.inClass : null;
  if (owner !== null) {
    record.member = record.name === "__init__" ? "constructor" : marks.some(isAccessor) ? "accessor" : "method";
    record.static = marks.some((mark) => mark === "staticmethod" || mark === "classmethod");
  }
  if (binding !== undefined) {
    record.binding = binding;
    walk.functionOf.set(binding, record.id);
    if (owner !== null) owner.members.set(record.name!, binding);
    if (walk.frame.kind === "module") record.exportedAs.push(...walk.pen.bindings[binding]!.exportedAs);
    if (name) walk.mention(name, binding);
  }
  const outer = {
    scope: walk.enterScope(record.id, node),
    frame: walk.enterFrame("function", record.id),
    inFunction: walk.inFunction,
  };
  walk.inFunction = record;
  const { jumps, deciding, rest, statement } = walk;
  walk.jumps = [{ loop: null, conditions: 0 }];
  walk.deciding = [];
  walk.rest = null;
  declareParameters(walk, parameters, record.parameters, marks.includes("staticmethod") ? null : owner);
  if (node.type === "lambda") {
    record.return(walk.place(body), walk.scope, { start: body.start, end: body.end });
    walk.statement = statement;
    walk.visit(body);
  } else {
    declareNames(walk, body);
    walk.visit(body);
  }
  walk.jumps = jumps;
  walk.deciding = deciding;
  walk.rest = rest;
  walk.statement = statement;
  walk.scope = outer.scope;
  walk.frame = outer.frame;
  walk.inFunction = outer.inFunction;
}

const isAccessor = (mark: string): boolean => /^(?:functools\.)?(?:cached_)?property$|\.(?:setter|getter)$/.test(mark);

function declareParameters(walk: Walk, parameters: Node | undefined, into: number[], owner: ClassInfo | null): void {
  let isFirst = true;
  for (const part of parameters?.parts ?? []) {
    const name = nameOf(part);
    if (name === undefined) continue;
    const text = walk.textOf(name);
    const binding = walk.binding(name, text, "parameter", walk.scope);
    walk.frame.names.set(text, binding.id);
    // What a method is called on stands in front of the dot, and is no argument.
    if (isFirst && owner !== null && part.type === "identifier") walk.selves.set(binding.id, owner);
    else into.push(binding.id);
    isFirst = false;
    const value = part.child("value");
    if (value) {
      walk.pen.write(binding.id, "empty", walk.scope, { start: part.start, end: part.end }, walk.place(value));
      walk.origins[binding.id]!.push({ node: value, access: [] });
    }
  }
}

/** The name of a parameter, whatever stands around it. */
function nameOf(part: Node): Node | undefined {
  if (part.type === "identifier") return part;
  const named = part.child("name");
  if (named) return nameOf(named);
  const inner = part.parts.find(({ type, field }) => field !== "type" && field !== "value" && type !== "type");
  return inner === undefined ? undefined : nameOf(inner);
}

export function visitClass(walk: Walk, node: Node): void {
  const body = node.child("body");
  const name = node.child("name");
  if (body === undefined) return;
  const binding = declaredAt(walk, node);
  const decorators = decoratorsOf(node)
    .map((one) => walk.callOf.get(one) ?? -1)
    .filter((id) => id >= 0);
  const superclasses = node.child("superclasses");
  const bases = (superclasses?.parts ?? []).filter(({ type }) => type !== "keyword_argument");
  if (superclasses) for (const part of superclasses.parts) walk.visit(part.child("value") ?? part);
  const record = walk.pen.class(walk.scope, { start: node.start, end: node.end }, { start: body.start, end: body.end });
  walk.scopeOf.set(node, record.id);
  record.name = name ? walk.textOf(name) : null;
  record.decorators = decorators;
  if (bases[0]) record.base = walk.place(bases[0]);
  const outer = { scope: walk.enterScope(record.id, node), inClass: walk.inClass };
  const frame = walk.enterFrame("class", record.id);
  const info: ClassInfo = { node, scope: record.id, members: walk.frame.names, bases };
  if (binding !== undefined) {
    walk.classOf.set(binding, info);
    if (frame.kind === "module") record.exportedAs.push(...walk.pen.bindings[binding]!.exportedAs);
    if (name) walk.mention(name, binding);
  }
  walk.inClass = info;
  declareNames(walk, body);
  // Attributes that only methods give are known before the first method that tests them is walked.
  walk.visit(body);
  walk.scope = outer.scope;
  walk.inClass = outer.inClass;
  walk.frame = frame;
}
