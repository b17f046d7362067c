/**
 * One walk over the tree that writes down scopes, calls, bindings and references. Absent on purpose: the jobs themselves, each in
 * a file of its own; anything that is only worked out when asked for.
 */
import type { Later } from "../../facts/builder.ts";
import type { FunctionRecord } from "../../facts/records.ts";
import { visitAssignment } from "./assignments.ts";
import { visitBoolean, visitConditional, visitIf, visitMatch } from "./branches.ts";
import { noteBareDecorator, visitCall } from "./calls.ts";
import { declareNames } from "./declare.ts";
import { fieldOf } from "./fields.ts";
import { visitClass, visitFunction } from "./functions.ts";
import { settleHomes } from "./homes.ts";
import { visitImport, visitImportFrom } from "./imports.ts";
import { noteExit, visitComprehension, visitFor, visitWhile } from "./loops.ts";
import { visitBlock, visitTry, visitWith } from "./statements.ts";
import type { Node } from "./tree.ts";
import { Walk } from "./walk.ts";

/** Deeper code is skipped and named as unreadable; nobody writes it by hand. */
const deepest = 300;

export function lower(text: string, root: Node, later: Later): Walk {
  const walk = new Walk(text, root, later);
  walk.scopeNodes[0] = root;
  walk.visit = (node) => visit(walk, node);
  declareNames(walk, root);
  visitBlock(walk, root);
  settleGiven(walk);
  settleHomes(walk);
  return walk;
}

function visit(walk: Walk, node: Node): void {
  if (walk.depth >= deepest) {
    walk.pen.broken.push({ start: node.start, end: node.end });
    return;
  }
  walk.depth++;
  dispatch(walk, node);
  walk.depth--;
}

function dispatch(walk: Walk, node: Node): void {
  switch (node.type) {
    case "identifier":
      visitName(walk, node);
      return;
    case "attribute":
      visitAttribute(walk, node);
      return;
    case "call":
      visitCall(walk, node);
      return;
    case "assignment":
    case "augmented_assignment":
      visitAssignment(walk, node);
      return;
    case "named_expression":
      visitNamed(walk, node);
      return;
    case "decorated_definition":
      visitDecorated(walk, node);
      return;
    case "function_definition":
    case "lambda":
      visitFunction(walk, node);
      return;
    case "class_definition":
      visitClass(walk, node);
      return;
    case "block":
      visitBlock(walk, node);
      return;
    case "if_statement":
      visitIf(walk, node);
      return;
    case "conditional_expression":
      visitConditional(walk, node);
      return;
    case "boolean_operator":
      visitBoolean(walk, node);
      return;
    case "match_statement":
      visitMatch(walk, node);
      return;
    case "for_statement":
      visitFor(walk, node);
      return;
    case "while_statement":
      visitWhile(walk, node);
      return;
    case "list_comprehension":
    case "set_comprehension":
    case "dictionary_comprehension":
    case "generator_expression":
      visitComprehension(walk, node);
      return;
    case "with_statement":
      visitWith(walk, node);
      return;
    case "try_statement":
      visitTry(walk, node);
      return;
    case "import_statement":
      visitImport(walk, node);
      return;
    case "import_from_statement":
      visitImportFrom(walk, node);
      return;
    case "return_statement":
      visitReturn(walk, node);
      return;
    case "raise_statement":
      noteExit(walk, node, "throw");
      visitParts(walk, node);
      return;
    case "break_statement":
    case "continue_statement":
      noteExit(walk, node, node.type === "break_statement" ? "break" : "continue");
      return;
    case "yield":
      if (walk.inFunction) walk.inFunction.generator = true;
      visitParts(walk, node);
      return;
    case "keyword_argument":
      if (node.child("value")) walk.visit(node.child("value")!);
      return;
    case "type":
    case "global_statement":
    case "nonlocal_statement":
    case "future_import_statement":
    case "string_content":
      return;
    default:
      visitParts(walk, node);
  }
}

function visitParts(walk: Walk, node: Node): void {
  for (const part of node.parts) walk.visit(part);
}

function visitName(walk: Walk, node: Node): void {
  const name = walk.textOf(node);
  const binding = walk.find(name);
  if (binding !== undefined) walk.read(node, binding);
  else walk.pen.globals.add(name);
}

function visitAttribute(walk: Walk, node: Node): void {
  const object = node.child("object");
  if (object) walk.visit(object);
  const field = fieldOf(walk, node);
  if (field !== undefined) walk.read(node, field);
}

function visitNamed(walk: Walk, node: Node): void {
  const value = node.child("value");
  const name = node.child("name");
  if (value) walk.visit(value);
  const binding = name && walk.find(walk.textOf(name));
  if (!name || binding === undefined) return;
  walk.mention(name, binding);
  walk.write(binding, "assign", node, value ?? null, []);
}

function visitDecorated(walk: Walk, node: Node): void {
  for (const decorator of node.children.filter(({ type }) => type === "decorator")) {
    const [expression] = decorator.parts;
    if (expression === undefined) continue;
    if (expression.type === "call") walk.visit(expression);
    else noteBareDecorator(walk, expression);
  }
  const definition = node.child("definition");
  if (definition) walk.visit(definition);
}

function visitReturn(walk: Walk, node: Node): void {
  noteExit(walk, node, "return");
  const [value] = node.parts;
  walk.inFunction?.return(value ? walk.place(value) : null, walk.scope, { start: node.start, end: node.end });
  if (value) walk.visit(value);
}

/** Functions given by name open where they are given: `app.add_event_handler("startup", load)`. */
function settleGiven(walk: Walk): void {
  for (const { node, call, argument, field } of walk.given) {
    const end = node.end;
    const binding = walk.pen.references.at(end);
    const scope = binding === undefined ? undefined : walk.functionOf.get(binding);
    const record = scope === undefined ? undefined : (walk.pen.scopes[scope] as FunctionRecord);
    if (record && record.opener === null) record.opener = { call, argument, ...(field !== undefined && { field }) };
  }
}
