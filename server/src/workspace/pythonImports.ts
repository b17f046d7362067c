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

  const module = (target: string): string | undefined =>
    [`${target}.py`, path.join(target, "__init__.py")].find((file) => reader.isFile(file));

  const absolute = (folder: string, name: string): string | undefined => {
    const below = name.replaceAll(".", path.sep);
    for (const root of rootsOf(folder)) {
      const file = module(path.join(root, below));
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
    forget: () => found.clear(),
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
