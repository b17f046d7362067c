/**
 * Packages of the same repository: npm, pnpm, yarn and bun workspaces by name, `exports` and `imports` of their package.json,
 * and the sources behind the files a build would write. Absent on purpose: everything under node_modules.
 */
import path from "node:path";
import { exports as exportsOf, imports as importsOf } from "resolve.exports";
import { globSync } from "tinyglobby";
import { parse as parseYaml } from "yaml";
import { listedBy } from "./listedBy.ts";
import type { FileReader } from "./reader.ts";

export interface Packages {
  /** The file behind a package of the workspace, or behind the importer's own package by its name. */
  resolve(folder: string, specifier: string): string | undefined;
  /** The file behind `#name`. */
  resolveOwn(folder: string, specifier: string): string | undefined;
  forget(): void;
}

interface Manifest {
  readonly name?: unknown;
  readonly main?: unknown;
  readonly module?: unknown;
  readonly types?: unknown;
  readonly source?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
  readonly workspaces?: unknown;
}

interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** A source condition comes first; what is built is turned back into its source below. */
const conditions = ["source", "development", "types", "import", "require", "node", "default"];
/** Where builds write, and where the sources then are. */
const built = /^(?:\.\/)?(?:dist|build|lib|out|esm|cjs|es|_esm|types)\//;

export function createPackages(reader: FileReader, fileAt: (target: string) => string | undefined): Packages {
  const manifests = new Map<string, Manifest | undefined>();
  const roots = new Map<string, ReadonlyMap<string, Package> | null>();

  const manifestIn = (folder: string): Manifest | undefined => {
    if (!manifests.has(folder)) manifests.set(folder, readJson(reader.read(path.join(folder, "package.json"))));
    return manifests.get(folder);
  };

  const nearest = (folder: string): Package | undefined => {
    for (const at of foldersUp(folder)) {
      const manifest = manifestIn(at);
      if (manifest?.name !== undefined || manifest?.imports !== undefined) return { folder: at, manifest };
    }
    return undefined;
  };

  /** The packages of the workspace a folder lies in, by name; null when it lies in none. */
  const workspaceOf = (folder: string): ReadonlyMap<string, Package> | null => {
    const known = roots.get(folder);
    if (known !== undefined) return known;
    const patterns = patternsIn(folder);
    const parent = path.dirname(folder);
    const found = patterns ? list(folder, patterns) : parent === folder ? null : workspaceOf(parent);
    roots.set(folder, found);
    return found;
  };

  const patternsIn = (folder: string): readonly string[] | undefined => {
    const { workspaces } = manifestIn(folder) ?? {};
    const written = Array.isArray(workspaces) ? workspaces : (workspaces as { packages?: unknown } | null)?.packages;
    const pnpm = readYaml(reader.read(path.join(folder, "pnpm-workspace.yaml")));
    const patterns = Array.isArray(written) ? written : (pnpm as { packages?: unknown } | null | undefined)?.packages;
    return Array.isArray(patterns) ? patterns.filter((one): one is string => typeof one === "string") : undefined;
  };

  const list = (root: string, patterns: readonly string[]): ReadonlyMap<string, Package> => {
    const found = new Map<string, Package>();
    const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
    const unwanted = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
    const files = globSync(
      wanted.map((pattern) => `${pattern.replace(/^\.\//, "").replace(/\/+$/, "")}/package.json`),
      {
        cwd: root,
        absolute: true,
        ignore: ["**/node_modules/**", ...unwanted],
        followSymbolicLinks: false,
        ...listedBy(reader),
      },
    );
    for (const file of files.sort()) {
      const folder = path.dirname(path.normalize(file));
      const manifest = manifestIn(folder);
      if (typeof manifest?.name === "string" && !found.has(manifest.name))
        found.set(manifest.name, { folder, manifest });
    }
    return found;
  };

  const entryOf = ({ folder, manifest }: Package, below: string): string | undefined => {
    const targets = manifest.exports === undefined ? legacyTargets(manifest, below) : exported(manifest, below);
    for (const target of targets) {
      const found = sourceOf(folder, target);
      if (found !== undefined) return found;
    }
    return below === "."
      ? (fileAt(path.join(folder, "src/index")) ?? fileAt(path.join(folder, "index")))
      : (fileAt(path.join(folder, "src", below)) ?? fileAt(path.join(folder, below)));
  };

  /** `./dist/embed.d.ts` is written from `src/embed.ts`. */
  const sourceOf = (folder: string, target: string): string | undefined => {
    const plain = target.replace(/\.d\.([cm]?)ts$/, ".$1js");
    if (built.test(plain)) {
      const below = plain.replace(built, "").replace(/^(?:esm|cjs|src)\//, "");
      for (const sources of ["src", "lib", "."]) {
        const found = fileAt(path.join(folder, sources, below));
        if (found !== undefined) return found;
      }
    }
    return fileAt(path.join(folder, plain));
  };

  return {
    resolve(folder, specifier) {
      const [, name = "", below = ""] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
      const own = nearest(folder);
      const found = own?.manifest.name === name ? own : workspaceOf(folder)?.get(name);
      return found && entryOf(found, `.${below}`);
    },
    resolveOwn(folder, specifier) {
      const own = nearest(folder);
      if (!own || own.manifest.imports === undefined) return undefined;
      for (const target of quietly(() => importsOf(own.manifest, specifier, { unsafe: true, conditions })) ?? []) {
        const found = target.startsWith(".") ? sourceOf(own.folder, target) : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    },
    forget() {
      manifests.clear();
      roots.clear();
    },
  };
}

const exported = (manifest: Manifest, below: string): readonly string[] =>
  quietly(() => exportsOf(manifest, below, { unsafe: true, conditions })) ?? [];

const legacyTargets = ({ source, types, module, main }: Manifest, below: string): readonly string[] =>
  below === "." ? [source, types, module, main].filter((one): one is string => typeof one === "string") : [];

/** Both throw for what the package does not offer, and for maps that are none. */
function quietly<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function* foldersUp(folder: string): Generator<string> {
  for (let at = folder; ; at = path.dirname(at)) {
    yield at;
    if (at === path.dirname(at)) return;
  }
}

function readJson(text: string | undefined): Manifest | undefined {
  if (text === undefined) return undefined;
  const value: unknown = quietly(() => JSON.parse(text));
  return typeof value === "object" && value !== null ? value : undefined;
}

const readYaml = (text: string | undefined): unknown =>
  text === undefined ? undefined : quietly(() => parseYaml(text));
