/**
 * One walk over the tree that writes down scopes, calls, bindings and references. Absent on purpose: the jobs themselves,
 * each in a file of its own; symbols and types; anything that is only worked out when asked for.
 */
import type { Later } from "../../facts/builder.ts";
import type { FunctionRecord } from "../../facts/records.ts";
import { visitConditional, visitIf, visitShortCircuit, visitSwitch } from "./branches.ts";
import { visitCall, visitNew } from "./calls.ts";
import { visitClass } from "./classes.ts";
import { ts } from "./compiler.ts";
import { declarePattern, declareStatements, declareVars } from "./declare.ts";
import { noteCommonJs, noteExport, spreadExports } from "./exported.ts";
import { fieldEnd, fieldOf, targetOf } from "./fields.ts";
import { rendersJsx, visitFunction, visitPattern } from "./functions.ts";
import { noteExit, stepsInChunks, visitFor, visitForEach, visitWhile } from "./loops.ts";
import { visitBlock, visitStatements, visitTry } from "./statements.ts";
import { bare, type FunctionNode, isFunctionExpression, type MemberNode } from "./syntax.ts";
import { Walk } from "./walk.ts";
import { assign, assignFunction, change, initialize, visitTarget } from "./writes.ts";

const { SyntaxKind } = ts;

/** Deeper code is skipped and named as unreadable; nobody writes it by hand. */
const deepest = 350;

/** `length` is that of the text when it is not the tree's. */
export function lower(source: ts.SourceFile, later: Later, length = source.text.length): Walk {
  const walk = new Walk(source, later);
  walk.visit = (node) => visit(walk, node);
  const visitChild = (node: ts.Node): void => visit(walk, node);
  walk.visitChildren = (node) => ts.forEachChild(node, visitChild);
  walk.pen.module({ start: 0, end: length });
  walk.scopeNodes[0] = source;
  declareVars(walk, source);
  declareStatements(walk, source.statements);
  visitStatements(walk, source.statements);
  spreadExports(walk);
  settleGiven(walk);
  return walk;
}

/** Functions that were handed on by name, now that all functions are known. */
function settleGiven(walk: Walk): void {
  const functionOf = (binding: number): FunctionRecord | undefined => {
    const scope = walk.functionOf.get(binding);
    return scope === undefined ? undefined : (walk.pen.scopes[scope] as FunctionRecord);
  };
  for (const { binding, call, argument, field } of walk.given) {
    const record = functionOf(binding);
    if (record !== undefined) record.opener ??= { call, argument, ...(field === undefined ? {} : { field }) };
  }
  for (const { binding, place } of walk.assigned) functionOf(binding)?.assignTo(place);
}

function visit(walk: Walk, node: ts.Node): void {
  if (walk.depth >= deepest) {
    walk.pen.broken.push(walk.span(node));
    return;
  }
  walk.depth++;
  dispatch(walk, node);
  walk.depth--;
}

