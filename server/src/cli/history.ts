/**
 * `inferlens history`: what was measured, how it fared, two runs beside each other; out to files and in from them; less of it. Absent
 * on purpose: measuring.
 */
import path from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { compareKept } from "../history/compareKept.ts";
import { machine } from "../history/difference.ts";
import { exportRuns, importRuns } from "../history/files.ts";
import { pointOf, type RunPoint, samplesOf } from "../history/point.ts";
import { daysOf, idsToPrune } from "../history/prune.ts";
import type { RunRecord } from "../history/record.ts";
import type { History } from "../history/store.ts";
import { interleavedPage, storedPage } from "../report/comparePage.ts";
import { runLines, subjectLines } from "../report/historyList.ts";
import { runs } from "../report/measurement.ts";
import type { Page } from "../report/page.ts";
import { readableSubject } from "../report/subjectName.ts";
import { trendPage } from "../report/trendPage.ts";
import { printBlock, withHistory } from "./bench/surroundings.ts";
import { type PageForm, writePage } from "./pageOutput.ts";
import { WrongUse } from "./wrongUse.ts";

interface Output extends PageForm {
  readonly color?: "always" | "never";
}

export function registerHistory(program: Command): void {
  const history = program.command("history").description("what was measured on this machine and taken in from others");
  const shown = (command: Command): Command =>
    command
      .option("--json", "print as JSON")
      .option("--markdown", "print as Markdown")
      .option("--output <file>", "write to a file; .svg draws the charts")
      .addOption(new Option("--color <when>", "colour, by default only in a terminal").choices(["always", "never"]));
  const doing =
    <A extends readonly unknown[]>(job: (history: History, ...given: A) => Promise<number>) =>
    async (...given: A): Promise<void> => {
      process.exitCode = await withHistory({ history: true }, (kept) => job(ready(kept!), ...given));
    };

  shown(
    history.command("list", { isDefault: true }).argument("[subject]", "a model or file:function; everything without"),
  )
    .description("what was measured, or the runs of one thing")
    .action(doing(list));
  shown(history.command("show").argument("<id>", "the beginning of a run's id"))
    .action(doing(show))
    .description("one run");
  shown(history.command("trend").argument("<subject>", "a model or file:function"))
    .description("how it fared over time: figures, commits, what changed")
    .action(doing(trend));
  shown(history.command("compare").argument("<a>", "the earlier run").argument("<b>", "the later run"))
    .description("two kept runs beside each other; exit 1 when the later one is slower")
    .action(doing(compare));
  history
    .command("export")
    .argument("<file>", "a JSON file")
    .argument("[subject]", "only this model or the functions of this file")
    .description("write kept runs with all samples to a file")
    .action(doing(exportTo));
  history
    .command("import")
    .argument("<files...>", "files written by export, or by bench --json")
    .description("take runs in; those that are here already stay as they are")
    .action(doing(importFrom));
  history
    .command("prune")
    .requiredOption("--older-than <age>", "as 90d, 12w, 6m, 1y", age)
    .option("--keep <n>", "so many of the newest runs of each thing stay", wholeNumber, 10)
    .option("--dry-run", "only count")
    .description("delete old runs")
    .action(doing(prune));
}

function ready(history: History): History {
  if (history.status.kind === "off") throw new WrongUse(`${history.status.reason}. ${history.status.act}`);
  return history;
}

async function list(history: History, subject: string | undefined, given: Output): Promise<number> {
  const now = Date.now();
  if (subject === undefined) {
    const subjects = history.newest();
    if (given.json)
      console.log(
        JSON.stringify(
          subjects.map(({ point, runs: many }) => ({ runs: many, newest: point })),
          null,
          2,
        ),
      );
    else if (subjects.length === 0) console.log("Nothing was measured yet.");
    else printBlock(subjectLines(subjects, written, now), given);
    return 0;
  }
  const points = pointsOf(history, subject).toReversed();
  if (given.json) console.log(JSON.stringify(points, null, 2));
  else printBlock(runLines(points, now), given);
  return 0;
}

