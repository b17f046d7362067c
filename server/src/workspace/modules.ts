/**
 * What the modules of a workspace export, for analysis of the files that import them. Answers are kept until `forget`.
 * Absent on purpose: what they do when they are called (summaries.ts), and every module nothing known flows through.
 */
import type { ExportsOf, FrontEnd, ModuleExports, Parsed } from "../languages/language.ts";
import { type Import, importsIn } from "./imports.ts";
import type { FileReader } from "./reader.ts";
import { createResolution, type Resolution } from "./resolution.ts";
import { createScans, largestModuleUnits, type QuickLooks, type Scans } from "./scans.ts";

export interface Modules {
  /** The exports host for one importing file; the same for the same file. Undefined for packages and unreadable files. */
  exportsOf(importer: string): ExportsOf;
  /** What a file exports itself. */
  exportsAt(file: string): ModuleExports | undefined;
  /**
   * Whether a text can use anything known: it names a package, or imports a module of the workspace that does, directly or by one
   * re-exporting module between. A cheap look at texts; nothing is parsed.
   */
  isRelevant(importer: string, text: string): boolean;
  /** The text parsed, once for all who ask within a short while. Undefined for files no front end reads. */
  parse(file: string, text: string): Parsed | undefined;
  /** Drops what is known of a file that changed, appeared or went away, and of the files that import it. */
  forget(file: string): void;
  /** Anything may be another now. */
  forgetAll(): void;
  readonly resolution: Resolution;
  readonly scans: Scans;
}

export interface ModulesOptions extends QuickLooks {
  readonly reader: FileReader;
  readonly frontEndFor: (file: string) => FrontEnd | undefined;
  /** Parsed files kept for the next question about them: a few where memory counts, many where all files are gone through. */
  readonly mostParsed?: number;
}

/**
 * Packages whose modules all import each other, as `__init__.py` makes them, have more ways round than anybody can go: then what
 * is known has to do.
 */
const mostCutShort = (file: string): number => (file.endsWith(".py") ? 1 : 16);
/** Modules between a file and the one that names a package: a barrel and what stands behind it. */
const furthest = 2;
export function createModules({ reader, frontEndFor, namesKnown, triggers, mostParsed = 4 }: ModulesOptions): Modules {
  const resolution = createResolution(reader);
  const scans = createScans(reader, { namesKnown, triggers });
  const kept = new Map<string, ModuleExports | undefined>();
  const reached = new Map<string, boolean>();
  const importers = new Map<string, Set<string>>();
  const hosts = new Map<string, ExportsOf>();
  const parsed = new Map<string, Parsed>();
  const underWay = new Set<string>();
  /** How often a module on a circle was looked at in vain. */
  const cutShort = new Map<string, number>();

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
      const count = (cutShort.get(file) ?? 0) + 1;
      if (!cut || outermost || count >= mostCutShort(file)) kept.set(file, exports);
      else cutShort.set(file, count);
      if (!kept.has(file)) hosts.delete(file); // what is parsed remembers, for the host it asked, paths that ended where the circle was cut
      cut = !outermost && (cut || cutBefore);
      return exports;
    } finally {
      underWay.delete(file);
    }
  };

  const readExports = (file: string): ModuleExports | undefined => {
    if (!moduleReaches(file, furthest)) return undefined;
    const text = reader.read(file);
    return text === undefined ? undefined : parse(file, text)?.exports(exportsOf(file));
  };

  const parse = (file: string, text: string): Parsed | undefined => {
    const before = parsed.get(file);
    if (before?.text === text) return before;
    const fresh = frontEndFor(file)?.parse({ fileName: file, text });
    if (!fresh) return undefined;
    parsed.delete(file);
    parsed.set(file, fresh);
    if (parsed.size > mostParsed) parsed.delete(parsed.keys().next().value!);
    return fresh;
  };

  /** Within so many modules on the way a package must be named. */
  const reaches = (file: string, imports: readonly Import[], steps: number): boolean =>
    steps > 0 &&
    imports.some(({ specifier }) => {
      const target = resolution.resolve(file, specifier);
      return target !== undefined && moduleReaches(target, steps - 1);
    });

  const moduleReaches = (file: string, steps: number): boolean => {
    const key = `${steps} ${file}`;
    let known = reached.get(key);
    if (known === undefined) {
      reached.set(key, false); // circular: what comes round adds nothing
      const scan = scans.of(file);
      known = scan !== undefined && (scan.named || reaches(file, scan.imports, steps));
      reached.set(key, known);
    }
    return known;
  };

  const exportsOf = (importer: string): ExportsOf => {
    let host = hosts.get(importer);
    if (!host) {
      host = (specifier) => {
        const file = resolution.resolve(importer, specifier);
        if (file === undefined) return undefined;
        const known = importers.get(file) ?? new Set();
        importers.set(file, known.add(importer));
        return exportsOfFile(file);
      };
      hosts.set(importer, host);
    }
    return host;
  };

  const forget = (file: string, seen = new Set<string>()): void => {
    if (seen.has(file)) return;
    seen.add(file);
    kept.delete(file);
    cutShort.delete(file);
    for (const importer of importers.get(file) ?? []) forget(importer, seen);
  };

  return {
    resolution,
    scans,
    exportsOf,
    exportsAt: exportsOfFile,
    parse,
    isRelevant(importer, text) {
      if (namesKnown(text)) return true;
      return text.length <= largestModuleUnits && reaches(importer, importsIn(text, importer), furthest);
    },
    forget(file) {
      reached.clear();
      hosts.clear(); // what was parsed may hold paths that led through the file
      scans.forget(file);
      resolution.forget(file);
      forget(file);
    },
    forgetAll() {
      for (const known of [kept, reached, hosts, parsed, importers]) known.clear();
      scans.forgetAll();
      resolution.forget();
    },
  };
}
