/**
 * One walk over the tree that writes down scopes, calls, bindings and references. Absent on purpose: the jobs themselves,
 * each in a file of its own; symbols and types; anything that is only worked out when asked for.
 */
import type { Later } from "../../facts/builder.ts";
import { visitAssignment, visitUnary } from "./assignments.ts";
import { visitConditional, visitIf, visitShortCircuit, visitSwitch } from "./branches.ts";
import { visitCall, visitNew } from "./calls.ts";
import { visitClass } from "./classes.ts";
import { ts } from "./compiler.ts";
import { declarePattern, declareStatements, declareVars } from "./declare.ts";
import { noteExport, spreadExports } from "./exported.ts";
import { fieldEnd, fieldOf } from "./fields.ts";
import { rendersJsx, visitFunction, visitPattern } from "./functions.ts";
import { settleGiven } from "./given.ts";
import { noteExit, visitFor, visitForEach, visitWhile } from "./loops.ts";
import { visitBlock, visitStatements, visitTry } from "./statements.ts";
import { bare, type FunctionNode, type MemberNode } from "./syntax.ts";
import { Walk } from "./walk.ts";
import { change, initialize, visitTarget } from "./writes.ts";

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
      visitName(walk, node as ts.Identifier);
      return;
    case SyntaxKind.PropertyAccessExpression:
    case SyntaxKind.ElementAccessExpression:
      visitMember(walk, node as MemberNode);
      return;
    case SyntaxKind.CallExpression:
      visitCall(walk, node as ts.CallExpression);
      return;
    case SyntaxKind.NewExpression:
      visitNew(walk, node as ts.NewExpression);
      return;
    case SyntaxKind.ThisKeyword:
      if (walk.self !== null) walk.selves.set(node, walk.self);
      return;
    case SyntaxKind.BinaryExpression:
      visitBinary(walk, node as ts.BinaryExpression);
      return;
    case SyntaxKind.ConditionalExpression:
      visitConditional(walk, node as ts.ConditionalExpression);
      return;
    case SyntaxKind.PrefixUnaryExpression:
    case SyntaxKind.PostfixUnaryExpression:
      visitUnary(walk, node as ts.PrefixUnaryExpression);
      return;
    case SyntaxKind.DeleteExpression: {
      const { expression } = node as ts.DeleteExpression;
      visitTarget(walk, expression);
      change(walk, bare(expression), null, [], node);
      return;
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
      visitClass(walk, node as ts.ClassLikeDeclaration);
      return;
    case SyntaxKind.PropertyAssignment:
      visitProperty(walk, node as ts.PropertyAssignment);
      return;
    case SyntaxKind.ShorthandPropertyAssignment:
      visitName(walk, (node as ts.ShorthandPropertyAssignment).name);
      return;
    case SyntaxKind.VariableDeclaration:
      visitVariable(walk, node as ts.VariableDeclaration);
      return;
    case SyntaxKind.CatchClause:
      declarePattern(walk, (node as ts.CatchClause).variableDeclaration!.name, "catch", false, false);
      return;
    case SyntaxKind.Block:
      visitBlock(walk, node as ts.Block);
      return;
    case SyntaxKind.IfStatement:
      visitIf(walk, node as ts.IfStatement);
      return;
    case SyntaxKind.ForStatement:
      visitFor(walk, node as ts.ForStatement);
      return;
    case SyntaxKind.ForOfStatement:
    case SyntaxKind.ForInStatement:
      visitForEach(walk, node as ts.ForOfStatement);
      return;
    case SyntaxKind.WhileStatement:
    case SyntaxKind.DoStatement:
      visitWhile(walk, node as ts.WhileStatement);
      return;
    case SyntaxKind.TryStatement:
      visitTry(walk, node as ts.TryStatement);
      return;
    case SyntaxKind.SwitchStatement:
      visitSwitch(walk, node as ts.SwitchStatement);
      return;
    case SyntaxKind.ReturnStatement:
      visitReturn(walk, node as ts.ReturnStatement);
      return;
    case SyntaxKind.ThrowStatement:
      noteExit(walk, node as ts.ThrowStatement);
      walk.visit((node as ts.ThrowStatement).expression);
      return;
    case SyntaxKind.BreakStatement:
    case SyntaxKind.ContinueStatement:
      noteExit(walk, node as ts.Statement);
      return;
    case SyntaxKind.LabeledStatement:
      walk.visit((node as ts.LabeledStatement).statement);
      return;
    case SyntaxKind.AsExpression:
    case SyntaxKind.SatisfiesExpression:
    case SyntaxKind.NonNullExpression:
    case SyntaxKind.TypeAssertionExpression:
    case SyntaxKind.ExpressionWithTypeArguments:
      walk.visit((node as ts.AsExpression).expression);
      return;
    case SyntaxKind.ImportDeclaration: {
      const { moduleSpecifier, importClause } = node as ts.ImportDeclaration;
      noteImport(walk, node, moduleSpecifier, importClause?.phaseModifier === SyntaxKind.TypeKeyword);
      return;
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
      visitExport(walk, node as ts.ExportDeclaration);
      return;
    }
    case SyntaxKind.ExportAssignment:
      noteExport(walk, node as ts.ExportAssignment);
      walk.visit((node as ts.ExportAssignment).expression);
      return;
    case SyntaxKind.ModuleBlock:
      visitBlock(walk, node as ts.ModuleBlock as unknown as ts.Block);
      return;
    case SyntaxKind.JsxElement:
    case SyntaxKind.JsxSelfClosingElement:
    case SyntaxKind.JsxFragment:
      walk.pen.hasJsx = true;
      walk.visitChildren(node);
      return;
    case SyntaxKind.JsxOpeningElement:
    case SyntaxKind.JsxClosingElement:
      walk.visitChildren(node);
      return;
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
  if (value.kind !== SyntaxKind.FunctionExpression) {
    walk.visit(initializer);
    return;
  }
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
  if (operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment) {
    visitAssignment(walk, node);
    return;
  }
  if (
    operator === SyntaxKind.AmpersandAmpersandToken ||
    operator === SyntaxKind.BarBarToken ||
    operator === SyntaxKind.QuestionQuestionToken
  ) {
    walk.visit(node.left);
    visitShortCircuit(walk, node.left, operator, node.right);
    return;
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
