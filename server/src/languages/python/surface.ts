/**
 * What code of other files can reach here: each name of the module with the scopes that run when it is called, and what it leads
 * to in packages. Absent on purpose: what those scopes do.
 */
import type { ScopeId } from "../../facts/facts.ts";
import { type AccessPath, pathKey } from "../../facts/path.ts";
import type { Surface } from "../../facts/surface.ts";
import type { ModuleExports } from "../language.ts";
import type { Resolver } from "./resolve.ts";
import { gather, type Thing } from "./things.ts";

export const noExports: ModuleExports = { names: new Map(), returns: new Map(), stars: [] };

/** Paths below a package that its names lead to; neighbours are followed by whoever asks for them. */
export function moduleExports(resolver: Resolver): ModuleExports {
  const names = new Map<string, AccessPath[]>();
  const returns = new Map<string, AccessPath[]>();
  for (const [name, things] of exportedThings(resolver)) {
    put(names, name, packagePaths(things));
    const results = gather(things, (thing) => (thing.kind === "function" ? resolver.returns(thing.scope) : []));
    put(returns, name, packagePaths(results));
  }
  return { names, returns, stars: resolver.walk.stars };
}

const packagePaths = (things: readonly Thing[]): readonly AccessPath[] =>
  things.flatMap((thing) => (thing.kind === "path" && isPackage(thing.path.module) ? [thing.path] : []));

const isPackage = (module: string): boolean => module !== "" && !/^[./]/.test(module);

function put(into: Map<string, AccessPath[]>, name: string, paths: readonly AccessPath[]): void {
  if (paths.length === 0) return;
  const known = into.get(name) ?? [];
  for (const path of paths) if (!known.some((other) => pathKey(other) === pathKey(path))) known.push(path);
  into.set(name, known);
}

/** Members of members of results: further away nobody calls. */
const deepest = 3;

export function surfaceOf(resolver: Resolver): Surface {
  const functions = new Map<string, ScopeId[]>();
  const aliases = new Map<string, AccessPath[]>();
  const { walk } = resolver;

  const note = (path: string, thing: Thing, depth: number): void => {
    if (depth > deepest) return;
    switch (thing.kind) {
      case "function":
        if (!add(functions, path, thing.scope)) return;
        for (const result of resolver.returns(thing.scope)) note(`${path}()`, result, depth + 1);
        return;
      case "path":
        if (thing.path.module !== "") put(aliases, path, [thing.path]);
        return;
      case "class":
        for (const part of [walk.scopeOf.get(thing.info.node)]) if (part !== undefined) add(functions, path, part);
        for (const one of resolver.member({ kind: "instance", info: thing.info }, "__init__")) {
          if (one.kind === "function") add(functions, path, one.scope);
        }
        for (const [name, id] of thing.info.members) {
          for (const one of resolver.binding(id))
            if (one.kind === "function" && isStatic(resolver, one.scope)) note(`${path}.${name}`, one, depth + 1);
        }
        note(`${path}()`, { kind: "instance", info: thing.info }, depth + 1);
        return;
      case "instance":
        for (const [name, id] of thing.info.members) {
          if (name === "__init__") continue;
          for (const one of resolver.binding(id)) {
            note(name === "__call__" || name === "forward" ? `${path}()` : `${path}.${name}`, one, depth + 1);
          }
        }
        return;
      default:
        return;
    }
  };

  for (const [name, things] of exportedThings(resolver)) for (const thing of things) note(name, thing, 0);
  return { functions, aliases, stars: walk.stars };
}

const isStatic = (resolver: Resolver, scope: ScopeId): boolean => {
  const record = resolver.walk.pen.scopes[scope];
  return record?.kind === "function" && record.static;
};

/** False when it was there before. */
function add(into: Map<string, ScopeId[]>, path: string, scope: ScopeId): boolean {
  const known = into.get(path);
  if (known?.includes(scope)) return false;
  if (known) known.push(scope);
  else into.set(path, [scope]);
  return true;
}

function* exportedThings(resolver: Resolver): Generator<readonly [string, readonly Thing[]]> {
  const { pen, imported } = resolver.walk;
  for (const binding of pen.bindings) {
    if (binding.home !== 0 || binding.exportedAs.length === 0) continue;
    // What was imported can be imported on, as `__init__.py` does it.
    const from = imported.get(binding.id);
    const things = from ? resolver.moduleThings(from.module, from.name) : resolver.binding(binding.id);
    for (const name of binding.exportedAs) yield [name, things];
  }
}
