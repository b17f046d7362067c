/** Analyses the files of a folder as the editor would, one by one. Absent on purpose: which files, what is done with the findings, and arguments. */
import path from "node:path";
import type { Analysis, AnalysisHost, Analyze, Summarise } from "../analysis/analysis.ts";
import { createConfigReader } from "../config/problems.ts";
import { type Configs, createConfigs } from "../config/resolve.ts";
import { configurableRules } from "../config/ruleNames.ts";
import type { Config } from "../config/values.ts";
import { createKnowledge } from "../knowledge/match.ts";
import { readFramework } from "../knowledge/validate.ts";
import { frontEndIdFor, frontEndIds, loadFrontEnd } from "../languages/index.ts";
import type { FrontEnd } from "../languages/language.ts";
import { LineIndex } from "../text/span.ts";
import { createModules, type Modules } from "../workspace/modules.ts";
import { diskReader } from "../workspace/reader.ts";
import { specifiersIn } from "../workspace/scans.ts";
import { createSummaries, type Summaries } from "../workspace/summaries.ts";
import { createVersions } from "../workspace/versions.ts";

export interface Checker {
  /** Settings of a file; slips in them are among `problems`. */
  configOf(file: string): Config;
  readonly summaries: Summaries;
  /** Undefined when the file can use nothing that is known. */
  analyse(file: string, text: string, config: Config): Promise<Analysis | undefined>;
  /** Whether anything known is named in the files or what they import: else a look at each is enough. */
  canFind(files: readonly string[]): boolean;
  /** Brings what is known of the file's imports up to date. */
  prepare(file: string): Promise<void>;
  versionOf(file: string, packageName: string): string | undefined;
  /** What is wrong in the settings that were used: lines that name a place. */
  problems(): readonly string[];
}

export interface CheckerOptions {
  readonly cwd: string;
  /** Settings from this file alone. */
  readonly configFile?: string | undefined;
  readonly timed?: AnalysisHost["timed"];
  /** Told which version of a package an analysis asked for. */
  readonly askedVersion?: (file: string, packageName: string, version: string | undefined) => void;
}

/** An import is looked at when its first importer is and again by itself, which may be much later: then it is not parsed twice. */
const mostParsed = 512;

export function createChecker({ cwd, configFile, timed, askedVersion }: CheckerOptions): Checker {
  const knowledge = createKnowledge();
  const configs: Configs = createConfigs({
    reader: diskReader,
    read: createConfigReader(configurableRules()),
    framework: readFramework,
    ...(configFile !== undefined && { only: configFile }),
  });
  const versions = createVersions(diskReader);
  const frontEnds = new Map<string, FrontEnd>();
  const configFiles = new Set<string>();
  const modules: Modules = createModules({
    reader: diskReader,
    frontEndFor: (file) => frontEnds.get(frontEndIdFor(file) ?? ""),
    namesKnown: knowledge.namesKnown,
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
  const inTime = timed ?? ((_, work) => work());
  const summaries = createSummaries({
    reader: diskReader,
    modules,
    settingsOf: (file) => JSON.stringify(configs.of(file).settings),
    summarise(file, text) {
      const parsed = modules.parse(file, text);
      return parsed && summarise?.(parsed, configs.of(file).settings, hostFor(file));
    },
  });

  /** Parser and rules: a repository without model code never loads them. */
  const load = async (): Promise<void> => {
    [{ analyze }, { summarise }] = await Promise.all([
      import("../analysis/analyze.ts"),
      import("../analysis/summarise.ts"),
      ...frontEndIds.map(async (id) => frontEnds.set(id, await loadFrontEnd(id))),
    ]);
  };

  const prepare = async (file: string): Promise<void> => {
    if (!analyze) await load();
    inTime("reading imports and their summaries", () => {
      const work = summaries.update([file]);
      while (!work.next().done);
    });
  };

  return {
    configOf(file) {
      const config = configs.of(file);
      for (const one of config.files) configFiles.add(one);
      return config;
    },
    summaries,
    prepare,
    versionOf: versions.versionOf,
    async analyse(file, text, config) {
      await prepare(file);
      const own = config.settings.frameworks?.length ? createKnowledge(config.settings.frameworks) : knowledge;
      if (
        !own.namesKnown(text) &&
        !modules.isRelevant(file, text) &&
        !summaries.isRelevant(file, specifiersIn(text, file))
      )
        return undefined;
      const parsed = inTime("parsing", () => modules.parse(file, text));
      return parsed && analyze?.(parsed, config.settings, { ...hostFor(file), ...(timed && { timed }) });
    },
    canFind: (files) =>
      summaries.reachKnown(files) || files.some((file) => configs.of(file).settings.frameworks?.length),
    problems: () =>
      [...configFiles].flatMap((file) => {
        const lines = new LineIndex(diskReader.read(file) ?? "");
        return (configs.problemsOf(file) ?? []).map(({ span, message }) => {
          const { line, column } = lines.position(span.start);
          return `${path.relative(cwd, file)}:${line + 1}:${column + 1} ${message}`;
        });
      }),
  };
}
