/**
 * `inferlens bench --compare A B`: two models, or one with two sets of options, run in turns. Absent on purpose: measuring (bench) and
 * figures (report).
 */
import { statSync } from "node:fs";
import path from "node:path";
import { compareModels } from "../../bench/compareModels.ts";
import { type Preparation, prepareMeasurement } from "../../bench/prepare.ts";
import { stopRuleFor } from "../../bench/spec.ts";
import type { ComparisonRun, Failure } from "../../history/record.ts";
import type { History } from "../../history/store.ts";
import { interleavedPage } from "../../report/comparePage.ts";
import { pageLines } from "../../report/pageBlock.ts";
import { showProgress } from "../benchProgress.ts";
import { WrongUse } from "../wrongUse.ts";
import { type BenchArguments, sessionOption, sessionOptionsOf } from "./arguments.ts";
import { deliver } from "./deliver.ts";
import { openBench, untilInterrupted, withHistory } from "./surroundings.ts";

export interface SideWanted {
  readonly modelPath: string;
  readonly name: string;
  /** Over those of the command line. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** `target`: the model that sets of options are for; empty when both sides are models. */
export async function benchCompare(target: string, given: BenchArguments): Promise<number> {
  const [a, b] = sidesOf(target, given.compare ?? []);
  return withHistory(given, async (history) => {
    const record = await compareSides(a, b, given, history);
    if ("failure" in record) return tellFailure(record.failure);
    const problem = history?.add(record);
    if (problem) console.error(problem);
    return tellComparison(record, given);
  });
}

export async function compareSides(
  a: SideWanted,
  b: SideWanted,
  given: BenchArguments,
  history: History | null,
): Promise<ComparisonRun | { readonly failure: Failure }> {
  const before = await prepared(a, given, history);
  const after = await prepared(b, given, history);
  if ("failure" in before) return before;
  if ("failure" in after) return after;
  const progress = showProgress(`${a.name} and ${b.name}`, process.stderr);
  const running = compareModels(openBench(), {
    before,
    after,
    names: [a.name, b.name],
    stop: stopRuleFor(given.seconds),
    code: after.code,
    onProgress: progress.update,
  });
  const record = await untilInterrupted(running);
  progress.end();
  return record.outcome.kind === "failed" ? { failure: record.outcome.failure } : record;
}

/** Prints it; 1 when the second side is slower. */
export function tellComparison(record: ComparisonRun, given: BenchArguments): number {
  const page = interleavedPage(record);
  if (!page) return 2;
  deliver({ json: () => ({ verdict: page.verdict, record }), lines: () => pageLines(page), page: () => page }, given);
  return / slower /.test(page.verdict) ? 1 : 0;
}

function prepared(
  { modelPath, options }: SideWanted,
  given: BenchArguments,
  history: History | null,
): Promise<Preparation | { readonly failure: Failure }> {
  return prepareMeasurement({
    modelPath,
    ownPath: import.meta.filename,
    sessionOptions: { ...sessionOptionsOf(given), ...options },
    dimensions: given.dim,
    remembered: history?.dimensions(modelPath) ?? {},
    stop: stopRuleFor(given.seconds),
  });
}

function sidesOf(target: string, written: readonly string[]): [SideWanted, SideWanted] {
  if (written.length !== 2)
    throw new WrongUse("--compare takes two models, or two sets of options for the model before it.");
  return written.map((one) => side(target, one)) as [SideWanted, SideWanted];
}

/** A file, or `key=value,key=value`; `default` leaves the options as they are. */
function side(target: string, written: string): SideWanted {
  if (isFile(written)) return { modelPath: path.resolve(written), name: written, options: {} };
  const isOptions = written === "default" || written.includes("=");
  if (!isOptions) throw new WrongUse(`${written} is no file, and no option like graphOptimizationLevel=all.`);
  if (target === "") throw new WrongUse(`Name the model before --compare: options ${written} are for which?`);
  const options = written === "default" ? {} : written.split(",").reduce<Record<string, unknown>>(sideOption, {});
  return { modelPath: path.resolve(target), name: written === "default" ? "default options" : written, options };
}

function sideOption(others: Readonly<Record<string, unknown>>, written: string): Record<string, unknown> {
  try {
    return sessionOption(written, others);
  } catch (error) {
    throw new WrongUse(`--compare ${written}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tellFailure({ kind, reason, act, detail }: Failure): number {
  if (kind === "cancelled") console.error("Cancelled.");
  else console.error(`not compared: ${reason}\n  ${act}`);
  if (detail) console.error(`  ${detail.replaceAll("\n", "\n  ")}`);
  return 2;
}

function isFile(written: string): boolean {
  return statSync(written, { throwIfNoEntry: false })?.isFile() ?? false;
}
