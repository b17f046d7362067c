/** The cheap look at a text that decides whether it is ever parsed: known packages and imports, nothing more. Absent on purpose: meaning. */
import { specifiersIn as pythonSpecifiers } from "../languages/python/specifiers.ts";
import type { FileReader } from "./reader.ts";

export interface Scan {
  /** The text names a known package. */
  readonly named: boolean;
  /** Specifiers as written, packages included. */
  readonly specifiers: readonly string[];
}

export interface Scans {
  /** Undefined for files that cannot be read and for those too long to be anybody's code. */
  of(file: string): Scan | undefined;
  forget(file: string): void;
  forgetAll(): void;
}

export const largestModuleUnits = 1_000_000;

export function createScans(reader: FileReader, namesKnown: (text: string) => boolean): Scans {
  const kept = new Map<string, Scan | undefined>();
  const look = (text: string, file: string): Scan => ({
    named: namesKnown(text),
    specifiers: specifiersIn(text, file),
  });
  return {
    of(file) {
      if (!kept.has(file)) {
        const text = reader.read(file);
        kept.set(file, text === undefined || text.length > largestModuleUnits ? undefined : look(text, file));
      }
      return kept.get(file);
    },
    forget: (file) => kept.delete(file),
    forgetAll: () => kept.clear(),
  };
}

/** One too many, say from a comment, does no harm. */
export function specifiersIn(text: string, file: string): readonly string[] {
  if (file.endsWith(".py")) return pythonSpecifiers(text);
  const found = new Set<string>();
  for (const [, specifier] of text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*["']([^"'\n:]+)["']/g))
    found.add(specifier!);
  return [...found];
}
