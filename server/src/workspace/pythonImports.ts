/**
 * Which file an import of Python means: relative ones from the importer's place, absolute ones below the folders a program is
 * usually run from. Absent on purpose: installed packages, whose meaning is knowledge; and `sys.path`, which only running tells.
 */
import path from "node:path";
import type { FileReader } from "./reader.ts";

const ecosystem = "pypi:";
/** Folders above the importer that may be the one the program is run from. */
const furthest = 8;

export interface PythonImports {
  /** Undefined for what lies in no file of the program. */
  resolve(importer: string, specifier: string): string | undefined;
  forget(): void;
}

export function createPythonImports(reader: FileReader): PythonImports {
  const found = new Map<string, string | undefined>();
  /** By where it was looked for: folders share those above them. */
  const lookedUp = new Map<string, string | undefined>();
  const rootsByName = new Map<string, readonly string[]>();

  const module = (target: string): string | undefined =>
    [`${target}.py`, path.join(target, "__init__.py")].find((file) => reader.isFile(file));

  /** Most modules are installed packages, of which none of the folders holds even the first name. */
  const rootsWith = (folder: string, name: string): readonly string[] => {
    const key = `${folder}\n${name}`;
    let found = rootsByName.get(key);
    if (!found) {
      found = [...rootsOf(folder)].filter((root) => {
        const first = path.join(root, name);
        return !reader.mayHoldFiles || reader.mayHoldFiles(first) || reader.isFile(`${first}.py`);
      });
      rootsByName.set(key, found);
    }
    return found;
  };

  const absolute = (folder: string, name: string): string | undefined => {
    const roots = rootsWith(folder, name.split(".", 1)[0]!);
    if (roots.length === 0) return undefined;
    const below = name.replaceAll(".", path.sep);
    for (const root of roots) {
      const target = path.join(root, below);
      if (!lookedUp.has(target)) lookedUp.set(target, module(target));
      const file = lookedUp.get(target);
      if (file !== undefined) return file;
    }
    return undefined;
  };

  return {
    resolve(importer, specifier) {
      const folder = path.dirname(importer);
      const key = `${folder}\n${specifier}`;
      if (!found.has(key)) {
        found.set(
          key,
          specifier.startsWith(ecosystem)
            ? absolute(folder, specifier.slice(ecosystem.length))
            : module(path.resolve(folder, specifier)),
        );
      }
      return found.get(key);
    },
    forget() {
      found.clear();
      lookedUp.clear();
      rootsByName.clear();
    },
  };
}

/** The importer's folder, those above it, and `src` beside each; nothing above the folder that holds the project. */
function* rootsOf(folder: string): Generator<string> {
  let at = folder;
  for (let count = 0; count < furthest; count++) {
    if (/[\\/]site-packages(?:[\\/]|$)/.test(at)) return;
    yield at;
    yield path.join(at, "src");
    if (at === path.dirname(at)) return;
    at = path.dirname(at);
  }
}
