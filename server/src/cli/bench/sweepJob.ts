/** `inferlens bench model.onnx --sweep`: the best settings for a model. Absent on purpose: the sweep itself (bench) and its layout (report). */
import path from "node:path";
import { thisMachine } from "../../bench/machine.ts";
import { stopRuleFor } from "../../bench/spec.ts";
import { keptSweep, optimizationLevels, type SweepAxes, type SweepPlan, secondsPerCell } from "../../bench/sweep.ts";
import { prepareSweep } from "../../bench/sweepPrepare.ts";
import { recommend, type SweepBudget } from "../../bench/sweepResult.ts";
import { runSweep } from "../../bench/sweepRun.ts";
import type { Failure } from "../../history/record.ts";
import type { History } from "../../history/store.ts";
import { sweepLines } from "../../report/sweepBlock.ts";
import { readSweep, type SweepToShow, sweepPage } from "../../report/sweepPage.ts";
import { showSweepProgress } from "../sweepProgress.ts";
import { columnsOf } from "../terminal.ts";
import { WrongUse } from "../wrongUse.ts";
import { type BenchArguments, sessionOptionsOf } from "./arguments.ts";
import { deliver } from "./deliver.ts";
import { openBench, untilInterrupted, withHistory } from "./surroundings.ts";

export const benchSweep = (model: string, given: BenchArguments): Promise<number> =>
  withHistory(given, (history) => sweepWith(history, model, given));

async function sweepWith(history: History | null, model: string, given: BenchArguments): Promise<number> {
  if (given.scenario !== undefined) throw new WrongUse("--sweep runs one query after the other; leave --scenario out");
  const modelPath = path.resolve(model);
  const { axes, variants } = axesOf(given);
  const prepared = await prepareSweep({
    modelPath,
    ownPath: import.meta.filename,
    sessionOptions: sessionOptionsOf(given),
    dimensions: given.dim,
    remembered: history?.dimensions(modelPath) ?? {},
    stop: stopRuleFor(given.secondsGiven ? given.seconds : secondsPerCell),
    variants,
    ...(axes && { axes: () => axes }),
  });
  if ("failure" in prepared) return tellFailure(model, prepared.failure, given);
  for (const { key, suggestion } of prepared.missing)
    console.error(`${key} has no fixed size: ${suggestion} is used. Choose with --dim ${key}=${suggestion}`);
  for (const { file, failure } of prepared.leftOut)
    console.error(`${path.basename(file)} is left out: ${failure.reason}. ${failure.act}`);
  return carryOut(history, { name: path.basename(model), plan: prepared.plan, given });
}

interface Planned {
  readonly name: string;
  readonly plan: SweepPlan;
  readonly given: BenchArguments;
}

async function carryOut(history: History | null, { name, plan, given }: Planned): Promise<number> {
  const { group, runs } = given.fresh ? { group: null, runs: [] } : keptSweep(plan, thisMachine().host, history);
  if (group !== null)
    console.error(`Going on with the sweep that was cut off: ${runs.length} runs are there. Begin anew with --fresh`);
  const progress = showSweepProgress(name, process.stderr);
  let problem: string | null = null;
  const running = runSweep({
    bench: openBench(),
    plan,
    ...(group !== null && { continued: { group, runs } }),
    seed: Date.now(),
    keep: (run) => {
      problem = history?.add(run) ?? null;
    },
    onProgress: progress.update,
  });
  const swept = await untilInterrupted(running);
  progress.end();
  if (problem !== null) console.error(problem);

  const sweep: SweepToShow = { name, plan, runs: swept.runs, budget: budgetOf(given) };
  if (swept.runs.length > 0) {
    deliver(
      {
        lines: () => sweepLines(sweep, { columns: columnsOf(process.stdout) }),
        page: () => sweepPage(sweep),
        json: () => sweepJson(sweep, swept.group),
      },
      given,
    );
  }
  if (swept.cancelled) {
    console.error(history ? "Cancelled. Start it again within a day and it goes on where it stopped." : "Cancelled.");
    return 2;
  }
  return readSweep(sweep).points.length > 0 ? 0 : 2;
}

