/**
 * Functions: what they are called, who opens them, what they return. Absent on purpose: classes, which only place their
 * members.
 */
import type { BindingId, CallId, FunctionScope } from "../../facts/facts.ts";
import type { FunctionRecord, LoopRecord } from "../../facts/records.ts";
import { ts } from "./compiler.ts";
import { declareName, declarePattern, declareStatements, declareVars } from "./declare.ts";
import { memberOf } from "./fields.ts";
import { noteConciseResult } from "./loops.ts";
import { visitStatements } from "./statements.ts";
import { bare, type FunctionNode, hasModifier, isFunctionExpression, outward, propertyName } from "./syntax.ts";
import type { Jump, Self, Walk } from "./walk.ts";

const { SyntaxKind } = ts;

export interface FunctionSetting {
  readonly opener?: FunctionScope["opener"];
  readonly immediate?: true;
  /** The loop of the array method whose callback it is. */
  readonly loop?: LoopRecord;
  readonly member?: NonNullable<FunctionScope["member"]>;
  readonly binding?: BindingId;
  readonly decorators?: readonly CallId[];
  /** What `this` is inside; arrow functions keep the one around them. */
  readonly self?: Self | null;
}

export function visitFunction(walk: Walk, node: FunctionNode, setting: FunctionSetting = {}): FunctionRecord {
  const { body } = node;
  const record = walk.pen.function(
    walk.scope,
    walk.span(node),
    body === undefined ? { start: node.end, end: node.end } : walk.span(body),
  );
  describe(walk, record, node, setting);
  walk.scopeOf.set(node, record.id);
  if (record.binding !== null && !walk.functionOf.has(record.binding)) walk.functionOf.set(record.binding, record.id);

  const outer = {
    function: walk.inFunction,
    self: walk.self,
    jumps: walk.jumps,
    deciding: walk.deciding,
    statement: walk.statement,
  };
  const outerScope = walk.enterScope(record.id, node);
  const mark = walk.names.enter();
  walk.inFunction = record;
  if (node.kind !== SyntaxKind.ArrowFunction) walk.self = setting.self ?? null;
  walk.deciding = [];
  walk.jumps = setting.loop === undefined ? noJumps : [{ loop: setting.loop, label: null, conditions: 0 }];

  if (node.kind === SyntaxKind.FunctionExpression && node.name !== undefined)
    declareOwnName(walk, node as ts.FunctionExpression, record);
  visitParameters(walk, node, record);
  if (body !== undefined) visitBody(walk, body, record, setting.loop);

  walk.names.leave(mark);
  walk.scope = outerScope;
  walk.inFunction = outer.function;
  walk.self = outer.self;
  walk.jumps = outer.jumps;
  walk.deciding = outer.deciding;
  walk.statement = outer.statement;
  return record;
}

const noJumps: Jump[] = [];

function describe(walk: Walk, record: FunctionRecord, node: FunctionNode, setting: FunctionSetting): void {
  record.async = hasModifier(node, SyntaxKind.AsyncKeyword);
  record.generator = (node as ts.FunctionExpression).asteriskToken !== undefined;
  record.opener = setting.opener ?? null;
  record.immediate = setting.immediate === true;
  record.member = setting.member ?? null;
  record.decorators = setting.decorators ?? [];
  record.static = setting.member !== undefined && hasModifier(node, SyntaxKind.StaticKeyword);
  if (node.name !== undefined) {
    record.name = propertyName(node.name) ?? null;
    record.nameSpan = walk.span(node.name);
  } else if (node.kind === SyntaxKind.Constructor) record.name = "constructor";
  if (node.kind === SyntaxKind.FunctionDeclaration) {
    record.binding = node.name === undefined ? null : (walk.names.find((node.name as ts.Identifier).text) ?? null);
    if (hasModifier(node, SyntaxKind.ExportKeyword)) {
      record.exportedAs.push(hasModifier(node, SyntaxKind.DefaultKeyword) ? "default" : (record.name ?? "default"));
    }
  } else if (setting.binding !== undefined) {
    record.binding = setting.binding;
  } else if (isFunctionExpression(node)) {
    holdBy(walk, record, node);
  } else if (node.parent.kind === SyntaxKind.ObjectLiteralExpression && record.name !== null) {
    record.binding = walk.members.get(node.parent)?.own.get(record.name) ?? null;
  }
}