function dispatch(walk: Walk, node: ts.Node): void {
  const { kind } = node;
  if (isStatement(kind)) walk.statement = node;
  switch (kind) {
    case SyntaxKind.Identifier:
      return visitName(walk, node as ts.Identifier);
    case SyntaxKind.PropertyAccessExpression:
    case SyntaxKind.ElementAccessExpression:
      return visitMember(walk, node as MemberNode);
    case SyntaxKind.CallExpression:
      return visitCall(walk, node as ts.CallExpression);
    case SyntaxKind.NewExpression:
      return visitNew(walk, node as ts.NewExpression);
    case SyntaxKind.ThisKeyword:
      if (walk.self !== null) walk.selves.set(node, walk.self);
      return;
    case SyntaxKind.BinaryExpression:
      return visitBinary(walk, node as ts.BinaryExpression);
    case SyntaxKind.ConditionalExpression:
      return visitConditional(walk, node as ts.ConditionalExpression);
    case SyntaxKind.PrefixUnaryExpression:
    case SyntaxKind.PostfixUnaryExpression:
      return visitUnary(walk, node as ts.PrefixUnaryExpression);
    case SyntaxKind.DeleteExpression: {
      const { expression } = node as ts.DeleteExpression;
      visitTarget(walk, expression);
      return change(walk, bare(expression), null, [], node);
    }
    case SyntaxKind.ArrowFunction:
    case SyntaxKind.FunctionExpression:
    case SyntaxKind.FunctionDeclaration:
      visitFunction(walk, node as FunctionNode);
      return;
    case SyntaxKind.MethodDeclaration:
    case SyntaxKind.GetAccessor:
    case SyntaxKind.SetAccessor:
      // Of an object literal; those of a class are met by the class.
      visitFunction(walk, node as FunctionNode, { self: { node: node.parent, static: false, scope: walk.scope } });
      return;
    case SyntaxKind.ClassDeclaration:
    case SyntaxKind.ClassExpression:
      return visitClass(walk, node as ts.ClassLikeDeclaration);
    case SyntaxKind.PropertyAssignment:
      return visitProperty(walk, node as ts.PropertyAssignment);
    case SyntaxKind.ShorthandPropertyAssignment:
      return visitName(walk, (node as ts.ShorthandPropertyAssignment).name);
    case SyntaxKind.VariableDeclaration:
      return visitVariable(walk, node as ts.VariableDeclaration);
    case SyntaxKind.CatchClause:
      declarePattern(walk, (node as ts.CatchClause).variableDeclaration!.name, "catch", false, false);
      return;
    case SyntaxKind.Block:
      return visitBlock(walk, node as ts.Block);
    case SyntaxKind.IfStatement:
      return visitIf(walk, node as ts.IfStatement);
    case SyntaxKind.ForStatement:
      return visitFor(walk, node as ts.ForStatement);
    case SyntaxKind.ForOfStatement:
    case SyntaxKind.ForInStatement:
      return visitForEach(walk, node as ts.ForOfStatement);
    case SyntaxKind.WhileStatement:
    case SyntaxKind.DoStatement:
      return visitWhile(walk, node as ts.WhileStatement);
    case SyntaxKind.TryStatement:
      return visitTry(walk, node as ts.TryStatement);
    case SyntaxKind.SwitchStatement:
      return visitSwitch(walk, node as ts.SwitchStatement);
    case SyntaxKind.ReturnStatement:
      return visitReturn(walk, node as ts.ReturnStatement);
    case SyntaxKind.ThrowStatement:
      noteExit(walk, node as ts.ThrowStatement);
      return walk.visit((node as ts.ThrowStatement).expression);
    case SyntaxKind.BreakStatement:
    case SyntaxKind.ContinueStatement:
      return noteExit(walk, node as ts.Statement);
    case SyntaxKind.LabeledStatement:
      return walk.visit((node as ts.LabeledStatement).statement);
    case SyntaxKind.AsExpression:
    case SyntaxKind.SatisfiesExpression:
    case SyntaxKind.NonNullExpression:
    case SyntaxKind.TypeAssertionExpression:
    case SyntaxKind.ExpressionWithTypeArguments:
      return walk.visit((node as ts.AsExpression).expression);
    case SyntaxKind.ImportDeclaration: {
      const { moduleSpecifier, importClause } = node as ts.ImportDeclaration;
      return noteImport(walk, node, moduleSpecifier, importClause?.phaseModifier === SyntaxKind.TypeKeyword);
    }
    case SyntaxKind.ImportEqualsDeclaration: {
      const { moduleReference, isTypeOnly } = node as ts.ImportEqualsDeclaration;
      if (moduleReference.kind === SyntaxKind.ExternalModuleReference)
        noteImport(walk, node, moduleReference.expression, isTypeOnly);
      return;
    }
    case SyntaxKind.ExportDeclaration: {
      const { moduleSpecifier, isTypeOnly } = node as ts.ExportDeclaration;
      if (moduleSpecifier !== undefined) noteImport(walk, node, moduleSpecifier, isTypeOnly);
      return visitExport(walk, node as ts.ExportDeclaration);
    }
    case SyntaxKind.ExportAssignment:
      noteExport(walk, node as ts.ExportAssignment);
      return walk.visit((node as ts.ExportAssignment).expression);
    case SyntaxKind.ModuleBlock:
      return visitBlock(walk, node as ts.ModuleBlock as unknown as ts.Block);
    case SyntaxKind.JsxElement:
    case SyntaxKind.JsxSelfClosingElement:
    case SyntaxKind.JsxFragment:
      walk.pen.hasJsx = true;
      return walk.visitChildren(node);
    case SyntaxKind.JsxOpeningElement:
    case SyntaxKind.JsxClosingElement:
      return walk.visitChildren(node);
    case SyntaxKind.JsxAttribute: {
      const { initializer } = node as ts.JsxAttribute;
      if (initializer !== undefined) walk.visit(initializer);
      return;
    }
    case SyntaxKind.InterfaceDeclaration:
    case SyntaxKind.TypeAliasDeclaration:
    case SyntaxKind.TypeParameter:
    case SyntaxKind.MetaProperty:
    case SyntaxKind.NamespaceExportDeclaration:
    case SyntaxKind.JsxNamespacedName:
    case SyntaxKind.Decorator:
      return;
    case SyntaxKind.EnumMember: {
      const { initializer } = node as ts.EnumMember;
      if (initializer !== undefined) walk.visit(initializer);
      return;
    }
    case SyntaxKind.EnumDeclaration:
      for (const member of (node as ts.EnumDeclaration).members) walk.visit(member);
      return;
    case SyntaxKind.ModuleDeclaration: {
      const { body } = node as ts.ModuleDeclaration;
      if (body !== undefined) walk.visit(body);
      return;
    }
    default:
      if (kind >= SyntaxKind.FirstTypeNode && kind <= SyntaxKind.LastTypeNode) return;
      walk.visitChildren(node);
  }
}

