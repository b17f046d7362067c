/** A program of several files in memory, analysed as a workspace is. Absent on purpose: a disk; tests of resolution have one. */
import path from "node:path";
import type { Analysis } from "../../server/src/analysis/analysis.ts";
import { analyze } from "../../server/src/analysis/analyze.ts";
import { type AnalysisSettings, defaultSettings } from "../../server/src/analysis/settings.ts";
import { summarise } from "../../server/src/analysis/summarise.ts";
import { createKnowledge } from "../../server/src/knowledge/match.ts";
import { frontEndIdFor, frontEndIds, loadFrontEnd } from "../../server/src/languages/index.ts";
import type { Parsed } from "../../server/src/languages/language.ts";
import type { ModuleSummary } from "../../server/src/usage/summary.ts";
import { createModules } from "../../server/src/workspace/modules.ts";
import type { FileReader } from "../../server/src/workspace/reader.ts";
import { createSummaries, type Summaries } from "../../server/src/workspace/summaries.ts";

export interface Program {
  analysis(file: string): Analysis;
  parsed(file: string): Parsed;
  /** What the module does when it is called, by path. */
  summary(file: string): ModuleSummary["functions"];
  readonly summaries: Summaries;
  pathOf(file: string): string;
  /** Replaces a file; undefined takes it away. */
  write(file: string, text: string | undefined): void;
  /** How often a file was looked at whole since the last question. */
  looks(): readonly string[];
}

export const folder = path.resolve("/program");
const frontEnds = new Map(await Promise.all(frontEndIds.map(async (id) => [id, await loadFrontEnd(id)] as const)));

export interface ProgramOptions {
  readonly settings?: AnalysisSettings;
  /** Instead of the texts in memory. */
  readonly reader?: FileReader;
  readonly root?: string;
  readonly isTest?: (file: string) => boolean;
}

/** Files by their path below the folder, with `/`. */
export function program(files: Readonly<Record<string, string>>, options: ProgramOptions = {}): Program {
  const { settings = defaultSettings, root = folder } = options;
  const texts = new Map(Object.entries(files).map(([file, text]) => [path.join(root, file), text]));
  const reader: FileReader = options.reader ?? { read: (file) => texts.get(file), isFile: (file) => texts.has(file) };
  const { namesKnown, triggers } = createKnowledge();
  const modules = createModules({
    reader,
    frontEndFor: (file) => frontEnds.get(frontEndIdFor(file) ?? "typescript"),
    namesKnown,
    triggers,
  });
  const host = (file: string) => ({
    folder: root,
    exportsOf: modules.exportsOf(file),
    summaryOf: summaries.summaryOf(file),
  });
  let looked: string[] = [];
  const summaries = createSummaries({
    reader,
    modules,
    settingsOf: () => "",
    ...(options.isTest && { isTest: options.isTest }),
    summarise(file, text) {
      looked.push(path.relative(root, file));
      return summarise(modules.parse(file, text)!, settings, host(file));
    },
  });
  const upToDate = (name: string): string => {
    const file = path.join(root, name);
    const work = summaries.update([file]);
    while (!work.next().done);
    return file;
  };
  return {
    summaries,
    pathOf: (name) => path.join(root, name),
    analysis(name) {
      const file = upToDate(name);
      return analyze(modules.parse(file, reader.read(file)!)!, settings, host(file));
    },
    parsed: (name) => modules.parse(path.join(root, name), reader.read(path.join(root, name))!)!,
    summary: (name) => summaries.records.get(upToDate(name))?.summary.functions ?? {},
    write(name, text) {
      const file = path.join(root, name);
      if (text === undefined) texts.delete(file);
      else texts.set(file, text);
      modules.forget(file);
      summaries.forget(file);
    },
    looks() {
      const before = looked;
      looked = [];
      return before;
    },
  };
}
