/** Assignments: names, attributes, entries and patterns on the left. Absent on purpose: calls that change what they are called on. */
import { fieldOf, noteInstanceWrite, targetOf } from "./fields.ts";
import type { Node } from "./tree.ts";
import { each, type Step, type Walk } from "./walk.ts";

export function visitAssignment(walk: Walk, node: Node): void {
  const left = node.child("left");
  const right = node.child("right");
  if (right !== undefined) walk.visit(right);
  if (left === undefined) return;
  // `x: int` declares and gives nothing.
  if (right === undefined && node.type === "assignment") return;
  const isChange = node.type === "augmented_assignment";
  // `a = b = c`: what stands at the end is given to all.
  let value = right ?? null;
  while (value?.type === "assignment") value = value.child("right") ?? null;
  assign(walk, left, isChange ? "change" : "assign", value, [], node);
}

/** Gives a value to whatever a pattern names. */
export function assign(
  walk: Walk,
  target: Node,
  kind: "assign" | "change",
  value: Node | null,
  access: readonly Step[],
  whole: Node,
): void {
  switch (target.type) {
    case "identifier": {
      const binding = walk.find(walk.textOf(target));
      if (binding === undefined) return;
      if (kind === "change") walk.read(target, binding);
      else walk.mention(target, binding);
      give(walk, binding, kind, value, access, whole);
      return;
    }
    case "attribute":
    case "subscript": {
      const field = fieldOf(walk, target);
      if (field !== undefined) {
        walk.visit(target.child("object")!);
        if (kind === "change") walk.read(target, field);
        else walk.mention(target, field);
        noteInstanceWrite(walk, target, field);
        give(walk, field, kind, value, access, whole);
        return;
      }
      for (const part of target.parts) if (part.field !== "attribute") walk.visit(part);
      change(walk, target, value, access, whole);
      return;
    }
    case "list_splat_pattern":
    case "list_splat":
      if (target.parts[0]) assign(walk, target.parts[0], kind, value, [...access, each], whole);
      return;
    case "pattern_list":
    case "tuple_pattern":
    case "list_pattern":
    case "expression_list":
    case "tuple":
    case "list":
      for (const [index, part] of target.parts.entries()) assign(walk, part, kind, value, [...access, index], whole);
      return;
    default:
      walk.visit(target);
  }
}

function give(
  walk: Walk,
  binding: number,
  kind: "assign" | "change",
  value: Node | null,
  access: readonly Step[],
  whole: Node,
): void {
  const { writes, origin } = walk.pen.bindings[binding]!;
  const isFirst = kind === "assign" && writes.length === 0 && origin !== "parameter" && origin !== "loop";
  walk.write(binding, isFirst ? "initial" : kind, whole, value, access);
}

/** An alteration inside the value of a binding: `x.n = 1`, `xs[k] = v`, `xs.append(v)`. */
export function change(
  walk: Walk,
  changed: Node,
  value: Node | null,
  access: readonly Step[],
  whole: Node,
  into?: Step,
): void {
  const target = targetOf(walk, changed);
  if (target === undefined) return;
  const place = value === null ? null : walk.place(value, access);
  const write = walk.pen.write(target.binding, "change", walk.scope, { start: whole.start, end: whole.end }, place);
  write.awaited = value?.type === "await";
  if (changed.type === "attribute") write.member = walk.place(changed);
  if (value === null) return;
  const step = into ?? (changed.type === "attribute" ? walk.textOf(changed.child("attribute")!) : each);
  walk.origins[target.binding]!.push({ node: value, access, into: step });
}
