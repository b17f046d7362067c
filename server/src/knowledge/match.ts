/**
 * Knowledge ready for use: which modules are known and what an access path into one means. Absent on purpose: code and
 * versions; whether a row's condition holds is asked with `choose` by whoever knows the arguments.
 */
import type { AccessPath } from "../facts/path.ts";
import { type Framework, modelRoles, modelRunRoles, type Row } from "./framework.ts";
import { frameworks as builtIn } from "./index.ts";
import { modulePattern, packagePath } from "./modules.ts";
import { compilePaths } from "./paths.ts";
import { compilePrefilter, type Prefilter } from "./prefilter.ts";
import { belowKnown, isPythonModule, knownAbove } from "./pythonModules.ts";
import { remembered } from "./remembered.ts";

export interface Match {
  readonly framework: Framework;
  readonly row: Row;
}

export interface Knowledge extends Prefilter {
  /** The workspace's own first: their rows stand before ours for the same path. */
  readonly frameworks: readonly Framework[];
  /** Rows that speak of something else than a call, with their framework: exports, components and the like. */
  rowsAs(as: NonNullable<Row["as"]>): readonly Match[];
  /** Frameworks of a module as written in an import: a package, a sub-path of one or an address. */
  frameworksOf(specifier: string): readonly Framework[];
  /** Whether a module can cost anything: it has models or clients, so a file without one needs no look. */
  isModelModule(specifier: string): boolean;
  /** Whether a module runs models: what its calls give changes with what goes in and not otherwise. */
  runsModels(specifier: string): boolean;
  match(path: AccessPath): readonly Match[];
}

const none: readonly Framework[] = [];
const made = new WeakMap<readonly Framework[], Knowledge>();

/** Knowledge of all data files of ours and of `extra`, the workspace's own. The same list gives the same knowledge. */
export function createKnowledge(extra: readonly Framework[] = none): Knowledge {
  const before = made.get(extra);
  if (before) return before;
  const knowledge = compileKnowledge([...extra, ...builtIn]);
  made.set(extra, knowledge);
  return knowledge;
}

function compileKnowledge(frameworks: readonly Framework[]): Knowledge {
  const exact = new Map<string, Framework[]>();
  const patterns: { readonly pattern: RegExp; readonly framework: Framework }[] = [];
  for (const framework of frameworks) {
    for (const module of [framework.package, ...(framework.also ?? [])]) {
      if (module.includes("*")) patterns.push({ pattern: modulePattern(module), framework });
      else exact.set(module, [...(exact.get(module) ?? []), framework]);
    }
  }

  const isKnown = (module: string): boolean => exact.has(module);
  const lookUp = (specifier: string): readonly Framework[] => {
    const written = exact.get(specifier);
    if (written) return written;
    if (isPythonModule(specifier)) {
      const known = knownAbove(specifier, isKnown);
      return known === undefined ? none : exact.get(known)!;
    }
    for (const name of new Set([packagePath(specifier), specifier])) {
      const found = exact.get(name);
      if (found) return found;
      const matching = patterns.filter(({ pattern }) => pattern.test(name)).map(({ framework }) => framework);
      if (matching.length > 0) return matching;
      for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1)) {
        const above = exact.get(name.slice(0, end));
        if (above) return above;
      }
    }
    return [];
  };
  const frameworksOf = remembered(lookUp);
  const indexOf = remembered(compilePaths);
  const matchesIn = remembered((module: string) => {
    const candidates = frameworksOf(module);
    return remembered((steps: string): readonly Match[] =>
      candidates.flatMap((framework) =>
        indexOf(framework)
          .find(steps)
          .filter(hasPath)
          .map((row) => ({ framework, row })),
      ),
    );
  });
  const pythonMatchesIn = remembered((module: string) =>
    remembered((steps: string) => {
      const known = belowKnown({ module, steps }, isKnown);
      return matchesIn(known.module)(known.steps);
    }),
  );
  const modelFrameworks = new Set(
    frameworks.filter((framework) => framework.rows.some((row) => modelRoles.has(row.role))),
  );

  return {
    frameworks,
    ...compilePrefilter(frameworks.filter((framework) => modelFrameworks.has(framework))),
    rowsAs: remembered((as: NonNullable<Row["as"]>) =>
      frameworks.flatMap((framework) =>
        framework.rows.filter((row) => row.as === as).map((row) => ({ framework, row })),
      ),
    ),
    frameworksOf,
    isModelModule: (specifier) => frameworksOf(specifier).some((framework) => modelFrameworks.has(framework)),
    runsModels: (specifier) =>
      frameworksOf(specifier).some(({ rows }) => rows.some(({ role }) => modelRunRoles.has(role))),
    match: ({ module, steps }) => (isPythonModule(module) ? pythonMatchesIn : matchesIn)(module)(steps),
  };
}

/** Rows whose `at` is a path at all. */
const hasPath = (row: Row): boolean => row.as !== "export" && row.as !== "component";
