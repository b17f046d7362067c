/**
 * What the modules of a workspace do when they are called, kept by content: a file is looked at anew only when its text, its
 * settings or what it imports has changed. Looking up is for the keystroke path, working out is not. Absent on purpose: which
 * files there are (workspaceIndex.ts), and parsing, which the door brings.
 */
import type { ModuleExports } from "../languages/language.ts";
import { emptySummary, type ModuleSummary, type SummaryOf } from "../usage/summary.ts";
import { digest } from "./digest.ts";
import { type Import, importsIn } from "./imports.ts";
import type { Modules } from "./modules.ts";
import type { FileReader } from "./reader.ts";

export interface Summaries {
  /** The host for one importing file, from what is known now; the same until something known is another. */
  summaryOf(importer: string): SummaryOf;
  /** Whether something that runs is known of what a text takes from the modules it imports. */
  isRelevant(importer: string, text: string): boolean;
  /** Whether a known package is named in any of the files or in what they import. A look at texts; nothing is parsed. */
  reachKnown(files: readonly string[]): boolean;
  /**
   * Works out these files and all they import, as far as that is missing or old. Yields after each file, the path when it and
   * all it imports are up to date; answers whether anything is another now.
   */
  update(files: Iterable<string>): Generator<string | undefined, boolean>;
  /** Changes whenever analysis of the file may give another answer; empty while nothing is known of it. After `update`. */
  keyOf(file: string): string;
  /** Drops nothing that may still be true: the file and its importers are looked at again by the next update. */
  forget(file: string): void;
  forgetAll(): void;
  /** Takes over records of an earlier run; whether they still hold is found out by the next update. */
  restore(known: ReadonlyMap<string, SummaryRecord>): void;
  /** For keeping on disk. */
  readonly records: ReadonlyMap<string, SummaryRecord>;
}

export interface SummaryRecord {
  /** Of the text, the settings and the hashes of that which it takes names from. */
  readonly key: string;
  readonly summary: ModuleSummary;
  /** Of what importers get from it; empty when that is nothing. */
  readonly hash: string;
  /** Names without which importers get nothing; null when they may without any. */
  readonly names: readonly string[] | null;
}

export interface SummariesOptions {
  readonly reader: FileReader;
  readonly modules: Modules;
  /** Everything beside texts that an answer depends on: settings of the file, as text. */
  readonly settingsOf: (file: string) => string;
  /** Whether settings of the file bring frameworks of their own, which quick looks do not know. */
  readonly hasOwnFrameworks?: (file: string) => boolean;
  /** Files of which nobody asks what they do when they are called. */
  readonly isTest?: (file: string) => boolean;
  /** Parses and joins; undefined while that still loads. */
  readonly summarise: (file: string, text: string) => ModuleSummary | undefined;
}

/** Files on a circle of imports are looked at until nothing comes round any more, or this often. */
const mostRounds = 4;
const never = (): boolean => false;
/** Modules of which something is known at the same time. */
const mostRecords = 50_000;

