/** Analyses the files of a folder as the editor would, one by one. Absent on purpose: which files, what is done with the findings, and arguments. */
import path from "node:path";
import type { Analysis, AnalysisHost, Analyze, Summarise } from "../analysis/analysis.ts";
import { isTest } from "../analysis/testFile.ts";
import { createConfigReader } from "../config/problems.ts";
import { type Configs, createConfigs } from "../config/resolve.ts";
import { configurableRules } from "../config/ruleNames.ts";
import type { Config } from "../config/values.ts";
import { createKnowledge } from "../knowledge/match.ts";
import { readFramework } from "../knowledge/validate.ts";
import { frontEndIdFor, loadFrontEnd } from "../languages/index.ts";
import type { FrontEnd } from "../languages/language.ts";
import { LineIndex } from "../text/span.ts";
import { createListingReader, type Listener } from "../workspace/listingReader.ts";
import { createModules, type Modules } from "../workspace/modules.ts";
import { diskReader, type FileReader } from "../workspace/reader.ts";
import { createSummaries, type Summaries } from "../workspace/summaries.ts";
import { createVersions } from "../workspace/versions.ts";

export interface Checker {
  /** Settings of a file; slips in them are among `problems`. */
  configOf(file: string): Config;
  readonly summaries: Summaries;
  settingsText(config: Config): string;
  /** Whether the file names anything known: a look at its text. */
  namesKnown(text: string, config: Config): boolean;
  /** Undefined when nothing can be found in the file: it calls nothing known, neither itself nor through what it imports. */
  analyse(file: string, text: string, config: Config): Promise<Analysis | undefined>;
  /** Whether anything known is named in the files or what they import: else a look at each is enough. */
  canFind(files: readonly string[]): boolean;
  /** The files, each after all that it imports: what two of them need is worked out when it is at hand, and kept for neither. */
  inOrderOfImports(files: readonly string[]): AsyncGenerator<string>;
  readonly reader: FileReader;
  versionOf(file: string, packageName: string): string | undefined;
  /** What is wrong in the settings that were used: lines that name a place. */
  problems(): readonly string[];
}

export interface CheckerOptions {
  readonly cwd: string;
  /** Settings from this file alone. */
  readonly configFile?: string | undefined;
  readonly timed?: AnalysisHost["timed"];
  /** Told what the disk answers. */
  readonly listener?: Listener | undefined;
  /** Told which version of a package an analysis asked for. */
  readonly askedVersion?: (file: string, packageName: string, version: string | undefined) => void;
}

/** A file is analysed right after its summary; only those on a circle of imports wait for each other. */
const mostParsed = 64;

export function createChecker({ cwd, configFile, timed, listener, askedVersion }: CheckerOptions): Checker {
  const knowledge = createKnowledge();
  const reader = createListingReader(diskReader, listener);
  const configs: Configs = createConfigs({
    reader,
    read: createConfigReader(configurableRules()),
    framework: readFramework,
    ...(configFile !== undefined && { only: configFile }),
  });
  const versions = createVersions(reader);
  const frontEnds = new Map<string, FrontEnd>();
  const configFiles = new Set<string>();
  /** Languages that files need and whose parser is not loaded yet. */
  const awaited = new Set<string>();
  const modules: Modules = createModules({
    reader,
    frontEndFor(file) {
      const id = frontEndIdFor(file);
      if (id !== undefined && !frontEnds.has(id)) awaited.add(id);
      return frontEnds.get(id ?? "");
    },
    namesKnown: knowledge.namesKnown,
    triggers: knowledge.triggers,
    mostParsed,
  });
  let analyze: Analyze | undefined;
  let summarise: Summarise | undefined;
  const hostFor = (file: string): AnalysisHost => ({
    exportsOf: modules.exportsOf(file),
    summaryOf: summaries.summaryOf(file),
    versionOf: (name) => {
      const version = versions.versionOf(file, name);
      askedVersion?.(file, name, version);
      return version;
    },
    folder: cwd,
  });
  const knowledgeOf = ({ settings }: Config) =>
    settings.frameworks?.length ? createKnowledge(settings.frameworks) : knowledge;
  const textOf = new WeakMap<object, string>();
  const settingsText = ({ settings }: Config): string => {
    const text = textOf.get(settings) ?? JSON.stringify(settings);
    textOf.set(settings, text);
    return text;
  };
  const inTime = timed ?? ((_, work) => work());
  const summaries = createSummaries({
    reader,
    modules,
    settingsOf: (file) => settingsText(configs.of(file)),
    hasOwnFrameworks: (file) => knowledgeOf(configs.of(file)) !== knowledge,
    isTest: (file) => isTest(configs.of(file).settings, file, cwd),
    summarise(file, text) {
      const parsed = modules.parse(file, text);
      return parsed && summarise?.(parsed, configs.of(file).settings, hostFor(file));
    },
  });

  /** Rules, and the parsers of languages that are there: a repository without model code never loads them. */
  const load = async (): Promise<void> => {
    [{ analyze }, { summarise }] = await Promise.all([
      import("../analysis/analyze.ts"),
      import("../analysis/summarise.ts"),
      ...[...awaited].map(async (id) => frontEnds.set(id, await loadFrontEnd(id))),
    ]);
    awaited.clear();
  };

  /** Of these files those that are up to date now, until one needs a parser that is not loaded. */
  function* settled(files: Iterable<string>): Generator<string> {
    const work = summaries.update(files);
    for (;;) {
      const step = inTime("imports and their summaries", () => work.next());
      if (step.done || awaited.size > 0) return;
      if (step.value !== undefined) yield step.value;
    }
  }

  async function* inOrderOfImports(files: readonly string[]): AsyncGenerator<string> {
    const left = new Set(files);
    do {
      if (awaited.size > 0) await load();
      for (const file of settled([...left])) if (left.delete(file)) yield file;
    } while (awaited.size > 0);
    yield* left; // up to date already
  }

  return {
    configOf(file) {
      const config = configs.of(file);
      for (const one of config.files) configFiles.add(one);
      return config;
    },
    summaries,
    settingsText,
    inOrderOfImports,
    reader,
    versionOf: versions.versionOf,
    namesKnown: (text, config) => knowledgeOf(config).namesKnown(text),
    async analyse(file, text, config) {
      for await (const _ of inOrderOfImports([file])); // nothing to do for a file that came from there
      const calls = (): boolean => knowledgeOf(config).triggers(text) || summaries.isRelevant(file, text);
      // Comments of ours are looked at wherever they stand.
      const mayFind = text.includes("inferlens-") || (!isTest(config.settings, file, cwd) && calls());
      if (!mayFind) return undefined;
      const id = frontEndIdFor(file);
      if (id !== undefined && !frontEnds.has(id)) awaited.add(id);
      if (!analyze || awaited.size > 0) await load();
      const parsed = inTime("parsing", () => modules.parse(file, text));
      return parsed && analyze?.(parsed, config.settings, { ...hostFor(file), ...(timed && { timed }) });
    },
    canFind: (files) =>
      summaries.reachKnown(files) || files.some((file) => configs.of(file).settings.frameworks?.length),
    problems: () =>
      [...configFiles].flatMap((file) => {
        const lines = new LineIndex(reader.read(file) ?? "");
        return (configs.problemsOf(file) ?? []).map(({ span, message }) => {
          const { line, column } = lines.position(span.start);
          return `${path.relative(cwd, file)}:${line + 1}:${column + 1} ${message}`;
        });
      }),
  };
}