async function show(history: History, id: string, given: Output): Promise<number> {
  const record = recordOf(history, id);
  if (record.kind === "comparison") return showPage(interleavedPage(record), given);
  // A run of its own is shown whole: raw samples are what it is kept for.
  console.log(JSON.stringify(record, null, 2));
  return 0;
}

async function trend(history: History, subject: string, given: Output): Promise<number> {
  const points = pointsOf(history, subject);
  const { path: file, name } = points.at(-1)!;
  return showPage(
    trendPage({
      name: readableSubject(path.basename(file), name),
      points,
      filters: {},
      budget: null,
      compare: (older, newer) => compareKept((id) => history.get(id), points, older, newer),
      again: null,
    }),
    given,
  );
}

async function compare(history: History, a: string, b: string, given: Output): Promise<number> {
  const [older, newer] = [recordOf(history, a), recordOf(history, b)];
  const [one, other] = [pointOf(older), pointOf(newer)];
  const [before, after] = [samplesOf(older), samplesOf(newer)];
  const comparison = compareKept((id) => history.get(id), history.trend(one), one, other);
  if (!before || !after || !comparison)
    throw new WrongUse("Both runs must have samples: choose runs of a model or a function that were measured.");
  const page = storedPage({
    name: readableSubject(path.basename(other.path), other.name),
    a: { point: one, samplesMs: before },
    b: { point: other, samplesMs: after },
    comparison,
    inTurns: null,
  });
  await showPage(page, given);
  return comparison.verdict === "slower" && machine(one) === machine(other) ? 1 : 0;
}

async function showPage(page: Page | null, given: Output): Promise<number> {
  if (!page) throw new WrongUse("This run has no figures.");
  await writePage(page, given);
  return 0;
}

async function exportTo(history: History, file: string, subject: string | undefined): Promise<number> {
  const done = exportRuns(history, path.resolve(file), subject === undefined ? {} : { path: path.resolve(subject) });
  return told(`${runs(done.runs)} written`, done.problems);
}

async function importFrom(history: History, files: readonly string[]): Promise<number> {
  const done = importRuns(history, files);
  return told(done.runs === 0 ? "no new run" : `${runs(done.runs)} taken in`, done.problems);
}

async function prune(
  history: History,
  given: { readonly olderThan: number; readonly keep: number; readonly dryRun?: boolean },
): Promise<number> {
  const ids = idsToPrune(
    history.points({ limit: -1 }),
    { olderThanDays: given.olderThan, keep: given.keep },
    Date.now(),
  );
  if (given.dryRun) return told(`${runs(ids.length)} would be deleted`, []);
  const removed = history.remove(ids);
  return typeof removed === "string" ? told("nothing deleted", [removed]) : told(`${runs(removed)} deleted`, []);
}

function told(what: string, problems: readonly string[]): number {
  console.log(what);
  for (const problem of problems) console.error(problem);
  return problems.length > 0 ? 2 : 0;
}

/** By path, or `file:function`. Never empty. */
function pointsOf(history: History, subject: string): readonly RunPoint[] {
  const [, file = subject, name = ""] = /^(.+?):([\w$.]+)$/.exec(subject) ?? [];
  const whole = history.trend({ path: path.resolve(subject), name: "" });
  const points = whole.length > 0 ? whole : history.trend({ path: path.resolve(file), name });
  if (points.length === 0) throw new WrongUse(`${subject} was not measured. See inferlens history list.`);
  return points;
}

function recordOf(history: History, id: string): RunRecord {
  const found = history.idsFrom(id);
  if (found.length > 1) throw new WrongUse(`${id} names several runs; write more of the id.`);
  const record = found[0] === undefined ? null : history.get(found[0]);
  if (!record) throw new WrongUse(`No run has an id that begins with ${id}. See inferlens history list <model>.`);
  return record;
}

const written = (file: string): string => {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith("..") ? file : relative;
};

function age(text: string): number {
  const days = daysOf(text);
  if (days === null) throw new InvalidArgumentError("an age like 90d, 12w, 6m or 1y is expected");
  return days;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a whole number is expected");
  return Number(text);
}
