/**
 * `inferlens bench --budget`: what was measured is held against the budgets of inferlens.json, or against limits of the command
 * line; without a target everything is measured that a budget speaks of. Absent on purpose: measuring one thing, which is the
 * other jobs'.
 */
import path from "node:path";
import { createConfigReader } from "../../config/problems.ts";
import { type Configs, createConfigs } from "../../config/resolve.ts";
import { configurableRules } from "../../config/ruleNames.ts";
import { configFileName } from "../../config/values.ts";
import { type Budget, judge, readBudgetComment, type Verdict } from "../../history/budget.ts";
import type { FunctionRun, ModelRun } from "../../history/record.ts";
import { readFramework } from "../../knowledge/validate.ts";
import { budgetLine } from "../../report/budget.ts";
import { discover } from "../../workspace/discover.ts";
import { diskReader } from "../../workspace/reader.ts";
import { WrongUse } from "../wrongUse.ts";
import type { BenchArguments } from "./arguments.ts";
import type { BenchJob } from "./command.ts";
import { printBlock } from "./surroundings.ts";

export type BudgetArguments = Pick<BenchArguments, "budget" | "json" | "color">;

/** Null when no budget was asked for. */
export function verdictsOf(record: ModelRun | FunctionRun, { budget }: BudgetArguments): readonly Verdict[] | null {
  if (budget === undefined) return null;
  return budgetsFor(record, budget).flatMap((one) => judge(one, record));
}

/** Prints a line for each limit. 1 when one of them is exceeded, else 0. */
export function tellBudgets(record: ModelRun | FunctionRun, given: BudgetArguments): number {
  const verdicts = verdictsOf(record, given);
  if (verdicts === null) return 0;
  const over = verdicts.filter(({ kind }) => kind === "over").length;
  if (given.json) return over > 0 ? 1 : 0;
  const lines = verdicts.length > 0 ? verdicts.map(budgetLine) : ["no budget speaks of it"];
  const end = over > 0 ? [`exit 1: ${over} ${over === 1 ? "budget" : "budgets"} failed`] : [];
  printBlock([...lines.map((line) => `  ${line}`), ...end], given);
  return over > 0 ? 1 : 0;
}

function budgetsFor(record: ModelRun | FunctionRun, given: string | true): readonly Budget[] {
  if (given !== true) {
    const read = readBudgetComment(given);
    if ("problem" in read) throw new WrongUse(`--budget: ${read.problem}`);
    return [read];
  }
  const subject =
    record.kind === "model" ? { file: record.spec.model.path } : { file: record.spec.file, name: record.spec.name };
  return diskConfigs()
    .of(subject.file)
    .budgetsOf(subject)
    .map(({ budget }) => budget);
}

/**
 * Everything the inferlens.json files in force here state a budget for. The worst exit code of them all: 2 not measured, 1 over
 * budget, 0.
 */
export async function benchAllBudgets(
  given: BenchArguments,
  jobFor: (target: string) => Promise<BenchJob>,
): Promise<number> {
  const targets = await targetsWithBudgets(diskConfigs(), process.cwd());
  if (targets.length === 0)
    throw new WrongUse(`no ${configFileName} here states a budget. Name a model, or write one down under "budgets".`);
  let worst = 0;
  for (const target of targets) worst = Math.max(worst, await (await jobFor(target))(target, given));
  return worst;
}

async function targetsWithBudgets(configs: Configs, cwd: string): Promise<readonly string[]> {
  const targets = new Set<string>();
  for (const { folder, key } of configs.budgetKeys(path.join(cwd, "a model"))) {
    const [, files = key, name] = /^(.+?)(?::([\w$.]+))?$/.exec(key) ?? [];
    const found = await discover([files], ["onnx"], folder).catch(() => {
      console.error(`${key}: nothing matches this budget.`);
      return [];
    });
    for (const file of found) {
      const written = path.relative(cwd, file) || file;
      if (name !== undefined) targets.add(`${written}:${name}`);
      else if (/\.onnx$/i.test(file)) targets.add(written);
    }
  }
  return [...targets].sort();
}

let known: Configs | undefined;

function diskConfigs(): Configs {
  known ??= createConfigs({
    reader: diskReader,
    read: createConfigReader(configurableRules()),
    framework: readFramework,
  });
  return known;
}
