/** The cheap look at a text that decides whether it is ever parsed: known packages and imports, nothing more. Absent on purpose: meaning. */
import { type Import, importsIn } from "./imports.ts";
import type { FileReader } from "./reader.ts";

export interface Scan {
  /** The text names a known package. */
  readonly named: boolean;
  /** It also has a word without which nothing known is called. */
  readonly mayCall: boolean;
  /** It has a word without which a module exports nothing. */
  readonly mayExport: boolean;
  readonly imports: readonly Import[];
}

export interface Scans {
  /** Undefined for files that cannot be read and for those too long to be anybody's code. */
  of(file: string): Scan | undefined;
  forget(file: string): void;
  forgetAll(): void;
}

export const largestModuleUnits = 1_000_000;

/** The two quick looks at a text (knowledge/prefilter.ts). */
export interface QuickLooks {
  readonly namesKnown: (text: string) => boolean;
  readonly triggers: (text: string) => boolean;
}

export function createScans(reader: FileReader, { namesKnown, triggers }: QuickLooks): Scans {
  const kept = new Map<string, Scan | undefined>();
  const look = (text: string, file: string): Scan => {
    const named = namesKnown(text);
    return {
      named,
      mayCall: named && triggers(text),
      mayExport: exporting(file).test(text),
      imports: importsIn(text, file),
    };
  };
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

/** In Python every name is for all. */
const exporting = (file: string): RegExp => (file.endsWith(".py") ? /\w/ : /\bexports?\b/);
