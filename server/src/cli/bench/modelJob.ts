/** `inferlens bench model.onnx`: one model, measured once. Absent on purpose: measuring (bench) and the layout of results (report). */
import path from "node:path";
import { prepareMeasurement } from "../../bench/prepare.ts";
import { stopRuleFor } from "../../bench/spec.ts";
import type { Failure, ModelRun } from "../../history/record.ts";
import type { History } from "../../history/store.ts";
import { benchLines } from "../../report/benchBlock.ts";
import { benchJson } from "../../report/benchJson.ts";
import { distributionPage } from "../../report/distributionPage.ts";
import { showProgress } from "../benchProgress.ts";
import { columnsOf } from "../terminal.ts";
import { type BenchArguments, sessionOptionsOf } from "./arguments.ts";
import { type BaselineVerdict, compareWithCommit, findBaseline, tellBaseline, verdictOn } from "./baseline.ts";
import { tellBudgets } from "./budget.ts";
import { deliver } from "./deliver.ts";
import { openBench, printJson, untilInterrupted, withHistory } from "./surroundings.ts";

export const benchModel = (model: string, given: BenchArguments): Promise<number> =>
  withHistory(given, (history) => benchWith(history, model, given));

async function benchWith(history: History | null, model: string, given: BenchArguments): Promise<number> {
  if (given.baseline !== undefined) {
    const code = await compareWithCommit(model, given.baseline, given, history);
    if (code !== null) return code;
  }
  const modelPath = path.resolve(model);
  const prepared = await prepareMeasurement({
    modelPath,
    ownPath: import.meta.filename,
    sessionOptions: sessionOptionsOf(given),
    dimensions: given.dim,
    remembered: history?.dimensions(modelPath) ?? {},
    stop: stopRuleFor(given.seconds),
  });
  if ("failure" in prepared) return tellFailure(model, prepared.failure, given);

  for (const { key, suggestion } of prepared.missing)
    console.error(`${key} has no fixed size: ${suggestion} is used. Choose with --dim ${key}=${suggestion}`);
  const measuring = openBench();
  const progress = showProgress(path.basename(model), process.stderr);
  const record = await untilInterrupted(measuring.measure({ ...prepared, onProgress: progress.update }));
  progress.end();

  const problem = history && keep(history, record, given);
  if (problem) console.error(problem);
  if (record.outcome.kind === "failed") return tellFailure(model, record.outcome.failure, given, record);
  const before = given.baseline === undefined ? null : await findBaseline(record, given.baseline, history);
  const verdict = before && verdictOn(record, before, history);
  show(model, record, given, verdict);
  const budgets = tellBudgets(record, given);
  if (given.baseline === undefined) return budgets;
  return Math.max(budgets, before && verdict ? tellBaseline(record, before.record, verdict, given) : 2);
}

function tellFailure(model: string, failure: Failure, given: BenchArguments, record?: ModelRun): number {
  if (given.json) printJson(record ? benchJson(record) : { model: path.resolve(model), failure }, given);
  const title = path.basename(model);
  given.results?.report({
    title,
    verdict: `Not measured: ${failure.reason}.`,
    notes: [failure.act],
    charts: [],
    tables: [],
  });
  if (failure.kind === "cancelled") {
    console.error("Cancelled.");
    return 2;
  }
  if (!given.json) console.error(`${path.basename(model)}  not measured: ${failure.reason}\n  ${failure.act}`);
  if (failure.detail) console.error(`  ${failure.detail.replaceAll("\n", "\n  ")}`);
  return 2;
}

/** A failed run is kept too: the editor shows the same reason. */
function keep(history: History, record: ModelRun, given: BenchArguments): string | null {
  const problem = history.add(record);
  if (problem === null && Object.keys(given.dim).length > 0)
    history.rememberDimensions(record.spec.model.path, given.dim);
  return problem;
}

function show(model: string, record: ModelRun, given: BenchArguments, baseline: BaselineVerdict | null): void {
  const name = path.basename(model);
  deliver(
    {
      json: () => ({ ...benchJson(record), ...(baseline && { baseline }) }),
      lines: () => benchLines(name, record, { columns: columnsOf(process.stdout) }),
      page: () => distributionPage(name, record),
    },
    given,
  );
}