function sweepJson(sweep: SweepToShow, group: string): object {
  const { results, points, lines, notes } = readSweep(sweep);
  const found = recommend(points, sweep.budget);
  return {
    group,
    recommendation: lines,
    notes,
    chosen: found && !found.inconsistent ? found.chosen.settings : null,
    cells: results.map((result) => ({
      settings: result.cell.settings,
      sessionOptions: result.cell.spec.sessionOptions,
      dimensions: result.cell.spec.dimensions,
      ...(result.kind === "measured" && {
        itemsPerSecond: result.point.itemsPerSecond,
        itemsPerSecondInterval: result.point.itemsPerSecondInterval,
        summary: result.point.summary,
        peakBytes: result.point.peakBytes,
        betweenPasses: result.point.betweenPasses,
      }),
      ...(result.kind === "failed" && { failure: result.failure }),
    })),
  };
}

/** `--budget p95<20ms`: what a cell must keep to be recommended. */
function budgetOf({ budget }: BenchArguments): SweepBudget | null {
  if (budget === undefined) return null;
  const match = typeof budget === "string" ? /^(p50|p95|p99)\s*<=?\s*([\d.]+)\s*(ms|s)?$/.exec(budget.trim()) : null;
  if (!match) throw new WrongUse("--budget of a sweep is one limit, as p95<20ms");
  return { percentile: match[1] as SweepBudget["percentile"], ms: Number(match[2]) * (match[3] === "s" ? 1000 : 1) };
}

function tellFailure(model: string, failure: Failure, given: BenchArguments): number {
  if (given.json) console.log(JSON.stringify({ model: path.resolve(model), failure }, null, 2));
  else console.error(`${path.basename(model)}  not measured: ${failure.reason}\n  ${failure.act}`);
  if (failure.detail) console.error(`  ${failure.detail.replaceAll("\n", "\n  ")}`);
  return 2;
}

/** Only what was written is varied when anything was; data types are looked for unless told not to. */
function axesOf({ sweep }: BenchArguments): { readonly axes: SweepAxes | null; readonly variants: "beside" | "none" } {
  if (sweep === undefined || sweep === true) return { axes: null, variants: "beside" };
  const written = new Map(sweep.map(axisOf));
  const dtype = written.get("dtype");
  if (dtype !== undefined && dtype.join() !== "auto" && dtype.join() !== "none")
    throw new WrongUse("--sweep dtype is auto or none: files beside the model are found by their names");
  const numbers = (name: string) => written.get(name)?.map((text) => wholeAxisNumber(name, text));
  const [batch, threads, concurrency] = ["batch", "threads", "concurrency"].map(numbers);
  const optimization = written
    .get("opt")
    ?.map(
      (text) =>
        optimizationLevels.find((level) => level === text) ??
        wrong(`--sweep opt is one of ${optimizationLevels.join(", ")}`),
    );
  const provider = written.get("provider");
  const axes = {
    ...(batch && { batch }),
    ...(threads && { threads }),
    ...(concurrency && { concurrency }),
    ...(optimization && { optimization }),
    ...(provider && { provider }),
  };
  const onlyDtype = Object.keys(axes).length === 0;
  return {
    axes: onlyDtype ? null : axes,
    variants: dtype?.join() === "auto" || (onlyDtype && dtype === undefined) ? "beside" : "none",
  };
}

const axisNames = ["batch", "threads", "opt", "provider", "concurrency", "dtype"];

function axisOf(text: string): [string, string[]] {
  const at = text.indexOf("=");
  const name = text.slice(0, at);
  const values = text
    .slice(at + 1)
    .split(",")
    .filter((value) => value !== "");
  if (!axisNames.includes(name) || values.length === 0)
    throw new WrongUse(`--sweep takes axis=value,value with an axis of ${axisNames.join(", ")}; got ${text}`);
  return [name, values];
}

function wholeAxisNumber(name: string, text: string): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0
    ? value
    : wrong(`--sweep ${name} takes whole numbers from 1 up; got ${text}`);
}

function wrong(why: string): never {
  throw new WrongUse(why);
}
