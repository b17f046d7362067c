/** Path aliases of tsconfig.json and jsconfig.json, `extends` and project references followed. Absent on purpose: every other compiler option. */
import path from "node:path";
import { createPathsMatcher, getTsconfig, type PathsMatcher, parseTsconfig, type TsConfigResult } from "get-tsconfig";
import type { FileReader } from "./reader.ts";

export interface Aliases {
  /** The file an alias names, seen from a folder. */
  resolve(folder: string, specifier: string): string | undefined;
  forget(): void;
}

export function createAliases(reader: FileReader, fileAt: (target: string) => string | undefined): Aliases {
  let cache: Map<string, unknown> = new ToldCache(reader);
  const byFolder = new Map<string, readonly PathsMatcher[]>();
  const byConfig = new Map<string, readonly PathsMatcher[]>();

  const matchersFor = (folder: string): readonly PathsMatcher[] => {
    let known = byFolder.get(folder);
    if (!known) {
      const config = nearest(folder, cache);
      known = config ? (byConfig.get(config.path) ?? matchersOf(config, cache)) : [];
      if (config) byConfig.set(config.path, known);
      byFolder.set(folder, known);
    }
    return known;
  };

  return {
    resolve(folder, specifier) {
      for (const matcher of matchersFor(folder)) {
        for (const target of matcher(specifier)) {
          const found = fileAt(path.normalize(target));
          if (found !== undefined) return found;
        }
      }
      return undefined;
    },
    forget() {
      cache = new ToldCache(reader);
      byFolder.clear();
      byConfig.clear();
    },
  };
}

/** The library asks the disk by itself, and remembers answers as `readFileSync:/app/tsconfig.json:utf8`: the reader is asked the same. */
class ToldCache extends Map<string, unknown> {
  readonly #reader: FileReader;

  constructor(reader: FileReader) {
    super();
    this.#reader = reader;
  }

  override set(key: string, value: unknown): this {
    const [, question, file] = /^(\w+):(.*?)(?::utf8)?$/.exec(key) ?? [];
    if (question === "readFileSync") this.#reader.read(path.normalize(file!));
    else if (file) this.#reader.isFile(path.normalize(file));
    return super.set(key, value);
  }
}

/** The innermost of both kinds. */
function nearest(folder: string, cache: Map<string, unknown>): TsConfigResult | null {
  const [first, second] = ["tsconfig.json", "jsconfig.json"].map((name) => {
    try {
      return getTsconfig(folder, name, cache);
    } catch {
      return null; // half-written, or it extends what is not installed: without aliases everything else still works
    }
  });
  if (!first || !second) return first ?? second ?? null;
  return path.dirname(second.path).length > path.dirname(first.path).length ? second : first;
}

/** Of the config, else of those it refers to: `{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }`. */
function matchersOf(config: TsConfigResult, cache: Map<string, unknown>): readonly PathsMatcher[] {
  const own = createPathsMatcher(config);
  if (own) return [own];
  return (config.config.references ?? []).flatMap(({ path: written }) => {
    const target = path.resolve(path.dirname(config.path), written);
    const file = target.endsWith(".json") ? target : path.join(target, "tsconfig.json");
    try {
      return createPathsMatcher({ path: file, config: parseTsconfig(file, cache as Map<string, never>) }) ?? [];
    } catch {
      return [];
    }
  });
}