const isStatement = (kind: ts.SyntaxKind): boolean =>
  (kind >= SyntaxKind.FirstStatement && kind <= SyntaxKind.LastStatement) ||
  kind === SyntaxKind.FunctionDeclaration ||
  kind === SyntaxKind.ClassDeclaration ||
  kind === SyntaxKind.ExportAssignment;

function visitName(walk: Walk, node: ts.Identifier): void {
  const { text } = node;
  if (text === "") return;
  const binding = walk.names.find(text);
  if (binding !== undefined) walk.read(node, binding);
  else if (isValueName(node)) walk.pen.globals.add(text);
}

/** Names of markup elements such as `div` are no identifiers of the program. */
const isValueName = (node: ts.Identifier): boolean => {
  const { kind } = node.parent;
  const isTag =
    kind === SyntaxKind.JsxOpeningElement ||
    kind === SyntaxKind.JsxSelfClosingElement ||
    kind === SyntaxKind.JsxClosingElement;
  return !isTag || /^[A-Z_$]/.test(node.text);
};

function visitMember(walk: Walk, node: MemberNode): void {
  walk.visit(node.expression);
  const field = fieldOf(walk, node);
  if (field !== undefined) walk.pen.references.read(fieldEnd(node), field, walk.scope);
  if (node.kind === SyntaxKind.ElementAccessExpression)
    walk.visit((node as ts.ElementAccessExpression).argumentExpression);
}

function visitProperty(walk: Walk, node: ts.PropertyAssignment): void {
  const { name, initializer } = node;
  if (name.kind === SyntaxKind.ComputedPropertyName) walk.visit(name.expression);
  const value = bare(initializer);
  if (value.kind !== SyntaxKind.FunctionExpression) return walk.visit(initializer);
  visitFunction(walk, value as ts.FunctionExpression, {
    self: { node: node.parent, static: false, scope: walk.scope },
  });
}

function visitVariable(walk: Walk, node: ts.VariableDeclaration): void {
  const { name, initializer } = node;
  visitPattern(walk, name);
  if (initializer === undefined) return;
  walk.visit(initializer);
  initialize(walk, name, initializer, [], node);
  const value = bare(initializer);
  if (name.kind !== SyntaxKind.Identifier || value.kind !== SyntaxKind.ClassExpression) return;
  const binding = walk.names.find(name.text);
  if (binding !== undefined) walk.classOf.set(binding, value as ts.ClassExpression);
}

function visitBinary(walk: Walk, node: ts.BinaryExpression): void {
  const operator = node.operatorToken.kind;
  if (operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment)
    return visitAssignment(walk, node);
  if (
    operator === SyntaxKind.AmpersandAmpersandToken ||
    operator === SyntaxKind.BarBarToken ||
    operator === SyntaxKind.QuestionQuestionToken
  ) {
    walk.visit(node.left);
    return visitShortCircuit(walk, node.left, operator, node.right);
  }
  // Long sums lean to the left; walking them level by level would run out of levels.
  const rights: ts.Expression[] = [];
  let left: ts.Expression = node;
  while (left.kind === SyntaxKind.BinaryExpression && (left as ts.BinaryExpression).operatorToken.kind === operator) {
    rights.push((left as ts.BinaryExpression).right);
    left = (left as ts.BinaryExpression).left;
  }
  walk.visit(left);
  for (let i = rights.length - 1; i >= 0; i--) walk.visit(rights[i]!);
}