export function createSummaries(options: SummariesOptions): Summaries {
  const { reader, modules, settingsOf, summarise, hasOwnFrameworks = never, isTest = never } = options;
  const records = new Map<string, SummaryRecord>();
  const fresh = new Set<string>();
  /** One for each importer, so that whoever joined a file with it can tell that nothing is another since. */
  const hosts = new Map<string, SummaryOf>();
  /** Importers whose host was asked about a file, visited or not. */
  const askers = new Map<string, Set<string>>();
  const importers = new Map<string, Set<string>>();
  const imported = new Map<string, readonly Import[]>();
  /** Stems of imports no file answers yet. */
  const unresolved = new Map<string, readonly string[]>();

  /** Those that lead to files of the program, each with its path as the specifier. */
  const importsOf = (file: string): readonly Import[] => {
    let found = imported.get(file);
    if (!found) {
      const missing: string[] = [];
      found = (modules.scans.of(file)?.imports ?? []).flatMap(({ specifier, names }) => {
        const target = modules.resolution.resolve(file, specifier);
        if (target !== undefined) return { specifier: target, names };
        if (/^[.@~#]/.test(specifier)) missing.push(stemOf(specifier));
        return [];
      });
      imported.set(file, found);
      if (missing.length > 0) unresolved.set(file, missing);
      else unresolved.delete(file);
      for (const { specifier } of found) importers.set(specifier, (importers.get(specifier) ?? new Set()).add(file));
    }
    return found;
  };

  /** The hash of what an import gets; empty when it takes other names than those that lead anywhere. */
  const heardFrom = (target: string, taken: readonly string[] | null): string => {
    const record = records.get(target);
    if (!record) return "";
    const { names, hash } = record;
    return !names || !taken || taken.some((name) => names.includes(name)) ? hash : "";
  };

  const loseHosts = (changed: string): void => {
    for (const importer of askers.get(changed) ?? []) hosts.delete(importer);
    askers.delete(changed);
  };

  const lookAt = (file: string, text: string, mayCall: boolean): Omit<SummaryRecord, "key"> | undefined => {
    const summary = mayCall ? summarise(file, text) : modules.parse(file, text) && emptySummary;
    return summary && { summary, ...given(summary, modules.exportsAt(file)) };
  };

  /** Answers whether importers get something else now. What the file imports must be up to date. */
  const refresh = (file: string): boolean => {
    const before = records.get(file);
    const scan = modules.scans.of(file);
    const below = importsOf(file).flatMap(({ specifier, names }) => heardFrom(specifier, names) || []);
    const mayCall = scan?.mayCall || below.length > 0 || hasOwnFrameworks(file);
    // Without a call it can still hand on what it imports.
    if (!scan || !(mayCall || (scan.named && scan.mayExport))) {
      records.delete(file);
      if (before) loseHosts(file);
      return (before?.hash ?? "") !== "";
    }
    const text = reader.read(file) ?? "";
    const key = digest(text, settingsOf(file), ...below);
    if (before?.key === key) return false;
    const known = isTest(file) ? unasked(key) : lookAt(file, text, mayCall);
    if (!known) return false; // what reads it still loads
    const { hash } = known;
    if (records.size < mostRecords || before) records.set(file, { key, ...known });
    const isOther = hash !== (before?.hash ?? "");
    if (isOther) loseHosts(file);
    return isOther;
  };

  /** Tarjan's algorithm: what is imported comes first, and files that import each other together. */
  function* visit(start: string): Generator<string | undefined, boolean> {
    const order = new Map<string, number>();
    const low = new Map<string, number>();
    const stack: string[] = [];
    const isOnStack = new Set<string>();
    const path: { readonly file: string; readonly rest: string[] }[] = [];
    let changed = false;
    const enter = (file: string): void => {
      order.set(file, order.size);
      low.set(file, order.get(file)!);
      stack.push(file);
      isOnStack.add(file);
      path.push({ file, rest: importsOf(file).map(({ specifier }) => specifier) });
    };
    enter(start);
    while (path.length > 0) {
      const { file, rest } = path.at(-1)!;
      const next = rest.pop();
      if (next !== undefined) {
        if (fresh.has(next)) continue;
        if (!order.has(next)) {
          enter(next);
          yield;
        } else if (isOnStack.has(next)) low.set(file, Math.min(low.get(file)!, order.get(next)!));
        continue;
      }
      path.pop();
      const outer = path.at(-1)?.file;
      if (outer !== undefined) low.set(outer, Math.min(low.get(outer)!, low.get(file)!));
      if (low.get(file) !== order.get(file)) continue;
      const together = stack.splice(stack.lastIndexOf(file)).sort();
      for (const one of together) isOnStack.delete(one);
      for (let round = 0, again = true; again && round < mostRounds; round++) {
        again = false;
        for (const one of together) {
          if (refresh(one)) again = changed = true;
          yield;
        }
        if (together.length === 1) break;
      }
      for (const one of together) fresh.add(one);
      yield* together;
    }
    return changed;
  }

  const forget = (file: string): void => {
    if (!fresh.delete(file) && !importers.has(file)) return;
    for (const importer of importers.get(file) ?? []) if (fresh.has(importer)) forget(importer);
  };

  return {
    records,
    summaryOf(importer) {
      let host = hosts.get(importer);
      if (!host) {
        host = (specifier) => {
          const file = modules.resolution.resolve(importer, specifier);
          if (file === undefined) return undefined;
          askers.set(file, (askers.get(file) ?? new Set()).add(importer));
          return records.get(file)?.summary;
        };
        hosts.set(importer, host);
      }
      return host;
    },
    isRelevant: (importer, text) =>
      importsIn(text, importer).some(({ specifier, names }) => {
        const file = modules.resolution.resolve(importer, specifier);
        return file !== undefined && heardFrom(file, names) !== "";
      }),
    reachKnown(files) {
      if (files.some((file) => modules.scans.of(file)?.named)) return true;
      const seen = new Set(files);
      for (const file of seen) {
        if (modules.scans.of(file)?.named) return true;
        for (const { specifier } of importsOf(file)) seen.add(specifier); // what is added is visited, too
      }
      return false;
    },
    *update(files) {
      let changed = false;
      for (const file of files) if (!fresh.has(file)) changed = (yield* visit(file)) || changed;
      return changed;
    },
    restore(known) {
      hosts.clear();
      for (const [file, record] of known) if (!records.has(file)) records.set(file, record);
    },
    keyOf: (file) => records.get(file)?.key ?? "",
    forget(file) {
      hosts.clear();
      const isNew = !imported.has(file) && !importers.has(file);
      imported.delete(file);
      for (const importer of importers.get(file) ?? []) imported.delete(importer);
      forget(file);
      if (!isNew) return;
      for (const [importer, stems] of unresolved) {
        if (!stems.includes(stemOf(file))) continue;
        imported.delete(importer);
        forget(importer);
      }
    },
    forgetAll() {
      hosts.clear();
      fresh.clear();
      imported.clear();
      importers.clear();
      unresolved.clear();
    },
  };
}

/** `model` of `./lib/model.ts`; an index file answers for its folder. */
const stemOf = (name: string): string =>
  /([^\\/]*?)(?:\.[^\\/.]*)?$/.exec(name.replace(/[\\/]index(?:\.\w+)?$/, ""))?.[1] ?? name;

/** What importers get: from functions that do something, and from exports that lead into packages. */
function given(
  { functions }: ModuleSummary,
  exports: ModuleExports | undefined,
): Pick<SummaryRecord, "hash" | "names"> {
  const { names = new Map(), returns = new Map(), stars = [] } = exports ?? {};
  const paths = [...Object.keys(functions), ...names.keys(), ...returns.keys()];
  if (paths.length === 0 && stars.length === 0) return { hash: "", names: [] };
  const first = new Set(paths.map((path) => /^[\w$]*/.exec(path)![0]));
  const needsNone = stars.length > 0 || first.has("") || first.has("default");
  const hash = digest(JSON.stringify([functions, [...names], [...returns], stars]));
  return { hash, names: needsNone ? null : [...first].sort() };
}

/** Its exports are worked out for whoever imports it. */
const unasked = (key: string): Omit<SummaryRecord, "key"> => ({ summary: emptySummary, hash: key, names: null });
