/** `inferlens bench src/embed.ts:embed`: one function, measured once. Absent on purpose: measuring (bench) and the layout of results (report). */
import path from "node:path";
import { benchFileNames, speaksOf } from "../../bench/functions/benchFiles.ts";
import { hashOf, hashOfFile, measureFunction } from "../../bench/functions/measureFunction.ts";
import { interpreterOf } from "../../bench/python/interpreter.ts";
import { stopRuleFor } from "../../bench/spec.ts";
import type { CodeFacts } from "../../facts/facts.ts";
import { codeStateOf } from "../../history/codeState.ts";
import type { Failure, FunctionRun, FunctionSpec } from "../../history/record.ts";
import type { History } from "../../history/store.ts";
import { frontEndIdFor, loadFrontEnd } from "../../languages/index.ts";
import { type FunctionBlock, functionBlock, functionJson, functionPage } from "../../report/functionBlock.ts";
import { exportedFunctions } from "../../usage/exportedFunctions.ts";
import { trainingLoopOf } from "../../usage/trainingLoop.ts";
import { usedPackages } from "../../usage/usedPackages.ts";
import { diskReader } from "../../workspace/reader.ts";
import { showProgress } from "../benchProgress.ts";
import { type Checker, createChecker } from "../checker.ts";
import { columnsOf } from "../terminal.ts";
import { WrongUse } from "../wrongUse.ts";
import type { BenchArguments } from "./arguments.ts";
import { tellBudgets } from "./budget.ts";
import { deliver } from "./deliver.ts";
import { openBench, printJson, untilInterrupted, withHistory } from "./surroundings.ts";

export const benchFunction = (target: string, given: BenchArguments): Promise<number> =>
  withHistory(given, (history) => benchWith(history, target, given));

async function benchWith(history: History | null, target: string, given: BenchArguments): Promise<number> {
  const colon = target.lastIndexOf(":");
  const file = path.resolve(target.slice(0, colon));
  const name = target.slice(colon + 1);
  const source = diskReader.read(file);
  if (source === undefined) throw new WrongUse(`cannot read ${target.slice(0, colon)}`);
  const checker = createChecker({ cwd: process.cwd() });
  const config = checker.configOf(file);
  const found = await look(checker, file, source, name);
  const benchFile = benchFileFor(file, name, given);
  const spec: FunctionSpec = {
    file,
    name,
    codeHash: hashOf(found.text),
    benchFile,
    benchHash: benchFile === null ? null : hashOfFile(benchFile),
    packages: found.packages,
    stop: stopRuleFor(given.seconds),
  };
  const runs = await interpreterOf(file, () => given.python ?? "");
  if ("failure" in runs) {
    console.error(`${target}  not measured: ${runs.failure.reason}\n  ${runs.failure.act}`);
    return 2;
  }
  const replay = given.replay ?? config.replay ?? null;
  const progress = showProgress(name, process.stderr);
  const bench = openBench();
  const code = await codeStateOf(file);
  const record = await untilInterrupted(
    measureFunction(bench, {
      spec,
      start: found.start,
      replay,
      ...runs,
      ...(found.loop !== null && { loop: found.loop }),
      code,
      onProgress: progress.update,
    }),
  );
  progress.end();

  const problem = history?.add(record) ?? null;
  if (problem) console.error(problem);
  const shown = { prices: config.prices, text: found.text };
  if (record.outcome.kind === "failed") return tellFailure(target, record, record.outcome.failure, { given, shown });
  deliver(
    {
      json: () => functionJson(record),
      lines: () => functionBlock(target, record, { ...shown, columns: columnsOf(process.stdout) }),
      page: () => functionPage(target, record, shown),
    },
    given,
  );
  return tellBudgets(record, given);
}

interface Telling {
  readonly given: BenchArguments;
  readonly shown: Omit<FunctionBlock, "columns">;
}

function tellFailure(target: string, record: FunctionRun, failure: Failure, { given, shown }: Telling): number {
  const { reason, act, detail } = failure;
  if (given.json) printJson(functionJson(record), given);
  given.results?.report(functionPage(target, record, shown));
  if (failure.kind === "cancelled") {
    console.error("Cancelled.");
    return 2;
  }
  if (!given.json) console.error(`${target}  not measured: ${reason}\n  ${act}`);
  if (detail) console.error(`  ${detail.replaceAll("\n", "\n  ")}`);
  return 2;
}

interface Found {
  /** Of the function; of the whole file when it is exported in a way only running it tells. */
  readonly text: string;
  readonly start: number;
  readonly packages: Readonly<Record<string, string>>;
  /** Which of its loops trains, when one does. */
  readonly loop: number | null;
}

async function look(checker: Checker, file: string, source: string, name: string): Promise<Found> {
  const usage = (await checker.analyse(file, source, checker.configOf(file)))?.usage;
  const facts = usage?.facts ?? (await factsOf(file, source));
  const scope = facts && exportedFunctions(facts).find((one) => one.name === name)?.scope;
  const own = scope?.span;
  return {
    text: own ? source.slice(own.start, own.end) : source,
    start: own?.start ?? 0,
    packages: usage ? usedPackages(usage) : {},
    loop: (usage && scope && trainingLoopOf(usage, scope)?.position) ?? null,
  };
}

async function factsOf(file: string, text: string): Promise<CodeFacts | undefined> {
  const id = frontEndIdFor(file);
  return id === undefined ? undefined : (await loadFrontEnd(id)).parse({ fileName: file, text }).facts();
}

function benchFileFor(file: string, name: string, { benchFile }: BenchArguments): string | null {
  if (benchFile !== undefined) {
    const given = path.resolve(benchFile);
    if (!diskReader.isFile(given)) throw new WrongUse(`there is no bench file ${benchFile}`);
    return given;
  }
  const beside = benchFileNames(file).find((one) => diskReader.isFile(one));
  return beside !== undefined && speaksOf(beside, diskReader.read(beside) ?? "", name) ? beside : null;
}
