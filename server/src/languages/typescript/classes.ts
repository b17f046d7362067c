/** Classes, their members and decorators. Absent on purpose: inheritance beyond the name of the base. */
import type { BindingId, CallId, FunctionScope } from "../../facts/facts.ts";
import { noteBareDecorator } from "./calls.ts";
import { ts } from "./compiler.ts";
import { declareName, declareStatements, newBinding } from "./declare.ts";
import { membersOf } from "./fields.ts";
import { visitFunction } from "./functions.ts";
import { visitStatements } from "./statements.ts";
import { bare, hasModifier, isFunctionExpression, propertyName } from "./syntax.ts";
import type { Members, Self, Walk } from "./walk.ts";
import { note } from "./writes.ts";

const { SyntaxKind } = ts;

export function visitClass(walk: Walk, node: ts.ClassLikeDeclaration): void {
  const decorators = visitDecorators(walk, node);
  const mark = walk.names.enter();
  const record = walk.pen.class(walk.scope, walk.span(node), { start: node.members.pos, end: node.members.end });
  record.decorators = decorators;
  record.name = node.name?.text ?? holderName(node);
  if (hasModifier(node, SyntaxKind.ExportKeyword)) {
    record.exportedAs.push(hasModifier(node, SyntaxKind.DefaultKeyword) ? "default" : (record.name ?? "default"));
  }
  walk.scopeOf.set(node, record.id);
  if (node.kind === SyntaxKind.ClassExpression && node.name !== undefined) {
    walk.classOf.set(declareName(walk, node.name, "class", true).id, node);
  }
  for (const clause of node.heritageClauses ?? []) {
    if (clause.token !== SyntaxKind.ExtendsKeyword) continue;
    const [base] = clause.types;
    if (base === undefined) continue;
    walk.visit(base.expression);
    record.base = walk.place(base.expression);
  }
  const outer = walk.enterScope(record.id, node);
  const outerSelf = walk.self;
  const members = adopt(walk, node);
  for (const member of node.members) declareMember(walk, member, members);
  for (const member of node.members) visitMember(walk, node, member, members);
  walk.self = outerSelf;
  walk.scope = outer;
  walk.names.leave(mark);
}

const holderName = (node: ts.Node): string | null =>
  node.parent.kind === SyntaxKind.VariableDeclaration && ts.isIdentifier((node.parent as ts.VariableDeclaration).name)
    ? ((node.parent as ts.VariableDeclaration).name as ts.Identifier).text
    : null;

/** Fields may have been mentioned above the class; from now on they are at home in it. */
function adopt(walk: Walk, node: ts.ClassLikeDeclaration): Members {
  const members = { ...membersOf(walk, node, walk.scope), scope: walk.scope };
  walk.members.set(node, members);
  for (const table of [members.own, members.static])
    for (const id of table.values()) walk.pen.bindings[id]!.home = walk.scope;
  return members;
}

function declareMember(walk: Walk, member: ts.ClassElement, members: Members): void {
  switch (member.kind) {
    case SyntaxKind.PropertyDeclaration:
      declareField(walk, member, (member as ts.PropertyDeclaration).name, "field", members);
      break;
    case SyntaxKind.MethodDeclaration:
    case SyntaxKind.GetAccessor:
    case SyntaxKind.SetAccessor:
      declareField(walk, member, (member as ts.MethodDeclaration).name, "function", members);
      break;
    case SyntaxKind.Constructor:
      for (const parameter of (member as ts.ConstructorDeclaration).parameters) {
        if (!ts.isParameterPropertyDeclaration(parameter, member as ts.ConstructorDeclaration)) continue;
        declareField(walk, parameter, parameter.name as ts.Identifier, "field", members);
      }
      break;
  }
}

function declareField(
  walk: Walk,
  declaration: ts.Node,
  name: ts.PropertyName,
  origin: "field" | "function",
  members: Members,
): void {
  const text = propertyName(name);
  if (text === undefined) return;
  const isStatic = hasModifier(declaration, SyntaxKind.StaticKeyword);
  const table = isStatic ? members.static : members.own;
  const known = table.get(text);
  if (known !== undefined) {
    // The declaration is a better place than the first mention; a getter and its setter share one binding.
    walk.bindingNodes[known] = name;
    return;
  }
  const binding = newBinding(walk, name, text, origin);
  binding.constant = origin === "function" || hasModifier(declaration, SyntaxKind.ReadonlyKeyword);
  binding.shared = isStatic;
  table.set(text, binding.id);
}

