/** What a file's exports lead to in packages, for the files that import it. Absent on purpose: paths into the file's own neighbours. */
import type { AccessPath } from "../../facts/path.ts";
import { pathKey } from "../../facts/path.ts";
import type { ModuleExports } from "../language.ts";
import { eachExport, starsOf } from "./exportedThings.ts";
import type { Resolver } from "./resolve.ts";
import { gather, type Thing } from "./things.ts";

export const noExports: ModuleExports = { names: new Map(), returns: new Map(), stars: [] };

export function moduleExports(resolver: Resolver): ModuleExports {
  const names = new Map<string, AccessPath[]>();
  const returns = new Map<string, AccessPath[]>();
  const stars = new Set<string>();
  eachExport(resolver, (name, things) => {
    put(names, name, packagePaths(resolver, things));
    put(returns, name, packagePaths(resolver, resultsOf(resolver, things)));
  });
  for (const module of starsOf(resolver.walk.source)) passOn(resolver, module, { names, returns, stars });
  return { names, returns, stars: [...stars] };
}

interface Growing {
  readonly names: Map<string, AccessPath[]>;
  readonly returns: Map<string, AccessPath[]>;
  readonly stars: Set<string>;
}

/** `export * from "…"`. */
function passOn(resolver: Resolver, module: string, into: Growing): void {
  const theirs = resolver.modules.exports(module);
  if (theirs === undefined) {
    if (isPackage(resolver, module)) into.stars.add(module);
    return;
  }
  for (const [name, paths] of theirs.names)
    if (name !== "default" && !into.names.has(name)) into.names.set(name, [...paths]);
  for (const [name, paths] of theirs.returns)
    if (name !== "default" && !into.returns.has(name)) into.returns.set(name, [...paths]);
  for (const star of theirs.stars) into.stars.add(star);
}

const resultsOf = (resolver: Resolver, things: readonly Thing[]): readonly Thing[] =>
  gather(things, (thing) => {
    if (thing.kind === "function" || thing.kind === "wrapped") return resolver.returns(thing.scope);
    // Of packages nothing need be said: their calls are paths already.
    return thing.kind === "path" && !isPackage(resolver, thing.path.module) ? resolver.modules.result(thing) : [];
  });

function packagePaths(resolver: Resolver, things: readonly Thing[]): AccessPath[] {
  return things.flatMap((thing) =>
    thing.kind === "path" && isPackage(resolver, thing.path.module) ? [thing.path] : [],
  );
}

/** Means the same in every file: neither a global nor a neighbour. */
const isPackage = (resolver: Resolver, module: string): boolean =>
  module !== "" && !/^[./]/.test(module) && resolver.modules.exports(module) === undefined;

function put(into: Map<string, AccessPath[]>, name: string, paths: readonly AccessPath[]): void {
  if (paths.length === 0) return;
  const known = into.get(name) ?? [];
  for (const path of paths) if (!known.some((other) => pathKey(other) === pathKey(path))) known.push(path);
  into.set(name, known);
}
