/** Settings, recommendations and scaling laws of a sweep in words. Absent on purpose: choosing (bench/sweepResult.ts) and layout. */
import { providerName } from "../bench/options.ts";
import { bestConcurrency, mostSpeedup, type Scaling } from "../bench/scaling.ts";
import type { SweepSettings } from "../bench/sweep.ts";
import {
  budgetValue,
  type Recommendation,
  recommend,
  type SweepBudget,
  type SweepPoint,
} from "../bench/sweepResult.ts";
import { number, percent, perSecond, time, timeRow } from "./figures.ts";
import { threadCount } from "./measurement.ts";

export type Axis = keyof SweepSettings;

/** In the order a reader looks for them. */
export const axes: readonly Axis[] = ["batch", "threads", "concurrency", "optimization", "provider", "dtype"];

export const axisTitles: Readonly<Record<Axis, string>> = {
  batch: "Batch",
  threads: "Threads",
  concurrency: "At once",
  optimization: "Optimisation",
  provider: "Provider",
  dtype: "Data type",
};

export function settingText(axis: Axis, settings: SweepSettings): string {
  switch (axis) {
    case "batch":
      return `batch ${settings.batch}`;
    case "threads":
      return settings.threads === null ? "default threads" : threadCount(settings.threads);
    case "concurrency":
      return `${settings.concurrency} ${settings.concurrency === 1 ? "run" : "runs"} at once`;
    case "optimization":
      return `optimisation ${settings.optimization}`;
    case "provider":
      return providerName(settings.provider);
    case "dtype":
      return settings.dtype;
  }
}

/** Axes on which the points differ. */
export const varied = (points: readonly { readonly settings: SweepSettings }[]): Axis[] =>
  axes.filter((axis) => new Set(points.map(({ settings }) => settings[axis])).size > 1);

export const settingsText = (settings: SweepSettings, named: readonly Axis[]): string =>
  named.map((axis) => settingText(axis, settings)).join(", ");

/** `Batch 8, 1 thread: 1,850 items/s, 2.3× batch 1; a batch takes 4.3 ms, not 1.2 ms.` One sentence or two a line. */
export function recommendationLines(points: readonly SweepPoint[], budget: SweepBudget | null): string[] {
  if (points.length === 0) return ["Nothing could be measured."];
  const found = recommend(points, budget);
  if (!found) return [nothingFits(points, budget!)];
  const { chosen, beyondBudget, inconsistent, unsure } = found;
  const named = varied(points);
  if (inconsistent) {
    return [
      `No recommendation: ${perSecond(chosen.itemsPerSecond)} ${items(chosen)}/s and ${time(chosen.summary.p50Ms, 3)} for each ${unitOf(chosen)} do not fit together at ${settingsText(chosen.settings, named) || "these settings"}. Something else was running; measure again.`,
    ];
  }
  return [
    chosenLine(found, named),
    ...(beyondBudget && budget ? [breaksBudget(beyondBudget, budget, named)] : []),
    ...(unsure
      ? [
          `Its passes differ by ${percent(chosen.betweenPasses ?? 0)}: take it for a first look, and measure again when the machine is quiet.`,
        ]
      : []),
    ...(chosen.settings.dtype === points[0]!.settings.dtype
      ? []
      : [`${chosen.settings.dtype} changes outputs: compare them on your own data before you change the file.`]),
  ];
}

function chosenLine({ chosen, baseline }: Recommendation, named: readonly Axis[]): string {
  const name = capital(settingsText(chosen.settings, named) || "These settings");
  const rate = `${perSecond(chosen.itemsPerSecond)} ${items(chosen)}/s`;
  if (!baseline) return `${name}: ${rate}. Nothing that was tried gives more than 3% above it.`;
  const others = named.filter((axis) => baseline.settings[axis] !== chosen.settings[axis]);
  const base = settingsText(baseline.settings, others);
  const factor = chosen.itemsPerSecond / baseline.itemsPerSecond;
  const clear = chosen.itemsPerSecondInterval.low > baseline.itemsPerSecondInterval.high;
  const gain = !clear
    ? `no clear difference from ${base}`
    : factor >= 1.5
      ? `${number(factor, 2)}× ${base}`
      : `${percent(factor - 1)} more than ${base}`;
  const row = timeRow(baseline.summary.p50Ms);
  const times = [chosen, baseline].map(({ summary }) => row.time(summary.p50Ms, 2));
  const latency =
    times[0] === times[1]
      ? `a ${unitOf(chosen)} takes ${times[0]} in both`
      : `a ${unitOf(chosen)} takes ${times[0]}, not ${times[1]}`;
  return `${name}: ${rate}, ${gain}; ${latency}.`;
}

function breaksBudget(point: SweepPoint, budget: SweepBudget, named: readonly Axis[]): string {
  const value = time(budgetValue(point, budget), 2);
  const percentile = budget.percentile === "p50" ? "" : ` at ${budget.percentile}`;
  return `${capital(settingsText(point.settings, named))} (${value}${percentile}) breaks your ${time(budget.ms)} budget.`;
}

function nothingFits(points: readonly SweepPoint[], budget: SweepBudget): string {
  const nearest = [...points].sort((a, b) => budgetValue(a, budget) - budgetValue(b, budget))[0]!;
  const value = time(budgetValue(nearest, budget), 2);
  const name = settingsText(nearest.settings, varied(points)) || "these settings";
  return `Nothing keeps your ${time(budget.ms)} budget: the fastest answer is ${budget.percentile} ${value}, with ${name}.`;
}

/** `Amdahl's law fits within 2%: …`; why there is none where no law fits. Null with too few points to ask. */
export function scalingText(scaling: Scaling | null, what: "threads" | "runs at once"): string | null {
  if (!scaling) return null;
  const { best, amdahl, usl } = scaling;
  if (!best) {
    const off = Math.min(amdahl.worstResidual, usl?.worstResidual ?? Number.POSITIVE_INFINITY);
    return `Scaling over ${what}: no law fits (off by ${percent(off)}), so nothing is said about what was not measured.`;
  }
  const one = what === "threads" ? "one thread" : "one run";
  const fits = `fits within ${percent(best.worstResidual)}`;
  if (best.law === "amdahl") {
    const limit = mostSpeedup(best);
    const end =
      Number.isFinite(limit) && limit < 100 ? `; no number of them gives more than ${number(limit, 2)}× ${one}` : "";
    return `Scaling over ${what}: Amdahl's law ${fits}: ${percent(best.serial)} of the work is serial${end}.`;
  }
  const peak = bestConcurrency(best);
  return `Scaling over ${what}: the Universal Scalability Law ${fits}: ${percent(best.serial)} serial, ${number(100 * best.coherence, 2)}% for each pair that keeps in step; highest at ${number(peak, 2)} ${what}.`;
}

const items = ({ settings }: SweepPoint): string => (settings.batch > 1 ? "items" : "runs");
const unitOf = ({ settings }: SweepPoint): string => (settings.batch > 1 ? "batch" : "run");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