function visitMember(walk: Walk, owner: ts.ClassLikeDeclaration, member: ts.ClassElement, members: Members): void {
  walk.statement = member;
  const isStatic = hasModifier(member, SyntaxKind.StaticKeyword);
  const self: Self = { node: owner, static: isStatic, scope: walk.scope };
  walk.self = self;
  const name = (member as ts.PropertyDeclaration).name;
  if (name?.kind === SyntaxKind.ComputedPropertyName) walk.visit(name.expression);
  const text = propertyName(name);
  const binding = text === undefined ? undefined : (isStatic ? members.static : members.own).get(text);
  switch (member.kind) {
    case SyntaxKind.PropertyDeclaration:
      visitField(walk, member as ts.PropertyDeclaration, binding, self);
      return;
    case SyntaxKind.MethodDeclaration:
    case SyntaxKind.GetAccessor:
    case SyntaxKind.SetAccessor:
    case SyntaxKind.Constructor: {
      const decorators = visitDecorators(walk, member);
      const kind = memberKind(member);
      const node = member as ts.MethodDeclaration;
      for (const parameter of node.parameters) visitDecorators(walk, parameter);
      visitFunction(walk, node, { member: kind, decorators, self, ...(binding === undefined ? {} : { binding }) });
      if (kind === "constructor") fillParameterProperties(walk, member as ts.ConstructorDeclaration, members);
      return;
    }
    case SyntaxKind.ClassStaticBlockDeclaration:
      visitStaticBlock(walk, member as ts.ClassStaticBlockDeclaration, self);
      return;
  }
}

const memberKind = (member: ts.ClassElement): NonNullable<FunctionScope["member"]> =>
  member.kind === SyntaxKind.MethodDeclaration
    ? "method"
    : member.kind === SyntaxKind.Constructor
      ? "constructor"
      : "accessor";

function visitField(walk: Walk, field: ts.PropertyDeclaration, binding: BindingId | undefined, self: Self): void {
  const decorators = visitDecorators(walk, field);
  const { initializer } = field;
  if (initializer === undefined) return;
  const value = bare(initializer);
  if (isFunctionExpression(value)) {
    const record = visitFunction(walk, value, {
      member: "field",
      decorators,
      self,
      ...(binding === undefined ? {} : { binding }),
    });
    record.static = self.static;
    record.name ??= propertyName(field.name) ?? null;
    record.nameSpan ??= walk.span(field.name);
  } else walk.visit(initializer);
  if (binding !== undefined) note(walk, binding, "initial", initializer, [], field);
}

/** `constructor(private session: Session)` is also `this.session = session`. */
function fillParameterProperties(walk: Walk, node: ts.ConstructorDeclaration, members: Members): void {
  for (const parameter of node.parameters) {
    if (!ts.isParameterPropertyDeclaration(parameter, node) || parameter.name.kind !== SyntaxKind.Identifier) continue;
    const binding = members.own.get(parameter.name.text);
    if (binding !== undefined) walk.pen.write(binding, "initial", walk.scope, walk.span(parameter), null);
  }
}

function visitStaticBlock(walk: Walk, block: ts.ClassStaticBlockDeclaration, self: Self): void {
  const record = walk.pen.function(walk.scope, walk.span(block), walk.span(block.body));
  record.immediate = true;
  record.static = true;
  const outer = { function: walk.inFunction, scope: walk.enterScope(record.id, block) };
  const mark = walk.names.enter();
  walk.inFunction = record;
  walk.self = self;
  declareStatements(walk, block.body.statements);
  visitStatements(walk, block.body.statements);
  walk.names.leave(mark);
  walk.scope = outer.scope;
  walk.inFunction = outer.function;
}

export function visitDecorators(walk: Walk, node: ts.Node): readonly CallId[] {
  const { modifiers } = node as { modifiers?: ts.NodeArray<ts.ModifierLike> };
  if (modifiers === undefined) return [];
  const calls: CallId[] = [];
  for (const modifier of modifiers) {
    if (modifier.kind !== SyntaxKind.Decorator) continue;
    const { expression } = modifier as ts.Decorator;
    walk.statement = node;
    walk.visit(expression);
    calls.push(walk.callOf.get(bare(expression)) ?? noteBareDecorator(walk, expression));
  }
  return calls;
}
