/** Blocks, `with` and `try`. Absent on purpose: branches and loops, which have files of their own. */
import { assign } from "./assignments.ts";
import type { Node } from "./tree.ts";
import type { Walk } from "./walk.ts";

/** Statements one after the other; behind a guard that leaves, the rest only runs while something is empty. */
export function visitBlock(walk: Walk, block: Node): void {
  const outer = walk.scope;
  const outerRest = walk.rest;
  const deciding = walk.deciding.length;
  walk.rest = null;
  for (const statement of block.children) {
    walk.statement = statement;
    walk.visit(statement);
    // Set by the visit, which the compiler cannot see.
    const rest = walk.rest as Walk["rest"];
    if (rest === null) continue;
    walk.rest = null;
    const branch = walk.pen.branch(walk.scope, { start: statement.end, end: block.end }, rest.condition);
    branch.whileEmpty(rest.empty.binding, rest.empty.key === null ? null : walk.place(rest.empty.key));
    walk.enterScope(branch.id, block);
    walk.deciding.push(rest.condition);
  }
  walk.scope = outer;
  walk.rest = outerRest;
  walk.deciding.length = deciding;
}

/** `with torch.no_grad(), open(p) as f:`: each item's effect holds for the items behind it and the body. */
export function visitWith(walk: Walk, node: Node): void {
  const body = node.child("body");
  const items = node.children.filter(({ type }) => type === "with_clause").flatMap((clause) => clause.parts);
  const outer = walk.scope;
  for (const item of items) {
    const value = item.child("value") ?? item;
    const isNamed = value.type === "as_pattern";
    const expression = isNamed ? (value.parts[0] ?? value) : value;
    walk.visit(expression);
    const alias = isNamed ? value.child("alias")?.parts[0] : undefined;
    if (alias) assign(walk, alias, "assign", expression, [], value);
    const call = walk.callOf.get(expression.type === "await" ? (expression.parts[0] ?? expression) : expression);
    const context = walk.pen.context(walk.scope, { start: item.end, end: body?.end ?? node.end }, call ?? null);
    walk.enterScope(context.id, item);
  }
  if (body) walk.visit(body);
  walk.scope = outer;
}

export function visitTry(walk: Walk, node: Node): void {
  part(walk, node.child("body"), "try");
  for (const clause of node.children) {
    switch (clause.type) {
      case "except_clause":
      case "except_group_clause":
        visitExcept(walk, clause);
        break;
      case "else_clause":
        if (clause.child("body")) walk.visit(clause.child("body")!);
        break;
      case "finally_clause":
        part(
          walk,
          clause.children.find(({ type }) => type === "block"),
          "finally",
        );
    }
  }
}

function visitExcept(walk: Walk, clause: Node): void {
  for (const one of clause.parts) {
    if (one.type === "block") part(walk, one, "catch");
    else if (one.type === "as_pattern") {
      const error = one.parts[0];
      if (error) walk.visit(error);
      const alias = one.child("alias")?.parts[0];
      const binding = alias && walk.find(walk.textOf(alias));
      if (alias && binding !== undefined) walk.mention(alias, binding);
    } else walk.visit(one);
  }
}

function part(walk: Walk, block: Node | undefined, kind: "try" | "catch" | "finally"): void {
  if (block === undefined) return;
  const outer = walk.enterScope(walk.pen.try(walk.scope, { start: block.start, end: block.end }, kind), block);
  walk.visit(block);
  walk.scope = outer;
}
