/**
 * What an expression may stand for, as far as one file tells: something of a module, or something this file made itself.
 * Absent on purpose: following expressions to things (resolve.ts).
 */
import type { ScopeId } from "../../facts/facts.ts";
import type { AccessPath } from "../../facts/path.ts";
import type { ts } from "./compiler.ts";

export type Thing =
  | PathThing
  | { readonly kind: "function"; readonly scope: ScopeId }
  /** What a call gave that was handed this function: calling it most likely calls the function. */
  | { readonly kind: "wrapped"; readonly scope: ScopeId }
  | { readonly kind: "class" | "instance"; readonly node: ts.ClassLikeDeclaration }
  | { readonly kind: "record"; readonly node: ts.ObjectLiteralExpression }
  | { readonly kind: "list"; readonly node: ts.ArrayLiteralExpression }
  /** A collection of which only the elements are known. */
  | { readonly kind: "many"; readonly of: readonly Thing[] }
  /** Known by its declared members only. */
  | { readonly kind: "shape"; readonly members: readonly ts.TypeElement[] }
  /** Known by its declared result only. */
  | { readonly kind: "callable"; readonly result: ts.TypeNode };

/** A path that grows by members and calls; equal paths are one object. */
export class PathThing {
  readonly kind = "path";
  readonly path: AccessPath;
  #members: Map<string, PathThing> | null = null;
  #result: PathThing | null = null;

  constructor(path: AccessPath) {
    this.path = path;
  }

  member(name: string): PathThing {
    this.#members ??= new Map();
    let member = this.#members.get(name);
    if (member === undefined) {
      const { module, steps } = this.path;
      member = new PathThing({ module, steps: steps === "" ? name : `${steps}.${name}` });
      this.#members.set(name, member);
    }
    return member;
  }

  get result(): PathThing {
    this.#result ??= new PathThing({ module: this.path.module, steps: `${this.path.steps}()` });
    return this.#result;
  }

  /** An instance of this type: `InferenceSession#`. */
  get instance(): PathThing {
    this.#members ??= new Map();
    let instance = this.#members.get("#");
    if (instance === undefined) {
      instance = new PathThing({ module: this.path.module, steps: `${this.path.steps}#` });
      this.#members.set("#", instance);
    }
    return instance;
  }
}

export function same(a: Thing, b: Thing): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "function":
    case "wrapped":
      return a.scope === (b as typeof a).scope;
    case "class":
    case "instance":
    case "record":
    case "list":
      return a.node === (b as typeof a).node;
    default:
      return false;
  }
}

/** Most things an expression is followed to: more would be a guess. */
const most = 8;

export function add(into: Thing[], things: readonly Thing[]): Thing[] {
  for (const thing of things) {
    if (into.length >= most) break;
    if (!into.some((known) => same(known, thing))) into.push(thing);
  }
  return into;
}

/** All things of all items. One item's things are handed on as they are, so callers must not change what they get. */
export function gather<T>(from: readonly T[], things: (item: T) => readonly Thing[]): readonly Thing[] {
  if (from.length === 1) return things(from[0]!);
  const into: Thing[] = [];
  for (const item of from) add(into, things(item));
  return into;
}
