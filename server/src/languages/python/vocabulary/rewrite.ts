/** Writes an expression anew from its parts. Absent on purpose: judging whether the new one does the same. */
import type { CodeForm } from "../../../facts/vocabulary.ts";
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { isAsync } from "../syntax.ts";
import type { Node } from "../tree.ts";
import { type Code, expressionAt, functionAround, isBroken, replace } from "./code.ts";
import { written } from "./form.ts";

export function rewrite(code: Code, at: Span, form: CodeForm): readonly TextEdit[] | undefined {
  const node = expressionAt(code, at);
  if (!node || isBroken(code, node) || node.parent?.type === "decorator") return undefined;
  const waits = /^await\b/.test(form);
  if (waits && !mayAwait(node)) return undefined;
  const made = written(code, form, node.start, node);
  if (!made) return undefined;
  return [...made.edits, replace(node, waits && isFollowed(node) ? `(${made.text})` : made.text)];
}

/** In an `async def` itself: not in a lambda, nor where it would turn a generator into another one. */
export function mayAwait(node: Node): boolean {
  const around = functionAround(node);
  if (around?.type !== "function_definition" || !isAsync(around) || node.parent?.type === "await") return false;
  const body = around.child("body");
  for (let at = node.parent; at !== null && at !== around; at = at.parent) {
    if (at.type === "generator_expression") return false;
    if (at === body) return true;
  }
  return false; // a default value or a type
}

/** `await` binds less than what stands behind it: `(await f()).x`. */
export function isFollowed(node: Node): boolean {
  const { parent } = node;
  if (parent === null) return false;
  if (parent.type === "attribute") return node.field === "object";
  if (parent.type === "subscript") return node.field === "value";
  if (parent.type === "call") return node.field === "function";
  return parent.type === "binary_operator" && parent.has("**");
}
