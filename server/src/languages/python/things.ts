/**
 * What an expression may stand for, as far as one file tells: something of a module, or something this file made itself.
 * Absent on purpose: following expressions to things (resolve.ts).
 */
import type { ScopeId } from "../../facts/facts.ts";
import type { AccessPath } from "../../facts/path.ts";
import type { Node } from "./tree.ts";
import type { ClassInfo } from "./walk.ts";

export type Thing =
  | { readonly kind: "path"; readonly path: AccessPath }
  | { readonly kind: "function"; readonly scope: ScopeId }
  | { readonly kind: "class" | "instance"; readonly info: ClassInfo }
  | { readonly kind: "list" | "dict"; readonly node: Node }
  /** A collection of which only the elements are known. */
  | { readonly kind: "many"; readonly of: readonly Thing[] };

export const none: readonly Thing[] = [];

export const pathThing = (module: string, steps: string): Thing => ({ kind: "path", path: { module, steps } });

export function memberPath({ module, steps }: AccessPath, name: string): AccessPath {
  return { module, steps: steps === "" ? name : `${steps}.${name}` };
}

export const resultPath = ({ module, steps }: AccessPath): AccessPath => ({ module, steps: `${steps}()` });

function same(a: Thing, b: Thing): boolean {
  if (a === b) return true;
  if (a.kind === "path" && b.kind === "path") return a.path.module === b.path.module && a.path.steps === b.path.steps;
  if (a.kind === "function" && b.kind === "function") return a.scope === b.scope;
  if ("info" in a && "info" in b) return a.kind === b.kind && a.info === b.info;
  return "node" in a && "node" in b && a.node === b.node;
}

/** Most things an expression is followed to: more would be a guess. */
const most = 8;

export function gather<T>(from: readonly T[], things: (item: T) => readonly Thing[]): readonly Thing[] {
  if (from.length === 1) return things(from[0]!);
  const into: Thing[] = [];
  for (const item of from) {
    for (const thing of things(item)) {
      if (into.length >= most) return into;
      if (!into.some((known) => same(known, thing))) into.push(thing);
    }
  }
  return into;
}
