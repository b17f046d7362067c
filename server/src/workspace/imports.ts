/**
 * Which modules a text imports and which names of theirs it takes, by a look at its words. Absent on purpose: a parser; one import
 * too many, say from a comment, does no harm, and where a look cannot tell the names the import takes all.
 */
import { frontEndIdFor } from "../languages/index.ts";
import { specifiersIn as pythonSpecifiers } from "../languages/python/specifiers.ts";

export interface Import {
  /** As written, packages included. */
  readonly specifier: string;
  /** Names of the module that are taken; null when that can be any. */
  readonly names: readonly string[] | null;
}

export const isPython = (file: string): boolean => frontEndIdFor(file) === "python";

/** One for each specifier. `file` says the language. */
export function importsIn(text: string, file: string): readonly Import[] {
  if (isPython(file)) return pythonSpecifiers(text).map((specifier) => ({ specifier, names: null }));
  const found = new Map<string, readonly string[] | null>();
  for (const { 1: keyword, 2: written, index } of text.matchAll(importing)) {
    const specifier = apart(written!);
    const before = found.get(specifier);
    if (before === null) continue;
    const names = namesBefore(text.slice(Math.max(0, index - longestClause), index).trimEnd(), keyword!);
    found.set(specifier, names && [...(before ?? []), ...names]);
  }
  return [...found].map(([specifier, names]) => ({ specifier, names }));
}

const importing = /\b(from|import|require)\s*\(?\s*["']([^"'\n:]+)["']/g;

/** Longer ones take all. */
const longestClause = 2_000;

/** `import { a, b as c } from`, `export { a } from`, `const { a, b: c } = await import(`, with what stands before the keyword. */
function namesBefore(before: string, keyword: string): readonly string[] | null {
  const clause = keyword === "from" ? before : /^(.*[^=!<>])=(?:\s*await)?$/s.exec(before)?.[1]?.trimEnd();
  if (!clause?.endsWith("}")) return null;
  const open = clause.lastIndexOf("{");
  if (open < 0 || !opensClause[keyword === "from" ? "from" : "call"].test(clause.slice(0, open))) return null;
  const names = clause
    .slice(open + 1, -1)
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => /^(?:type\s+)?([\w$]+)\s*(?:as\s+[\w$]+|:\s*[\w$]+)?$/.exec(part)?.[1]);
  return names.every((name) => name !== undefined && name !== "default") ? names.map((name) => apart(name!)) : null;
}

const opensClause = {
  from: /(?:^|[^\w$.])(?:import|export)(?:\s+type)?\s*$/,
  call: /(?:^|[^\w$.])(?:const|let|var)\s*$/,
} as const;

/** A string of its own: the engine cuts long ones out of the text they stand in, which then stays in memory as a whole. */
const apart = (cut: string): string => ` ${cut}`.slice(1);
