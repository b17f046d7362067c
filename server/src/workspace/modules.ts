/**
 * What the modules of a workspace export, for analysis of the files that import them. Answers are kept until `forget`.
 * Absent on purpose: packages in node_modules, whose meaning is knowledge, and every module nothing known flows through.
 */
import path from "node:path";
import type { ExportsOf, FrontEnd, ModuleExports } from "../languages/language.ts";
import type { FileReader } from "./reader.ts";

export interface Modules {
  /** The exports host for one importing file. Relative specifiers only; undefined for packages and unreadable files. */
  exportsOf(importer: string): ExportsOf;
  /**
   * Whether a text can use anything known: it names a package, or imports a module of the workspace that does, directly or by one
   * re-exporting module between. A cheap look at texts; nothing is parsed.
   */
  isRelevant(importer: string, text: string): boolean;
  /** Drops what is known of a file that changed, appeared or went away, and of the files that import it. */
  forget(file: string): void;
}

export interface ModulesOptions {
  readonly reader: FileReader;
  readonly frontEndFor: (file: string) => FrontEnd | undefined;
  /** Whether a text names anything known. */
  readonly namesKnown: (text: string) => boolean;
}

/** Written endings and the source files they may stand for (TypeScript's own rule for relative imports). */
const substitutes: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const extensions = [".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs", ".cts", ".cjs"];
/** Modules between a file and the one that names a package: a barrel and what stands behind it. */
const furthest = 2;
const largestModuleBytes = 1_000_000;

export function createModules({ reader, frontEndFor, namesKnown }: ModulesOptions): Modules {
  const kept = new Map<string, ModuleExports | undefined>();
  const resolved = new Map<string, string | undefined>();
  const reached = new Map<string, boolean>();
  const importers = new Map<string, Set<string>>();
  const underWay = new Set<string>();

  /** Set when a circle was cut: what lies on it is incomplete and not kept, but for the module the circle began with. */
  let cut = false;
  const exportsOfFile = (file: string): ModuleExports | undefined => {
    if (kept.has(file)) return kept.get(file);
    if (underWay.has(file)) {
      cut = true;
      return undefined; // circular: what comes round adds nothing
    }
    underWay.add(file);
    const cutBefore = cut;
    cut = false;
    try {
      const exports = readExports(file);
      const outermost = underWay.size === 1;
      if (!cut || outermost) kept.set(file, exports);
      cut = !outermost && (cut || cutBefore);
      return exports;
    } finally {
      underWay.delete(file);
    }
  };

  const readExports = (file: string): ModuleExports | undefined => {
    const frontEnd = frontEndFor(file);
    const text = frontEnd && reader.read(file);
    if (!frontEnd || text === undefined || text.length > largestModuleBytes) return undefined;
    if (!reaches(file, text, furthest)) return undefined;
    return frontEnd.parse({ fileName: file, text }).exports(exportsOf(file));
  };

  /** Within so many modules on the way a package must be named. */
  const reaches = (file: string, text: string, steps: number): boolean => {
    if (namesKnown(text)) return true;
    if (steps === 0) return false;
    return nearbySpecifiers(text).some((specifier) => {
      const target = resolve(file, specifier);
      return target !== undefined && moduleReaches(target, steps - 1);
    });
  };

  const moduleReaches = (file: string, steps: number): boolean => {
    const key = `${steps} ${file}`;
    let known = reached.get(key);
    if (known === undefined) {
      reached.set(key, false); // circular: what comes round adds nothing
      const text = reader.read(file);
      known = text !== undefined && text.length <= largestModuleBytes && reaches(file, text, steps);
      reached.set(key, known);
    }
    return known;
  };

  const resolve = (importer: string, specifier: string): string | undefined => {
    const target = path.resolve(path.dirname(importer), specifier);
    if (!resolved.has(target))
      resolved.set(
        target,
        candidates(target).find((file) => reader.isFile(file)),
      );
    return resolved.get(target);
  };

  const exportsOf =
    (importer: string): ExportsOf =>
    (specifier) => {
      if (!specifier.startsWith(".")) return undefined;
      const file = resolve(importer, specifier);
      if (file === undefined) return undefined;
      const known = importers.get(file) ?? new Set();
      importers.set(file, known.add(importer));
      return exportsOfFile(file);
    };

  const forget = (file: string, seen = new Set<string>()): void => {
    if (seen.has(file)) return;
    seen.add(file);
    kept.delete(file);
    for (const importer of importers.get(file) ?? []) forget(importer, seen);
  };

  return {
    exportsOf,
    isRelevant: (importer, text) => reaches(importer, text, furthest),
    forget(file) {
      reached.clear();
      resolved.clear(); // a new file may answer a specifier that another file answered before
      forget(file);
    },
  };
}

function nearbySpecifiers(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"'\n]*|\.{1,2})["']/g),
    (match) => match[1]!,
  );
}

function candidates(target: string): readonly string[] {
  const extension = path.extname(target);
  const stem = target.slice(0, target.length - extension.length);
  return [
    ...(substitutes[extension] ?? []).map((other) => stem + other),
    ...(extension ? [target] : []),
    ...extensions.map((other) => target + other),
    ...extensions.map((other) => path.join(target, `index${other}`)),
  ];
}
