/** Analyses many files as the editor would, and applies safe fixes. Absent on purpose: arguments and output. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Analysis, AnalysisHost, Analyze, Summarise } from "../analysis/analysis.ts";
import type { Finding } from "../analysis/finding.ts";
import { createConfigReader } from "../config/problems.ts";
import { type Configs, createConfigs } from "../config/resolve.ts";
import { configurableRules } from "../config/ruleNames.ts";
import type { Config } from "../config/values.ts";
import { createKnowledge } from "../knowledge/match.ts";
import { readFramework } from "../knowledge/validate.ts";
import { frontEndIdFor, frontEndIds, loadFrontEnd, sourceExtensions } from "../languages/index.ts";
import type { FrontEnd } from "../languages/language.ts";
import type { CheckResult, FileFindings } from "../report/checkResult.ts";
import { applyEdits } from "../text/edit.ts";
import { LineIndex } from "../text/span.ts";
import { discover } from "../workspace/discover.ts";
import { createModules, type Modules } from "../workspace/modules.ts";
import { diskReader } from "../workspace/reader.ts";
import { specifiersIn } from "../workspace/scans.ts";
import { createSummaries } from "../workspace/summaries.ts";
import { createVersions } from "../workspace/versions.ts";

export interface CheckRequest {
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly fix: boolean;
}

export interface CheckAnswer {
  readonly result: CheckResult;
  readonly fixed: number;
  /** What is wrong in settings, and files that could not be read: lines for standard error. */
  readonly problems: readonly string[];
}

/** Fix-all converges in one pass; further ones are for fixes that overlapped. */
const fixRounds = 5;

export async function checkFiles({ paths, cwd, fix }: CheckRequest): Promise<CheckAnswer> {
  const startedAt = performance.now();
  const check = createCheck(cwd);
  const files: FileFindings[] = [];
  let filesRead = 0;
  let filesWithModelCode = 0;
  let fixed = 0;
  const found = await discover(paths, sourceExtensions, cwd);
  const worthIt = check.canFind(found);
  for (const file of found) {
    const config = check.configs.of(file);
    const text = config.excluded ? undefined : check.read(file);
    if (text === undefined) continue;
    filesRead++;
    const looked = worthIt ? await check.analyse(file, text, config) : undefined;
    if (!looked?.usage) continue;
    filesWithModelCode++;
    const after = fix ? await check.repair(file, text, looked, config) : { text, analysis: looked, fixed: 0 };
    fixed += after.fixed;
    if (after.analysis.findings.length === 0) continue;
    files.push({
      path: path.relative(cwd, file).split(path.sep).join("/"),
      uri: pathToFileURL(file).href,
      lines: new LineIndex(after.text),
      findings: after.analysis.findings.map((finding) => below(cwd, finding)),
    });
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { result: { files, filesRead, filesWithModelCode, seconds }, fixed, problems: check.problems(cwd) };
}

/** Reasons in other files name them as the result names its files. */
function below(cwd: string, finding: Finding): Finding {
  const reasons = finding.reasons.map((reason) => {
    if (!reason.elsewhere) return reason;
    const file = path.relative(cwd, reason.elsewhere.file).split(path.sep).join("/");
    return { ...reason, elsewhere: { ...reason.elsewhere, file } };
  });
  return { ...finding, reasons };
}

function createCheck(cwd: string) {
  const knowledge = createKnowledge();
  const configs: Configs = createConfigs({
    reader: diskReader,
    read: createConfigReader(configurableRules()),
    framework: readFramework,
  });
  const versions = createVersions(diskReader);
  const frontEnds = new Map<string, FrontEnd>();
  const unread: string[] = [];
  const configFiles = new Set<string>();
  const modules: Modules = createModules({
    reader: diskReader,
    frontEndFor: (file) => frontEnds.get(frontEndIdFor(file) ?? ""),
    namesKnown: knowledge.namesKnown,
  });
  let analyze: Analyze | undefined;
  let summarise: Summarise | undefined;
  const hostFor = (file: string): AnalysisHost => ({
    exportsOf: modules.exportsOf(file),
    summaryOf: summaries.summaryOf(file),
    versionOf: (name) => versions.versionOf(file, name),
    folder: cwd,
  });
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

  const analyse = async (file: string, text: string, config: Config): Promise<Analysis | undefined> => {
    for (const configFile of config.files) configFiles.add(configFile);
    const own = config.settings.frameworks?.length ? createKnowledge(config.settings.frameworks) : knowledge;
    if (!analyze) await load();
    const work = summaries.update([file]);
    while (!work.next().done);
    if (!own.namesKnown(text) && !modules.isRelevant(file, text) && !summaries.isRelevant(file, specifiersIn(text)))
      return undefined;
    const parsed = modules.parse(file, text);
    return parsed && analyze?.(parsed, config.settings, hostFor(file));
  };

  /** Whether anything known is named in the files or what they import: else a look at each is enough. */
  const canFind = (files: readonly string[]): boolean =>
    summaries.reachKnown(files) || files.some((file) => configs.of(file).settings.frameworks?.length);

  return {
    configs,
    analyse,
    canFind,
    read(file: string): string | undefined {
      try {
        return readFileSync(file, "utf8");
      } catch (error) {
        unread.push(`${file}: not read, ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    },
    async repair(file: string, text: string, analysis: Analysis, config: Config) {
      let now = { text, analysis, fixed: 0 };
      for (let round = 0; round < fixRounds; round++) {
        const before = now.analysis.findings.length;
        const edits = now.analysis.safeEdits();
        if (edits.length === 0) break;
        const repaired = applyEdits(now.text, edits);
        const next = await analyse(file, repaired, config);
        if (!next || next.findings.length >= before) break;
        now = { text: repaired, analysis: next, fixed: now.fixed + before - next.findings.length };
      }
      if (now.text !== text) writeFileSync(file, now.text);
      return now;
    },
    problems(cwd: string): readonly string[] {
      const config = [...configFiles].flatMap((file) => {
        const lines = new LineIndex(diskReader.read(file) ?? "");
        return (configs.problemsOf(file) ?? []).map(({ span, message }) => {
          const { line, column } = lines.position(span.start);
          return `${path.relative(cwd, file)}:${line + 1}:${column + 1} ${message}`;
        });
      });
      return [...unread, ...config];
    },
  };
}
