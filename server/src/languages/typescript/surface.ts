/**
 * What code of other files can call here: each path below the module with the scopes that run, through classes, their
 * instances, records and what functions return. Absent on purpose: what those scopes do.
 */
import type { ScopeId } from "../../facts/facts.ts";
import { type AccessPath, pathKey } from "../../facts/path.ts";
import type { Surface } from "../../facts/surface.ts";
import { ts } from "./compiler.ts";
import { eachExport, starsOf } from "./exportedThings.ts";
import type { Resolver } from "./resolve.ts";
import { propertyName } from "./syntax.ts";
import type { Thing } from "./things.ts";

/** Members of members of results: further away nobody calls. */
const deepest = 3;

export function surfaceOf(resolver: Resolver): Surface {
  const functions = new Map<string, ScopeId[]>();
  const aliases = new Map<string, AccessPath[]>();
  const { walk } = resolver;

  const note = (path: string, thing: Thing, depth: number): void => {
    if (depth > deepest) return;
    const below = (name: string, things: readonly Thing[]): void => {
      for (const one of things) note(`${path}.${name}`, one, depth + 1);
    };
    switch (thing.kind) {
      case "function":
      case "wrapped":
        if (!put(functions, path, thing.scope)) return;
        for (const result of resolver.returns(thing.scope)) note(`${path}()`, result, depth + 1);
        return;
      case "path":
        if (thing.path.module !== "") putPath(aliases, path, thing.path);
        return;
      case "class": {
        for (const scope of scopesOfClass(thing.node)) put(functions, path, scope);
        for (const [name, id] of walk.members.get(thing.node)?.static ?? []) below(name, resolver.binding(id));
        note(`${path}()`, { kind: "instance", node: thing.node }, depth + 1);
        inherit(thing.node, path, depth);
        return;
      }
      case "instance":
        for (const [name, id] of walk.members.get(thing.node)?.own ?? []) below(name, resolver.binding(id));
        inherit(thing.node, path, depth, true);
        return;
      case "record":
        for (const { name } of thing.node.properties) {
          const field = propertyName(name);
          if (field !== undefined) below(field, resolver.member(thing, field));
        }
        return;
      default:
        return;
    }
  };

  /** Members of the base that the class does not have itself. */
  const inherit = (node: ts.ClassLikeDeclaration, path: string, depth: number, instance = false): void => {
    const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    if (base === undefined) return;
    for (const parent of resolver.expression(base.expression)) {
      if (parent.kind === "path") note(path, instance ? parent.result : parent, depth + 1);
      if (parent.kind !== "class") continue;
      const theirs = walk.members.get(parent.node);
      const mine = walk.members.get(node);
      for (const [name, id] of (instance ? theirs?.own : theirs?.static) ?? []) {
        if ((instance ? mine?.own : mine?.static)?.has(name)) continue;
        for (const one of resolver.binding(id)) note(`${path}.${name}`, one, depth + 1);
      }
      inherit(parent.node, path, depth + 1, instance);
    }
  };

  /** Building an instance runs the constructor and the initial values of the fields. */
  const scopesOfClass = (node: ts.ClassLikeDeclaration): readonly ScopeId[] =>
    [node, node.members.find((member) => ts.isConstructorDeclaration(member))].flatMap((part) => {
      const scope = part && walk.scopeOf.get(part);
      return scope === undefined ? [] : [scope];
    });

  eachExport(resolver, (name, things) => {
    for (const thing of things) note(name, thing, 0);
  });
  return { functions, aliases, stars: starsOf(walk.source) };
}

/** False when it was there before. */
function put(into: Map<string, ScopeId[]>, path: string, scope: ScopeId): boolean {
  const known = into.get(path);
  if (known?.includes(scope)) return false;
  if (known) known.push(scope);
  else into.set(path, [scope]);
  return true;
}

function putPath(into: Map<string, AccessPath[]>, at: string, path: AccessPath): void {
  const known = into.get(at) ?? [];
  if (!known.some((other) => pathKey(other) === pathKey(path))) known.push(path);
  into.set(at, known);
}