function visitAssignment(walk: Walk, node: ts.BinaryExpression): void {
  const { left, operatorToken, right } = node;
  const target = bare(left);
  switch (operatorToken.kind) {
    case SyntaxKind.EqualsToken: {
      if (noteCommonJs(walk, target, right)) {
        walk.visit(left);
        return walk.visit(right);
      }
      const kept = keptWhenFull(walk, target, right);
      assign(walk, left, kept === undefined ? "assign" : "empty", kept ?? right, [], node);
      walk.visit(right);
      if (isFunctionExpression(bare(right)) || bare(right).kind === SyntaxKind.Identifier)
        assignFunction(walk, target, right);
      return;
    }
    case SyntaxKind.QuestionQuestionEqualsToken:
    case SyntaxKind.BarBarEqualsToken:
      assign(walk, left, "empty", right, [], node);
      return visitShortCircuit(walk, left, operatorToken.kind, right);
    case SyntaxKind.AmpersandAmpersandEqualsToken:
      assign(walk, left, "assign", right, [], node);
      return visitShortCircuit(walk, left, operatorToken.kind, right);
    default:
      assign(walk, left, "change", right, [], node);
      noteStep(walk, node);
      return walk.visit(right);
  }
}

/** `x = x ?? value` gives `x` a value only while it is empty, like `x ??= value`. */
function keptWhenFull(walk: Walk, target: ts.Expression, right: ts.Expression): ts.Expression | undefined {
  const value = bare(right);
  if (value.kind !== SyntaxKind.BinaryExpression) return undefined;
  const { left, operatorToken, right: otherwise } = value as ts.BinaryExpression;
  if (operatorToken.kind !== SyntaxKind.QuestionQuestionToken && operatorToken.kind !== SyntaxKind.BarBarToken)
    return undefined;
  const a = targetOf(walk, target);
  const b = targetOf(walk, left);
  return a !== undefined &&
    b !== undefined &&
    a.binding === b.binding &&
    a.key?.getText(walk.source) === b.key?.getText(walk.source)
    ? otherwise
    : undefined;
}

/** A `while` loop that moves its own counter by more than one works in chunks. */
function noteStep(walk: Walk, node: ts.BinaryExpression): void {
  const loop = walk.jumps.at(-1)?.loop;
  if (loop == null || (loop.form !== "while" && loop.form !== "do") || !stepsInChunks(node)) return;
  const target = targetOf(walk, node.left);
  if (target !== undefined && (loop.test === null || loop.condition.includes(target.binding))) loop.chunked = true;
}

function visitUnary(walk: Walk, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): void {
  const { operand, operator } = node;
  if (operator !== SyntaxKind.PlusPlusToken && operator !== SyntaxKind.MinusMinusToken) return walk.visit(operand);
  assign(walk, operand, "change", null, [], node);
}

function visitReturn(walk: Walk, node: ts.ReturnStatement): void {
  const { expression } = node;
  noteExit(walk, node);
  if (expression !== undefined) walk.visit(expression);
  const { inFunction } = walk;
  if (inFunction === null) return;
  inFunction.return(expression === undefined ? null : walk.place(expression), walk.scope, walk.span(node));
  if (expression !== undefined && rendersJsx(expression)) inFunction.rendersJsx = true;
}

function noteImport(walk: Walk, node: ts.Node, specifier: ts.Expression, typeOnly: boolean): void {
  if (!ts.isStringLiteralLike(specifier)) return;
  walk.pen.imports.push({ module: specifier.text, span: walk.span(node), typeOnly, dynamic: false });
}

function visitExport(walk: Walk, node: ts.ExportDeclaration): void {
  noteExport(walk, node);
  const { exportClause, moduleSpecifier } = node;
  if (moduleSpecifier !== undefined || exportClause?.kind !== SyntaxKind.NamedExports) return;
  for (const { name, propertyName } of exportClause.elements) {
    const local = propertyName ?? name;
    const binding = walk.names.find(local.text);
    if (binding !== undefined) walk.read(local, binding);
  }
}
