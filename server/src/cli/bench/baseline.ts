/**
 * `inferlens bench --baseline`: the run against an earlier one: a result file, or what is kept of a commit. Where the model of that
 * commit can be had and is another one, both run in turns instead. Absent on purpose: measuring, and the test (history/regression.ts).
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commitOf, fileAt } from "../../history/codeState.ts";
import { compareKept } from "../../history/compareKept.ts";
import { machine } from "../../history/difference.ts";
import { pointOf, samplesOf } from "../../history/point.ts";
import type { ModelRun } from "../../history/record.ts";
import type { StoredComparison } from "../../history/regression.ts";
import type { History } from "../../history/store.ts";
import { readRuns } from "../../history/transfer.ts";
import { storedPage } from "../../report/comparePage.ts";
import { comparisonText } from "../../report/comparisonText.ts";
import { relativeTime } from "../../report/figures.ts";
import { setupOf } from "../../report/setupText.ts";
import { WrongUse } from "../wrongUse.ts";
import type { BenchArguments } from "./arguments.ts";
import { compareSides, tellComparison } from "./compare.ts";
import { printBlock } from "./surroundings.ts";

export interface BaselineVerdict {
  readonly baseline: string;
  readonly runId: string;
  readonly comparison: StoredComparison;
}

export interface Baseline {
  readonly label: string;
  readonly record: ModelRun;
}

/** Null when there is nothing to compare with; why is told. Never of another machine. */
export async function findBaseline(
  record: ModelRun,
  wanted: string,
  history: History | null,
): Promise<Baseline | null> {
  const found = isFile(wanted) ? inFile(record, wanted) : await ofCommit(record, wanted, history);
  if (typeof found === "string") {
    console.error(found);
    return null;
  }
  const [then, now] = [pointOf(found.record), pointOf(record)];
  if (machine(then) === machine(now)) return found;
  console.error(`The baseline was measured on ${machine(then)}, this is ${machine(now)}: machines are not compared.`);
  return null;
}

export function verdictOn(
  record: ModelRun,
  { label, record: before }: Baseline,
  history: History | null,
): BaselineVerdict {
  const [older, newer] = [pointOf(before), pointOf(record)];
  const points = history?.trend(newer) ?? [];
  const recordOf = (id: string) => (id === record.id ? record : id === before.id ? before : null);
  return { baseline: label, runId: before.id, comparison: compareKept(recordOf, points, older, newer)! };
}

/** Prints a line; 1 when it is slower than it was, 2 when nobody can say. */
export function tellBaseline(
  record: ModelRun,
  before: ModelRun,
  verdict: BaselineVerdict,
  given: BenchArguments,
): number {
  const { comparison, baseline } = verdict;
  const { code, word, end } = endOf(comparison);
  if (given.results?.wantsReports) given.results.report(reportOf(record, before, comparison));
  const when = relativeTime(before.startedAt, Date.now());
  printBlock([`  baseline ${baseline}, ${when}   ${comparisonText(comparison)}   ${word}`, ...end], given);
  return code;
}

function endOf({ verdict }: StoredComparison): {
  readonly code: number;
  readonly word: string;
  readonly end: string[];
} {
  switch (verdict) {
    case "slower":
      return { code: 1, word: "FAILED", end: ["exit 1: slower than the baseline"] };
    case "unsteady":
      return { code: 2, word: "", end: ["exit 2: measure both again when the machine is quiet"] };
    case "too-few":
      return { code: 2, word: "", end: ["exit 2: measure both longer, with --seconds"] };
    default:
      return { code: 0, word: "ok", end: [] };
  }
}

function reportOf(record: ModelRun, before: ModelRun, comparison: StoredComparison) {
  return storedPage({
    name: path.basename(record.spec.model.path),
    a: { point: pointOf(before), samplesMs: samplesOf(before) ?? [] },
    b: { point: pointOf(record), samplesMs: samplesOf(record) ?? [] },
    comparison,
    inTurns: null,
  });
}

/**
 * Both models in turns, when the one of that commit is another one and can be had from git. Null: it is the same, or cannot be had,
 * and kept runs must do.
 */
export async function compareWithCommit(
  model: string,
  wanted: string,
  given: BenchArguments,
  history: History | null,
): Promise<number | null> {
  const modelPath = path.resolve(model);
  const commit = isFile(wanted) ? null : await commitOf(path.dirname(modelPath), wanted);
  if (commit === null) return null;
  const folder = mkdtempSync(path.join(tmpdir(), "inferlens-baseline-"));
  try {
    const earlier = path.join(folder, path.basename(modelPath));
    if (!(await fileAt(modelPath, commit, earlier)) || same(earlier, modelPath)) return null;
    const name = `${path.basename(modelPath)} of ${wanted}`;
    const record = await compareSides(
      { modelPath: earlier, name, options: {} },
      { modelPath, name: path.basename(modelPath), options: {} },
      given,
      history,
    );
    // A Git LFS pointer, or weights that lie in another file: what is kept must do.
    if ("failure" in record) return null;
    const problem = history?.add(record);
    if (problem) console.error(problem);
    return tellComparison(record, given);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inFile(record: ModelRun, file: string): Baseline | string {
  const read = readRuns(readFileSync(file, "utf8"));
  if (!read) throw new WrongUse(`${file} is no file of runs: write one with bench --json.`);
  const label = path.basename(file);
  const candidates = read.records.filter(
    (one) => one.kind === "model" && one.outcome.kind === "measured",
  ) as ModelRun[];
  const named = candidates.filter((one) => sameModel(one, record));
  const fitting = named.filter((one) => setupOf(pointOf(one)) === setupOf(pointOf(record)));
  const newest = fitting.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
  if (newest) return { label, record: newest };
  return named.length > 0
    ? `${label} has no run of ${path.basename(record.spec.model.path)} with these options and sizes.`
    : `${label} has no run of ${path.basename(record.spec.model.path)}.`;
}

/** Paths differ from machine to machine; the file's name and its place in the repository do not. */
function sameModel(a: ModelRun, b: ModelRun): boolean {
  if (a.code?.path !== undefined && b.code?.path !== undefined) return a.code.path === b.code.path;
  return (
    path.basename(a.spec.model.path.replaceAll("\\", "/")) === path.basename(b.spec.model.path.replaceAll("\\", "/"))
  );
}

async function ofCommit(record: ModelRun, wanted: string, history: History | null): Promise<Baseline | string> {
  const { path: modelPath } = record.spec.model;
  const commit = await commitOf(path.dirname(modelPath), wanted);
  if (commit === null) throw new WrongUse(`--baseline ${wanted}: neither a file nor a commit of this repository.`);
  const own = pointOf(record);
  const label = `${wanted} (${commit.slice(0, 7)})`;
  const runs = (history?.trend(own) ?? []).filter(
    (one) => one.code?.commit === commit && one.id !== own.id && one.figures && setupOf(one) === setupOf(own),
  );
  const here = runs.filter((one) => machine(one) === machine(own));
  const clean = here.filter((one) => !one.code?.dirty);
  const newest = clean.at(-1) ?? here.at(-1) ?? runs.at(-1);
  const found = newest && history?.get(newest.id);
  if (found?.kind === "model") return { label, record: found };
  return `No run of ${path.basename(modelPath)} at ${label} is kept. Measure it there first, import its results, or pass a result file.`;
}

function same(a: string, b: string): boolean {
  return statSync(a).size === statSync(b).size && readFileSync(a).equals(readFileSync(b));
}

function isFile(written: string): boolean {
  return statSync(written, { throwIfNoEntry: false })?.isFile() ?? false;
}
