/**
 * Which settings hold for a document: each key from the nearest inferlens.json upward that has it, single rules and models
 * counting as keys of their own. The same answer for the editor and the command line. Absent on purpose: watching; whoever
 * knows that a file changed calls `forget`.
 */
import path from "node:path";
import picomatch from "picomatch";
import { type AnalysisSettings, defaultSettings } from "../analysis/settings.ts";
import type { Framework } from "../knowledge/framework.ts";
import type { FileReader } from "../workspace/reader.ts";
import { budgetsFor } from "./budgets.ts";
import type { ConfigProblem, ReadConfig } from "./problems.ts";
import { type Config, type ConfigValues, configFileName, type RuleValues } from "./values.ts";

export interface Configs {
  /** For a document by its absolute path. */
  of(file: string): Config;
  /** The keys of all budgets that could hold for a file there, each with the folder it is relative to. */
  budgetKeys(file: string): readonly { readonly folder: string; readonly key: string }[];
  /** What is wrong in one inferlens.json; undefined when there is no such file. */
  problemsOf(configFile: string): readonly ConfigProblem[] | undefined;
  /** The inferlens.json files that lie between a document and the root, nearest first. Reads none of them. */
  filesFor(file: string): readonly string[];
  forget(): void;
}

export interface ConfigsOptions {
  readonly reader: FileReader;
  /** Absolute path of the one file whose settings hold for every document. */
  readonly only?: string;
  /** From problems.ts; asked for only when there is a file to read. */
  readonly read: (text: string) => ReadConfig;
  /** Checks a framework file: the framework, or what is wrong with it. */
  readonly framework: (text: string) => { readonly framework: Framework } | { readonly error: string };
}

interface LoadedFile {
  readonly file: string;
  readonly folder: string;
  readonly values: ConfigValues;
  readonly problems: readonly ConfigProblem[];
  readonly frameworks: readonly Framework[];
  readonly isExcluded: (file: string) => boolean;
  readonly isTest: (file: string) => boolean;
  readonly overrides: readonly LoadedOverride[];
}

interface LoadedOverride {
  readonly values: RuleValues;
  readonly holdsFor: (file: string) => boolean;
}

export function createConfigs({ reader, only, read, framework }: ConfigsOptions): Configs {
  const loaded = new Map<string, LoadedFile | undefined>();
  const found = new Map<string, readonly string[]>();
  const settings = new Map<string, AnalysisSettings>();

  const load = (file: string): LoadedFile | undefined => {
    if (!loaded.has(file)) loaded.set(file, readFile(file));
    return loaded.get(file);
  };

  const readFile = (file: string): LoadedFile | undefined => {
    const text = reader.read(file);
    if (text === undefined) return undefined;
    const { values, problems } = read(text);
    const folder = path.dirname(file);
    const frameworks: Framework[] = [];
    const broken: ConfigProblem[] = [];
    for (const written of (values.frameworks ?? []).filter(Boolean)) {
      const answer = readFramework(path.resolve(folder, written));
      if ("framework" in answer) frameworks.push(answer.framework);
      else broken.push(problemAt(text, written, `Cannot use ${written}: ${answer.error}. It is left out.`));
    }
    return {
      file,
      folder,
      values,
      problems: [...problems, ...broken],
      frameworks,
      isExcluded: matcherOf(folder, values.exclude),
      isTest: matcherOf(folder, values.tests),
      // A wrong entry was taken out of the list and left its place empty.
      overrides: (values.overrides ?? []).filter(Boolean).map((override) => ({
        values: override,
        holdsFor: matcherOf(folder, override.files),
      })),
    };
  };

  const readFramework = (file: string): ReturnType<ConfigsOptions["framework"]> => {
    const text = reader.read(file);
    return text === undefined ? { error: "no such file" } : framework(text);
  };

  const filesFor = (file: string): readonly string[] => {
    if (only !== undefined) return [only];
    const folder = path.dirname(file);
    let files = found.get(folder);
    if (!files) {
      files = [...foldersUp(folder)].map((at) => path.join(at, configFileName)).filter((at) => reader.isFile(at));
      found.set(folder, files);
    }
    return files;
  };

  const chainFor = (file: string): readonly LoadedFile[] =>
    filesFor(file)
      .map(load)
      .filter((one) => one !== undefined);

  /** `isTest`: what the globs say; undefined without any, then analysis goes by the conventions of test runners. */
  const settingsFor = (file: string, chain: readonly LoadedFile[], isTest: boolean | undefined): AnalysisSettings => {
    if (chain.length === 0) return defaultSettings;
    const holding = chain.map((one) => one.overrides.filter(({ holdsFor }) => holdsFor(file)));
    // Files of one folder that the same overrides hold for share their settings.
    const held = holding.map((overrides, at) => overrides.map((one) => chain[at]!.overrides.indexOf(one)).join());
    const key = [path.dirname(file), isTest, ...held].join("\n");
    let known = settings.get(key);
    if (!known) {
      const layers = chain.flatMap((one, at) => [...holding[at]!.map(({ values }) => values).reverse(), one.values]);
      known = mergeSettings(chain, layers, isTest);
      settings.set(key, known);
    }
    return known;
  };

  return {
    of(file) {
      const chain = chainFor(file);
      return {
        settings: settingsFor(
          file,
          chain,
          nearest(chain, (one) => (one.values.tests ? one.isTest(file) : undefined)),
        ),
        files: chain.map((one) => one.file),
        excluded: nearest(chain, (one) => (one.values.exclude ? one.isExcluded(file) : undefined)) ?? false,
        measureSeconds: nearest(chain, (one) => one.values.measure?.seconds),
        replay: nearest(chain, (one) => one.values.measure?.replay),
        prices: nearest(chain, (one) => one.values.measure?.prices) ?? {},
        dimensionsOf: (modelFile) => mergeDimensions(chain, modelFile),
        hasBudgets: chain.some(({ values }) => values.budgets !== undefined),
        budgetsOf: (subject) => budgetsFor(chain, subject),
      };
    },
    budgetKeys: (file) =>
      chainFor(file).flatMap(({ folder, values }) => Object.keys(values.budgets ?? {}).map((key) => ({ folder, key }))),
    problemsOf: (configFile) => load(configFile)?.problems,
    filesFor,
    forget() {
      loaded.clear();
      found.clear();
      settings.clear();
    },
  };
}

