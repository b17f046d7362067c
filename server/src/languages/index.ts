/**
 * The register of front ends: which one a file belongs to, known without loading any. Absent on purpose: the front ends
 * themselves; each is loaded when a file first needs it.
 */
import type { FrontEnd } from "./language.ts";

interface Entry {
  readonly id: string;
  readonly extensions: readonly string[];
  readonly languageIds: readonly string[];
  load(): Promise<FrontEnd>;
}

const entries: readonly Entry[] = [
  {
    id: "python",
    extensions: ["ipynb", "py"],
    languageIds: ["python"],
    load: async () => (await import("./python/frontEnd.ts")).loadPython(),
  },
  {
    id: "typescript",
    extensions: ["cjs", "cts", "js", "jsx", "mjs", "mts", "ts", "tsx"],
    languageIds: ["javascript", "javascriptreact", "typescript", "typescriptreact"],
    load: async () => (await import("./typescript/frontEnd.ts")).typescript,
  },
];

/** All extensions of all languages, without the dot. */
export const sourceExtensions: readonly string[] = entries.flatMap((entry) => entry.extensions);

/** All front ends. */
export const frontEndIds: readonly string[] = entries.map((entry) => entry.id);

/** All LSP language ids of all languages. */
export const languageIds: readonly string[] = entries.flatMap((entry) => entry.languageIds);

/** The front end for a file, by its extension; undefined for files no front end reads. */
export function frontEndIdFor(fileName: string): string | undefined {
  const extension = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase();
  return extension === undefined ? undefined : entries.find((entry) => entry.extensions.includes(extension))?.id;
}

/** The front end for a document, by the editor's language id. */
export function frontEndIdForLanguage(languageId: string): string | undefined {
  return entries.find((entry) => entry.languageIds.includes(languageId))?.id;
}

const loading = new Map<string, Promise<FrontEnd>>();

/** Loads a front end once. Rejects with a RangeError for an id that is not registered. */
export function loadFrontEnd(id: string): Promise<FrontEnd> {
  let front = loading.get(id);
  if (front === undefined) {
    const entry = entries.find((candidate) => candidate.id === id);
    front = entry?.load() ?? Promise.reject(new RangeError(`no front end is called "${id}"`));
    loading.set(id, front);
  }
  return front;
}
