/** A sweep as a page: which settings to take, every cell's throughput, latency against throughput, all figures. Absent on purpose: drawing. */
import { providerName } from "../bench/options.ts";
import { type Scaling, scalingOf } from "../bench/scaling.ts";
import type { SweepPlan } from "../bench/sweep.ts";
import {
  type CellResult,
  cellResults,
  isOverBudget,
  pointsOf,
  recommend,
  type SweepBudget,
  type SweepPoint,
} from "../bench/sweepResult.ts";
import type { ModelRun } from "../history/record.ts";
import { bytes, count, joiner, percent, perSecond, time, timeRow } from "./figures.ts";
import { runtimeName } from "./measurement.ts";
import type { Page, Table } from "./page.ts";
import { heatMap, slicesOf, tradeOffChart } from "./sweepCharts.ts";
import { type Axis, axes, axisTitles, recommendationLines, scalingText, settingText, varied } from "./sweepWords.ts";

export interface SweepToShow {
  /** Of the model as people know it. */
  readonly name: string;
  readonly plan: Pick<SweepPlan, "cells" | "passes" | "fixedBatch" | "runtime">;
  readonly runs: readonly ModelRun[];
  readonly budget: SweepBudget | null;
}

export interface ReadSweep {
  readonly results: readonly CellResult[];
  readonly points: readonly SweepPoint[];
  /** Null when none is recommended. */
  readonly chosen: SweepPoint | null;
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  readonly named: readonly Axis[];
}

/** What editor and terminal both say of it. */
export function readSweep({ plan, runs, budget }: SweepToShow): ReadSweep {
  const results = cellResults(plan.cells, runs);
  const points = pointsOf(results);
  const found = recommend(points, budget);
  const chosen = found && !found.inconsistent ? found.chosen : null;
  return {
    results,
    points,
    chosen,
    lines: recommendationLines(points, budget),
    notes: [setup(plan, results, runs), ...scalingNotes(points, chosen), ...remarks(plan, results)],
    named: varied(results.map(({ cell }) => cell)),
  };
}

export function sweepPage(sweep: SweepToShow): Page {
  const { name, budget } = sweep;
  const { results, points, chosen, lines, notes, named } = readSweep(sweep);
  const page = { kind: "sweep", title: `Best settings for ${name}`, verdict: lines.join(" "), notes } as const;
  if (points.length === 0) {
    return { ...page, charts: [], tables: [table(results, chosen, budget, named)], empty: { text: whyEmpty(results) } };
  }
  const maps = slicesOf(results, named, chosen).map((slice) => heatMap(slice, points, chosen, budget));
  return {
    ...page,
    charts: [...maps, tradeOffChart(points, named, chosen, budget)],
    tables: [table(results, chosen, budget, named)],
  };
}

function setup(plan: SweepToShow["plan"], results: readonly CellResult[], runs: readonly ModelRun[]): string {
  const done = results.filter(({ kind }) => kind !== "open").length;
  const providers = [...new Set(plan.cells.map(({ settings }) => providerName(settings.provider)))];
  const host = runs[0]?.machine.host;
  return [
    providers.join(", "),
    runtimeName(plan.runtime),
    ...(host ? [`on ${host}`] : []),
    `${count(done)} of ${count(results.length)} settings, ${plan.passes === 1 ? "once" : `${plan.passes} passes`} in an order by chance`,
  ].join(joiner);
}

/** Over threads, and over runs begun together, with everything else as in the chosen cell. */
function scalingNotes(points: readonly SweepPoint[], chosen: SweepPoint | null): string[] {
  if (!chosen) return [];
  return (["threads", "concurrency"] as const).flatMap((axis) => {
    const text = scalingText(scalingAlong(axis, points, chosen), axis === "threads" ? "threads" : "runs at once");
    return text === null ? [] : [text];
  });
}

export function scalingAlong(
  axis: "threads" | "concurrency",
  points: readonly SweepPoint[],
  through: SweepPoint,
): Scaling | null {
  const rest = axes.filter((one) => one !== axis);
  const alike = points.filter(({ settings }) => rest.every((one) => settings[one] === through.settings[one]));
  return scalingOf(
    alike.flatMap(({ settings, itemsPerSecond }) => {
      const n = settings[axis];
      return n === null ? [] : [{ n, itemsPerSecond }];
    }),
  );
}

function remarks({ fixedBatch }: SweepToShow["plan"], results: readonly CellResult[]): string[] {
  const failed = results.filter(({ kind }) => kind === "failed").length;
  const open = results.filter(({ kind }) => kind === "open").length;
  return [
    ...(fixedBatch ? ["The model takes one item at a time: its batch cannot be chosen."] : []),
    ...(failed > 0
      ? [`${count(failed)} ${failed === 1 ? "setting" : "settings"} could not be measured; the table says why.`]
      : []),
    ...(open > 0
      ? [`${count(open)} not run yet. Start the sweep again within a day and it goes on where it stopped.`]
      : []),
  ];
}

function whyEmpty(results: readonly CellResult[]): string {
  const failed = results.find((result) => result.kind === "failed");
  return failed?.kind === "failed" ? `Not measured: ${failed.failure.reason}. ${failed.failure.act}` : "Not run yet.";
}

function table(
  results: readonly CellResult[],
  chosen: SweepPoint | null,
  budget: SweepBudget | null,
  named: readonly Axis[],
): Table {
  const shown = named.length === 0 ? (["batch", "threads"] as const) : named;
  const figures = ["items/s", "p50", "p95", "Load", "Peak memory", "Passes differ by"];
  return {
    title: "All settings",
    columns: [
      ...shown.map((axis) => ({ title: axisTitles[axis], align: "left" as const })),
      ...figures.map((title) => ({ title, align: "right" as const })),
      { title: "Remark", align: "left" },
    ],
    rows: results.map((result) => {
      const settings = result.cell.settings;
      const places = shown.map((axis) => {
        const value = settings[axis];
        return typeof value === "number"
          ? { text: settingText(axis, settings), sort: value }
          : { text: settingText(axis, settings) };
      });
      if (result.kind !== "measured") {
        const remark = result.kind === "failed" ? `not measured: ${result.failure.reason}` : "not run yet";
        return [...places, ...figures.map(() => ({ text: "-" })), { text: remark }];
      }
      const { summary, itemsPerSecond, loadMs, peakBytes, betweenPasses } = result.point;
      const row = timeRow(summary.p50Ms);
      return [
        ...places,
        { text: perSecond(itemsPerSecond), sort: itemsPerSecond },
        { text: row.timeWithInterval(summary.p50Ms, summary.p50Interval), sort: summary.p50Ms },
        summary.p95Ms === null
          ? { text: `too few runs (${count(summary.count)})` }
          : { text: row.time(summary.p95Ms, 3), sort: summary.p95Ms },
        { text: time(loadMs), sort: loadMs },
        { text: bytes(peakBytes), sort: peakBytes },
        betweenPasses === null ? { text: "one pass" } : { text: percent(betweenPasses), sort: betweenPasses },
        { text: remarkOf(result.point, chosen, budget) },
      ];
    }),
  };
}

const remarkOf = (point: SweepPoint, chosen: SweepPoint | null, budget: SweepBudget | null): string =>
  [point === chosen ? "recommended" : "", isOverBudget(point, budget) ? "over budget" : ""]
    .filter((text) => text !== "")
    .join(", ");
