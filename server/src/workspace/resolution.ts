/**
 * Which file of the program an import means: relative paths, tsconfig `paths` and `baseUrl`, `imports` of package.json, and
 * packages of the same workspace. Absent on purpose: installed packages, whose meaning is knowledge.
 */
import path from "node:path";
import { isPython } from "./imports.ts";
import { createPackages } from "./packages.ts";
import { createPythonImports } from "./pythonImports.ts";
import type { FileReader } from "./reader.ts";
import { createAliases } from "./tsconfigs.ts";

export interface Resolution {
  /** Undefined for installed packages and for files that are not there. */
  resolve(importer: string, specifier: string): string | undefined;
  /** A file came, went or changed: a new one may answer what another answered before. */
  forget(file?: string): void;
}

/** Written endings and the source files they may stand for (TypeScript's own rule for relative imports). */
const substitutes: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const extensions = [".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs", ".cts", ".cjs"];

export function createResolution(reader: FileReader): Resolution {
  const files = new Map<string, string | undefined>();
  const named = new Map<string, string | undefined>();

  const fileAt = (target: string): string | undefined => {
    if (!files.has(target)) {
      const found = /[\\/]node_modules[\\/]/.test(target) ? undefined : candidates(target).find(reader.isFile);
      files.set(target, found);
    }
    return files.get(target);
  };
  const aliases = createAliases(reader, fileAt);
  const packages = createPackages(reader, fileAt);
  const python = createPythonImports(reader);

  const byName = (folder: string, specifier: string): string | undefined => {
    const key = `${folder}\n${specifier}`;
    if (!named.has(key)) {
      const found = specifier.startsWith("#")
        ? packages.resolveOwn(folder, specifier)
        : (aliases.resolve(folder, specifier) ?? packages.resolve(folder, specifier));
      named.set(key, found);
    }
    return named.get(key);
  };

  return {
    resolve(importer, specifier) {
      if (isPython(importer)) return python.resolve(importer, specifier);
      const folder = path.dirname(importer);
      if (/^\.{1,2}(?:\/|$)/.test(specifier)) return fileAt(path.resolve(folder, specifier));
      return isName(specifier) ? byName(folder, specifier) : undefined;
    },
    forget(file) {
      files.clear();
      named.clear();
      python.forget();
      if (file === undefined || /[\\/](?:[tj]sconfig[^\\/]*\.json|package\.json|pnpm-workspace\.yaml)$/.test(file)) {
        aliases.forget();
        packages.forget();
      }
    },
  };
}

/** Neither an address nor a module of the runtime nor an absolute path. */
const isName = (specifier: string): boolean => /^[@#~\w][^:\\]*$/.test(specifier);

function candidates(target: string): readonly string[] {
  const extension = path.extname(target);
  const stem = target.slice(0, target.length - extension.length);
  return [
    ...(substitutes[extension] ?? []).map((other) => stem + other),
    ...(extensions.includes(extension) ? [target] : []),
    ...extensions.map((other) => target + other),
    ...extensions.map((other) => path.join(target, `index${other}`)),
  ];
}
