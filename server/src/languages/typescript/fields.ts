/**
 * Bindings reached through something else: fields of `this`, of a class's name, of the global object. Absent on
 * purpose: members of other values, which are entries of the binding that holds them (`targetOf`).
 */
import type { BindingId, ScopeId } from "../../facts/facts.ts";
import { ts } from "./compiler.ts";
import { newBinding } from "./declare.ts";
import {
  bare,
  isFunctionExpression,
  isMemberNode,
  type MemberNode,
  memberName,
  memberNode,
  propertyName,
  settled,
} from "./syntax.ts";
import type { Members, Self, Target, Walk } from "./walk.ts";

const { SyntaxKind } = ts;

/** The binding a member expression stands for, if it is a field. Makes it when it is met for the first time. */
export function fieldOf(walk: Walk, node: MemberNode): BindingId | undefined {
  const object = bare(node.expression);
  if (object.kind !== SyntaxKind.ThisKeyword && object.kind !== SyntaxKind.Identifier && !isMemberNode(object))
    return undefined;
  const name = memberName(node);
  if (name === undefined) return undefined;
  if (object.kind === SyntaxKind.ThisKeyword)
    return walk.self === null ? undefined : memberOf(walk, walk.self, name, memberNode(node));
  if (object.kind !== SyntaxKind.Identifier) {
    // `this.constructor.x` is the static field.
    const owner = object as MemberNode;
    if (
      memberName(owner) !== "constructor" ||
      bare(owner.expression).kind !== SyntaxKind.ThisKeyword ||
      walk.self === null
    )
      return undefined;
    return memberOf(walk, { node: walk.self.node, static: true, scope: walk.self.scope }, name, memberNode(node));
  }
  const { text } = object as ts.Identifier;
  const binding = walk.names.find(text);
  if (binding === undefined) return globalObjects.has(text) ? globalField(walk, name, memberNode(node)) : undefined;
  const owner = walk.classOf.get(binding);
  if (owner !== undefined) {
    return functionProperties.has(name)
      ? undefined
      : memberOf(walk, { node: owner, static: true, scope: walk.scope }, name, memberNode(node));
  }
  return isGlobalObject(walk, binding) ? globalField(walk, name, memberNode(node)) : undefined;
}

const globalObjects = new Set(["globalThis", "global", "window", "self"]);
const functionProperties = new Set(["prototype", "name", "length", "call", "apply", "bind"]);

/** `const g = globalThis as unknown as { … }`. */
function isGlobalObject(walk: Walk, binding: BindingId): boolean {
  if (!walk.pen.bindings[binding]!.constant) return false;
  const origin = walk.origins[binding]![0];
  if (origin === undefined || origin.access.length > 0) return false;
  const node = bare(origin.node);
  return (
    node.kind === SyntaxKind.Identifier &&
    globalObjects.has((node as ts.Identifier).text) &&
    walk.pen.globals.has((node as ts.Identifier).text)
  );
}

function globalField(walk: Walk, name: string, node: ts.Node): BindingId {
  const known = walk.globalFields.get(name);
  if (known !== undefined) return known;
  const binding = newBinding(walk, node, name, "variable", 0);
  binding.shared = true;
  walk.globalFields.set(name, binding.id);
  return binding.id;
}

/** Where the name of a member ends: `x` of `this.x`, of `this["x"]`. */
export const fieldEnd = (node: MemberNode): number =>
  node.kind === SyntaxKind.PropertyAccessExpression ? node.end : memberNode(node).end - 1;

/** Members of a class or an object literal; made empty on first use. */
export function membersOf(walk: Walk, node: ts.Node, scope: ScopeId): Members {
  let members = walk.members.get(node);
  if (members === undefined) {
    members = { node, scope, own: new Map(), static: new Map() };
    walk.members.set(node, members);
  }
  return members;
}

export function memberOf(walk: Walk, self: Self, name: string, node: ts.Node): BindingId {
  const members = membersOf(walk, self.node, self.scope);
  const table = self.static ? members.static : members.own;
  const known = table.get(name);
  if (known !== undefined) return known;
  const literal =
    self.node.kind === SyntaxKind.ObjectLiteralExpression
      ? propertyOf(self.node as ts.ObjectLiteralExpression, name)
      : undefined;
  const binding = newBinding(walk, literal?.name ?? node, name, "field", members.scope);
  binding.shared =
    self.static || (self.node.kind === SyntaxKind.ObjectLiteralExpression && walk.isModuleLevel(members.scope));
  table.set(name, binding.id);
  if (literal !== undefined) fill(walk, binding.id, literal, members.scope);
  return binding.id;
}

/** What an object literal itself says about one of its members. */
function fill(walk: Walk, binding: BindingId, literal: ts.ObjectLiteralElementLike, home: ScopeId): void {
  const holder =
    literal.kind === SyntaxKind.PropertyAssignment ? bare((literal as ts.PropertyAssignment).initializer) : literal;
  const scope = walk.scopeOf.get(holder);
  if (scope !== undefined) walk.functionOf.set(binding, scope);
  if (literal.kind !== SyntaxKind.PropertyAssignment || isFunctionExpression(holder)) return;
  const { initializer } = literal as ts.PropertyAssignment;
  walk.origins[binding]!.push({ node: initializer, access: [] });
  walk.pen.write(binding, "initial", home, walk.span(literal), walk.place(initializer));
}

export const propertyOf = (
  literal: ts.ObjectLiteralExpression,
  name: string,
): ts.ObjectLiteralElementLike | undefined =>
  literal.properties.findLast((property) => propertyName(property.name) === name);

/** The binding that an expression reads or changes, with the key when it is an entry of the binding. */
export function targetOf(walk: Walk, expression: ts.Expression): Target | undefined {
  const node = settled(expression);
  if (node.kind === SyntaxKind.Identifier) {
    const binding = walk.names.find((node as ts.Identifier).text);
    return binding === undefined ? undefined : { binding, key: null };
  }
  if (!isMemberNode(node)) return undefined;
  const field = fieldOf(walk, node);
  if (field !== undefined) return { binding: field, key: null };
  const owner = targetOf(walk, node.expression);
  return owner && { binding: owner.binding, key: memberNode(node) as ts.Expression };
}
