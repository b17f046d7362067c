/** Analyses many files as the editor would, and applies safe fixes. Absent on purpose: arguments and output. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Analysis, Analyze } from "../analysis/analysis.ts";
import { createConfigReader } from "../config/problems.ts";
import { type Configs, createConfigs } from "../config/resolve.ts";
import { configurableRules } from "../config/ruleNames.ts";
import type { Config } from "../config/values.ts";
import { createKnowledge } from "../knowledge/match.ts";
import { readFramework } from "../knowledge/validate.ts";
import { frontEndIdFor, loadFrontEnd, sourceExtensions } from "../languages/index.ts";
import type { FrontEnd } from "../languages/language.ts";
import type { CheckResult, FileFindings } from "../report/checkResult.ts";
import { applyEdits } from "../text/edit.ts";
import { LineIndex } from "../text/span.ts";
import { discover } from "../workspace/discover.ts";
import { createModules, type Modules } from "../workspace/modules.ts";
import { diskReader } from "../workspace/reader.ts";
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
  for (const file of await discover(paths, sourceExtensions, cwd)) {
    const config = check.configs.of(file);
    const text = config.excluded ? undefined : check.read(file);
    if (text === undefined) continue;
    filesRead++;
    const looked = await check.analyse(file, text, config);
    if (!looked?.usage) continue;
    filesWithModelCode++;
    const after = fix ? await check.repair(file, text, looked, config) : { text, analysis: looked, fixed: 0 };
    fixed += after.fixed;
    if (after.analysis.findings.length === 0) continue;
    files.push({
      path: path.relative(cwd, file).split(path.sep).join("/"),
      uri: pathToFileURL(file).href,
      lines: new LineIndex(after.text),
      findings: after.analysis.findings,
    });
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { result: { files, filesRead, filesWithModelCode, seconds }, fixed, problems: check.problems(cwd) };
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

  const analyse = async (file: string, text: string, config: Config): Promise<Analysis | undefined> => {
    for (const configFile of config.files) configFiles.add(configFile);
    const own = config.settings.frameworks?.length ? createKnowledge(config.settings.frameworks) : knowledge;
    if (!own.namesKnown(text) && !modules.isRelevant(file, text)) return undefined;
    const id = frontEndIdFor(file);
    if (id === undefined) return undefined;
    // Parser and rules are loaded on the first file that needs them: a repository without model code never does.
    analyze ??= (await import("../analysis/analyze.ts")).analyze;
    const frontEnd = frontEnds.get(id) ?? (await loadFrontEnd(id));
    frontEnds.set(id, frontEnd);
    const host = {
      exportsOf: modules.exportsOf(file),
      versionOf: (name: string) => versions.versionOf(file, name),
      folder: cwd,
    };
    return analyze(frontEnd.parse({ fileName: file, text }), config.settings, host);
  };

  return {
    configs,
    analyse,
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
