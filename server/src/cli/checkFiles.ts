/** Checks many files: finds them, analyses each, applies fixes if asked. Absent on purpose: arguments and output. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Analysis } from "../analysis/analysis.ts";
import type { Finding } from "../analysis/finding.ts";
import type { Config } from "../config/values.ts";
import { sourceExtensions } from "../languages/index.ts";
import type { CheckResult, FileFindings } from "../report/checkResult.ts";
import { digest } from "../workspace/digest.ts";
import { discover } from "../workspace/discover.ts";
import type { FileReader } from "../workspace/reader.ts";
import { openSummaryStore } from "../workspace/summaryStore.ts";
import { changedSince } from "./changedFiles.ts";
import { startKeeping } from "./checkAgain.ts";
import { type Checker, createChecker } from "./checker.ts";
import { type Fixing, fixFile } from "./fixFile.ts";
import { editsInFile, notebookProblem, placesIn } from "./notebook.ts";
import { openResultCache, type ResultCache } from "./resultCache.ts";
import type { Timings } from "./timings.ts";
import { WrongUse } from "./wrongUse.ts";

export interface CheckRequest {
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly fixing: Fixing | null;
  readonly configFile?: string | undefined;
  /** A commit: only files that differ from it are checked. */
  readonly changedSince?: string | undefined;
  /** Whether the output shows what fixes change: kept results have no edits. */
  readonly needsEdits?: boolean;
  /** Folder that keeps results between runs, and the version of the product they belong to. */
  readonly cache?: { readonly folder: string; readonly version: string } | undefined;
  readonly timings?: Timings | undefined;
  /** Told how many files there are, answers what to call after each. */
  readonly progress?: (files: number) => { step(): void; end(): void };
}

export interface CheckAnswer {
  readonly result: CheckResult;
  /** Paths that were looked at, as in the result. */
  readonly looked: ReadonlySet<string>;
  readonly fixed: number;
  /** What is wrong in settings. */
  readonly wrongSettings: readonly string[];
  /** Files that could not be read or fixed, caches that could not be used. */
  readonly notes: readonly string[];
}

export async function checkFiles(request: CheckRequest): Promise<CheckAnswer> {
  const answer = await checkOnce(request);
  if (answer.fixed === 0) return answer;
  // A fix may change what was found before it in files that import the fixed one.
  const { result, looked } = await checkOnce({ ...request, fixing: null, cache: undefined });
  return { ...answer, result: { ...result, seconds: answer.result.seconds + result.seconds }, looked };
}

async function checkOnce(request: CheckRequest): Promise<CheckAnswer> {
  const { cwd, fixing, timings } = request;
  const startedAt = performance.now();
  const configFile = request.configFile === undefined ? undefined : path.resolve(cwd, request.configFile);
  if (configFile !== undefined && !existsSync(configFile)) throw new WrongUse(`there is no ${request.configFile}`);
  const notes: string[] = [];
  const keeping = startKeeping(request);
  const asked = new Map<string, Record<string, string | null>>();
  const checker = createChecker({
    cwd,
    configFile,
    timed: timings?.timed,
    listener: keeping?.witness,
    askedVersion(file, name, version) {
      const known = asked.get(file) ?? {};
      known[name] = version ?? null;
      asked.set(file, known);
    },
  });
  const caches = request.cache && openCaches(request.cache, cwd, checker, (note) => notes.push(note));
  const results = fixing || request.needsEdits ? undefined : caches?.results;
  const found = (await filesOf(request, checker.reader)).filter((file) => !checker.configOf(file).excluded);
  const worthIt = checker.canFind(found);
  const progress = request.progress?.(worthIt ? found.length : 0);
  const files: FileFindings[] = [];
  const looked = new Set<string>();
  let filesWithModelCode = 0;
  let fixes = 0;
  for await (const file of worthIt ? checker.inOrderOfImports(found) : found) {
    progress?.step();
    const text = checker.reader.read(file) ?? readText(file, notes);
    if (text === undefined) continue;
    looked.add(below(cwd, file));
    const unreadable = text === "" ? notebookProblem(file) : undefined;
    if (unreadable !== undefined) notes.push(`${below(cwd, file)}: not read, ${unreadable}`);
    if (!worthIt) continue;
    const config = checker.configOf(file);
    const one = { file, text, config, checker };
    const checked = fixing ? await fixed(one, fixing) : await checkFile({ ...one, results, asked });
    if (!checked) continue;
    filesWithModelCode++;
    fixes += checked.fixed ?? 0;
    if (checked.problem) notes.push(checked.problem);
    // What makes edits holds the parsed file.
    const edits = request.needsEdits ? checked.edits : noEdits;
    if (checked.findings.length > 0) files.push(fileFindings(cwd, file, { ...checked, edits }));
  }
  progress?.end();
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  caches?.save();
  const seconds = (performance.now() - startedAt) / 1000;
  const result = { files, filesRead: looked.size, filesWithModelCode, seconds };
  const answer = { result, looked, fixed: fixes, wrongSettings: checker.problems(), notes };
  keeping?.keep(answer);
  return answer;
}

