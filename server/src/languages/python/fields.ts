/**
 * Bindings reached through something else: attributes of `self`, `cls` and a class's name. Absent on purpose: attributes of
 * other values, which are entries of the binding that holds them.
 */
import type { BindingId } from "../../facts/facts.ts";
import { settled } from "./syntax.ts";
import type { Node } from "./tree.ts";
import type { ClassInfo, Target, Walk } from "./walk.ts";

/** The binding an attribute stands for, if it is a field. Made when it is met for the first time. */
export function fieldOf(walk: Walk, node: Node): BindingId | undefined {
  if (node.type !== "attribute") return undefined;
  const object = node.child("object");
  const name = node.child("attribute");
  if (object?.type !== "identifier" || name === undefined) return undefined;
  const holder = walk.find(walk.textOf(object));
  if (holder === undefined) return undefined;
  const instance = walk.selves.get(holder);
  if (instance) return memberOf(walk, instance, name, walk.textOf(object) === "cls");
  const owner = walk.classOf.get(holder);
  return owner && memberOf(walk, owner, name, true);
}

function memberOf(walk: Walk, owner: ClassInfo, name: Node, shared: boolean): BindingId {
  const text = walk.textOf(name);
  const known = owner.members.get(text);
  if (known !== undefined) return known;
  const binding = walk.binding(name, text, "field", owner.scope);
  binding.shared = shared;
  owner.members.set(text, binding.id);
  return binding.id;
}

/** Given through an instance, a class's attribute becomes that instance's own. */
export function noteInstanceWrite(walk: Walk, target: Node, field: BindingId): void {
  const object = target.child("object");
  const holder = object && walk.find(walk.textOf(object));
  if (holder !== undefined && walk.selves.has(holder) && walk.textOf(object!) !== "cls")
    walk.pen.bindings[field]!.shared = false;
}

/** The binding that an expression reads or changes, with the key when it is an entry of the binding. */
export function targetOf(walk: Walk, expression: Node): Target | undefined {
  const node = settled(expression);
  if (node.type === "identifier") {
    const binding = walk.find(walk.textOf(node));
    return binding === undefined ? undefined : { binding, key: null };
  }
  if (node.type === "attribute") {
    const field = fieldOf(walk, node);
    if (field !== undefined) return { binding: field, key: null };
    const owner = targetOf(walk, node.child("object")!);
    return owner && { binding: owner.binding, key: node.child("attribute")! };
  }
  if (node.type === "subscript") {
    const owner = targetOf(walk, node.child("value")!);
    return owner && { binding: owner.binding, key: node.child("subscript") ?? null };
  }
  return undefined;
}
