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
  /** Drops what is known of a file that changed, appeared or went away, and of the files that import it. */
  forget(file: string): void;
}

export interface ModulesOptions {
  readonly reader: FileReader;
  readonly frontEndFor: (file: string) => FrontEnd | undefined;
  /** Whether a text can lead to anything known; false spares the parsing. */
  readonly isRelevant: (text: string) => boolean;
}

/** Written endings and the source files they may stand for (TypeScript's own rule for relative imports). */
const substitutes: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"], ".jsx": [".tsx"], ".mjs": [".mts"], ".cjs": [".cts"],
};
const extensions = [".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs", ".cts", ".cjs"];
const largestModuleBytes = 1_000_000;

export function createModules({ reader, frontEndFor, isRelevant }: ModulesOptions): Modules {
  const kept = new Map<string, ModuleExports | undefined>();
  const resolved = new Map<string, string | undefined>();
  const importers = new Map<string, Set<string>>();
  const underWay = new Set<string>();

  const exportsOfFile = (file: string): ModuleExports | undefined => {
    if (kept.has(file)) return kept.get(file);
    if (underWay.has(file)) return undefined; // circular: what comes round adds nothing
    underWay.add(file);
    try {
      const exports = readExports(file);
      kept.set(file, exports);
      return exports;
    } finally {
      underWay.delete(file);
    }
  };

  const readExports = (file: string): ModuleExports | undefined => {
    const frontEnd = frontEndFor(file);
    const text = frontEnd && reader.read(file);
    if (!frontEnd || text === undefined || text.length > largestModuleBytes) return undefined;
    if (!isRelevant(text) && !/\bexport\b[^;]*\bfrom\b\s*["']\./.test(text) && !/\bfrom\s*["']\./.test(text)) return undefined;
    return frontEnd.parse({ fileName: file, text }).exports(exportsOf(file));
  };

  const resolve = (importer: string, specifier: string): string | undefined => {
    const target = path.resolve(path.dirname(importer), specifier);
    if (!resolved.has(target)) resolved.set(target, candidates(target).find((file) => reader.isFile(file)));
    return resolved.get(target);
  };

  const exportsOf = (importer: string): ExportsOf => (specifier) => {
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
    forget(file) {
      resolved.clear(); // a new file may answer a specifier that another file answered before
      forget(file);
    },
  };
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