/**
 * Globs are settled here, where it is known which file they stand in: analysis is told the answer. `layers` are what may say
 * something of rules and profile, nearest first.
 */
function mergeSettings(
  chain: readonly LoadedFile[],
  layers: readonly RuleValues[],
  isTest: boolean | undefined,
): AnalysisSettings {
  const target = isTest ? "test" : nearest(chain, (one) => one.values.target);
  const frameworks = nearest(chain, (one) => (one.values.frameworks ? one.frameworks : undefined));
  return {
    profile: nearest(layers, (layer) => layer.profile) ?? defaultSettings.profile,
    rules: Object.assign({}, ...layers.map((layer) => layer.rules ?? {}).reverse()) as AnalysisSettings["rules"],
    ...(target && { target }),
    ...(isTest === false && { tests: [] }),
    ...(frameworks && { frameworks }),
  };
}

function mergeDimensions(chain: readonly LoadedFile[], modelFile: string): Readonly<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const { folder, values } of [...chain].reverse()) {
    for (const [written, dimensions] of Object.entries(values.measure?.dimensions ?? {})) {
      if (path.resolve(folder, written) === modelFile) Object.assign(sizes, dimensions);
    }
  }
  return sizes;
}

function nearest<L, T>(layers: readonly L[], pick: (one: L) => T | undefined): T | undefined {
  for (const one of layers) {
    const value = pick(one);
    if (value !== undefined) return value;
  }
  return undefined;
}

function matcherOf(folder: string, globs: readonly string[] | undefined): (file: string) => boolean {
  const written = (globs ?? []).filter(Boolean);
  if (written.length === 0) return () => false;
  const matches = picomatch([...written], { dot: true });
  return (file) => matches(posix(path.relative(folder, file)));
}

const posix = (file: string): string => file.replaceAll(path.sep, "/");

/** The place of a string in the file, told by its own text: the reader keeps values, not places. */
function problemAt(text: string, written: string, message: string): ConfigProblem {
  const quoted = JSON.stringify(written);
  const start = Math.max(0, text.indexOf(quoted));
  return { span: { start, end: start + quoted.length }, message, kind: "unknown" };
}

function* foldersUp(folder: string): Generator<string> {
  for (let at = folder; ; at = path.dirname(at)) {
    yield at;
    if (at === path.dirname(at)) return;
  }
}