async function filesOf(
  { paths, cwd, changedSince: ref }: CheckRequest,
  reader: FileReader,
): Promise<readonly string[]> {
  const found = await discover(paths, sourceExtensions, cwd, reader).catch((error: unknown) => {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  });
  if (ref === undefined) return found;
  const changed = changedSince(ref, cwd);
  return found.filter((file) => changed.has(file));
}

interface Checked {
  readonly text: string;
  readonly findings: readonly Finding[];
  edits: Analysis["edits"];
  readonly fixed?: number;
  readonly problem?: string;
}

interface FileToCheck {
  readonly file: string;
  readonly text: string;
  readonly config: Config;
  readonly checker: Checker;
}

interface Kept {
  readonly results: ResultCache | undefined;
  readonly asked: ReadonlyMap<string, Readonly<Record<string, string | null>>>;
}

/** Undefined when the file has nothing to do with models. */
async function checkFile(request: FileToCheck & Kept): Promise<Checked | undefined> {
  const { file, text, config, checker, results, asked } = request;
  const analyse = async () =>
    checkedAs(text, await checker.analyse(file, text, config), checker.namesKnown(text, config));
  if (!results) return analyse();
  const key = digest(text, checker.settingsText(config), checker.summaries.keyOf(file));
  const kept = results.get(file, key, (name) => checker.versionOf(file, name));
  if (kept) {
    results.put(file, kept);
    return kept.findings ? { text, findings: kept.findings, edits: noEdits } : undefined;
  }
  const checked = await analyse();
  results.put(file, { key, versions: asked.get(file) ?? {}, findings: checked?.findings ?? null });
  return checked;
}

async function fixed({ file, text, config, checker }: FileToCheck, fixing: Fixing): Promise<Checked | undefined> {
  const analyse = (changed: string) => checker.analyse(file, changed, config);
  const analysis = await analyse(text);
  if (!analysis?.usage) return undefined;
  const { analysis: after, ...done } = await fixFile({ file, text, analysis, fixing, analyse });
  return { ...done, findings: after.findings, edits: after.edits };
}

/** A file that names a library and calls nothing of it is model code without findings. */
const checkedAs = (text: string, analysis: Analysis | undefined, namesKnown: boolean): Checked | undefined =>
  analysis?.usage || namesKnown
    ? { text, findings: analysis?.findings ?? [], edits: analysis?.edits ?? noEdits }
    : undefined;

const noEdits: Analysis["edits"] = () => undefined;

function openCaches(
  { folder, version }: NonNullable<CheckRequest["cache"]>,
  cwd: string,
  { summaries }: Checker,
  complain: (note: string) => void,
) {
  const store = openSummaryStore(folder, cwd, version, complain);
  summaries.restore(store.read());
  const results = openResultCache(folder, cwd, version, complain);
  return {
    results,
    save() {
      store.write(summaries.records);
      results.save();
    },
  };
}

function fileFindings(cwd: string, file: string, { text, findings, edits }: Checked): FileFindings {
  /** Reasons in other files name them as the result names its files. */
  const shown = new Map(
    findings.map((finding): readonly [Finding, Finding] => {
      const reasons = finding.reasons.map((reason) =>
        reason.elsewhere
          ? { ...reason, elsewhere: { ...reason.elsewhere, file: below(cwd, reason.elsewhere.file) } }
          : reason,
      );
      return [{ ...finding, reasons }, finding];
    }),
  );
  return {
    path: below(cwd, file),
    uri: pathToFileURL(file).href,
    ...placesIn(file, text),
    findings: [...shown.keys()],
    edits: (finding, fix) => editsInFile(file, edits(shown.get(finding) ?? finding, fix)),
  };
}

const below = (cwd: string, file: string): string => path.relative(cwd, file).split(path.sep).join("/");

function readText(file: string, notes: string[]): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    notes.push(`${file}: not read, ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