/** The variable, field or property a function expression is the value of. */
function holdBy(walk: Walk, record: FunctionRecord, node: ts.ArrowFunction | ts.FunctionExpression): void {
  const { parent, child } = outward(node);
  switch (parent.kind) {
    case SyntaxKind.VariableDeclaration: {
      const { name } = parent as ts.VariableDeclaration;
      if (name.kind !== SyntaxKind.Identifier) return;
      record.binding = walk.names.find(name.text) ?? null;
      nameAfter(walk, record, name, name.text);
      return;
    }
    case SyntaxKind.PropertyAssignment: {
      const { name } = parent as ts.PropertyAssignment;
      const text = propertyName(name);
      if (text === undefined) return;
      record.binding = walk.members.get(parent.parent)?.own.get(text) ?? null;
      nameAfter(walk, record, name, text);
      return;
    }
    case SyntaxKind.BinaryExpression: {
      const { left, operatorToken, right } = parent as ts.BinaryExpression;
      const isAssignment =
        operatorToken.kind >= SyntaxKind.FirstAssignment && operatorToken.kind <= SyntaxKind.LastAssignment;
      if (!isAssignment || right !== child) return;
      const target = bare(left);
      if (target.kind === SyntaxKind.Identifier) {
        record.binding = walk.names.find((target as ts.Identifier).text) ?? null;
        nameAfter(walk, record, target, (target as ts.Identifier).text);
      } else if (target.kind === SyntaxKind.PropertyAccessExpression) {
        const { name, expression } = target as ts.PropertyAccessExpression;
        if (name.text === "exports") return;
        if (bare(expression).kind === SyntaxKind.ThisKeyword && walk.self !== null)
          record.binding = memberOf(walk, walk.self, name.text, name);
        nameAfter(walk, record, name, name.text);
      }
      return;
    }
  }
}

function nameAfter(walk: Walk, record: FunctionRecord, node: ts.Node, text: string): void {
  record.name ??= text;
  record.nameSpan ??= walk.span(node);
}

/** A function expression's own name means something inside it only. */
function declareOwnName(walk: Walk, node: ts.FunctionExpression, record: FunctionRecord): void {
  const binding = declareName(walk, node.name!, "function", true);
  walk.functionOf.set(binding.id, record.id);
  record.binding ??= binding.id;
}

function visitParameters(walk: Walk, node: FunctionNode, record: FunctionRecord): void {
  for (const parameter of node.parameters) {
    if (parameter.name.kind === SyntaxKind.Identifier && parameter.name.text === "this") continue;
    declarePattern(walk, parameter.name, "parameter", false, false, record.parameters);
  }
  for (const { name, initializer } of node.parameters) {
    visitPattern(walk, name);
    if (initializer !== undefined) walk.visit(initializer);
  }
}

/** Defaults and computed keys inside a pattern. */
export function visitPattern(walk: Walk, name: ts.BindingName): void {
  if (name.kind === SyntaxKind.Identifier) return;
  for (const element of name.elements) {
    if (element.kind !== SyntaxKind.BindingElement) continue;
    if (element.propertyName?.kind === SyntaxKind.ComputedPropertyName) walk.visit(element.propertyName.expression);
    visitPattern(walk, element.name);
    if (element.initializer !== undefined) walk.visit(element.initializer);
  }
}

function visitBody(walk: Walk, body: ts.ConciseBody, record: FunctionRecord, loop: LoopRecord | undefined): void {
  if (body.kind === SyntaxKind.Block) {
    const { statements } = body as ts.Block;
    declareVars(walk, body);
    declareStatements(walk, statements);
    visitStatements(walk, statements);
    return;
  }
  const value = body as ts.Expression;
  walk.visit(value);
  record.return(walk.place(value), walk.scope, walk.span(value));
  if (rendersJsx(value)) record.rendersJsx = true;
  if (loop !== undefined) noteConciseResult(walk, loop, value);
}

/** Whether a returned value is markup. */
export function rendersJsx(value: ts.Expression): boolean {
  const node = bare(value);
  switch (node.kind) {
    case SyntaxKind.JsxElement:
    case SyntaxKind.JsxSelfClosingElement:
    case SyntaxKind.JsxFragment:
      return true;
    case SyntaxKind.ConditionalExpression:
      return (
        rendersJsx((node as ts.ConditionalExpression).whenTrue) ||
        rendersJsx((node as ts.ConditionalExpression).whenFalse)
      );
    case SyntaxKind.BinaryExpression:
      return rendersJsx((node as ts.BinaryExpression).right);
    default:
      return false;
  }
}
