/**
 * How a model or function has fared: the newest run judged against the one before, the line of its medians with their intervals, all
 * runs as a table. Absent on purpose: looking runs up, and comparing them.
 */
import type { Budget } from "../history/budget.ts";
import { differences, differenceText, machine } from "../history/difference.ts";
import type { RunPoint } from "../history/point.ts";
import { type StoredComparison, smallestStoredEffect } from "../history/regression.ts";
import { comparisonText } from "./comparisonText.ts";
import { count } from "./figures.ts";
import type { Filter, Page, PageButton } from "./page.ts";
import { runsTable } from "./runsTable.ts";
import { setupOf, setupText } from "./setupText.ts";
import { trendChart } from "./trendChart.ts";
import { type FigureOfRuns, type TrendFigure, trendFigures } from "./trendFigures.ts";

export interface TrendInput {
  /** `detector.onnx`, `embed in src/embed.ts`. */
  readonly name: string;
  /** Oldest first; failed ones among them. */
  readonly points: readonly RunPoint[];
  /** Values the user has chosen; others are chosen here. */
  readonly filters: Readonly<Record<string, string>>;
  readonly budget: Budget | null;
  /** Of two runs, older first; null when their samples are not there. */
  compare(older: RunPoint, newer: RunPoint): StoredComparison | null;
  /** What measures it once more. */
  readonly again: PageButton | null;
}

export function trendPage(input: TrendInput): Page {
  const { name, points } = input;
  const filters = filtersOf(input);
  const chosen = (id: string): string => filters.find((one) => one.id === id)?.value ?? everything;
  const shown = points.filter(
    (point) =>
      matches(chosen("setup"), setupOf(point)) &&
      matches(chosen("machine"), machine(point)) &&
      matches(chosen("runs"), point.group === null ? "single" : "sweep"),
  );
  const figure = trendFigures[chosen("figure") as TrendFigure] ?? trendFigures.p50;
  const drawn = shown.filter((point) => point.figures !== null && figure.of(point.figures) !== null);
  const base = { kind: "trend" as const, title: `Trend of ${name}`, filters };
  const tables = [runsTable(shown)];
  const buttons = input.again ? [input.again] : [];
  if (drawn.length < 2) {
    const none = drawn.length === 0;
    return {
      ...base,
      verdict: none ? `${name} has no ${figure.label} yet.` : `${figure.text(drawn[0]!.figures!)} in the only run.`,
      notes: [],
      charts: [],
      tables,
      empty: {
        text: none ? "No run with this figure. Measure to get one." : "One run so far. Measure again to see a trend.",
        ...(input.again && { button: input.again }),
      },
    };
  }
  const limit = input.budget?.limits.find((one) => one.figure === figure.budget)?.value ?? null;
  const verdict = verdictOf(input, drawn, figure);
  return {
    ...base,
    buttons,
    verdict,
    notes: notesOf(input, drawn, figure),
    charts: [
      trendChart({ points: drawn, figure, limit, machine: input.budget?.machine ?? null, description: verdict }),
    ],
    tables,
  };
}

/** What the newest run says beside the one before on the same machine. */
function verdictOf({ compare }: TrendInput, drawn: readonly RunPoint[], figure: FigureOfRuns): string {
  const newest = drawn.at(-1)!;
  const before = previous(drawn, newest);
  const head = figure.text(newest.figures!);
  if (!before) return `${head}, the first run on ${machine(newest)}. Different machines are not compared.`;
  const comparison = figure.judged ? compare(before, newest) : null;
  if (!comparison) return `${head} in the newest of ${count(drawn.length)} runs.`;
  const clear = comparison.verdict === "faster" || comparison.verdict === "slower";
  return clear
    ? `${head}: ${comparisonText(comparison).replace(/(faster|slower)/, "$1 than the run before")}.`
    : `${head}: ${comparisonText(comparison).replace("difference", "difference from the run before")}.`;
}

/** The run before it on the same machine. */
function previous(drawn: readonly RunPoint[], point: RunPoint): RunPoint | undefined {
  const at = drawn.indexOf(point);
  return drawn.findLast((one, index) => index < at && machine(one) === machine(point));
}

/**
 * The last time the median moved by more than equal runs do, before the newest run. Points alone say where to look; the samples of
 * those two runs say whether it is so.
 */
function lastChange({ compare }: TrendInput, drawn: readonly RunPoint[]): string | null {
  const own = drawn.filter((point) => machine(point) === machine(drawn.at(-1)!));
  for (let index = own.length - 2, looked = 0; index > 0 && looked < mostLooks; index--) {
    const [before, after] = [own[index - 1]!, own[index]!];
    const [a, b] = [before.figures!, after.figures!];
    const apart = a.highMs < b.lowMs || b.highMs < a.lowMs;
    if (!apart || Math.max(a.p50Ms / b.p50Ms, b.p50Ms / a.p50Ms) - 1 < smallestStoredEffect) continue;
    looked++;
    const comparison = compare(before, after);
    if (comparison?.verdict !== "faster" && comparison?.verdict !== "slower") continue;
    const changed = differences(before, after).map(differenceText);
    const run = drawn.indexOf(after) + 1;
    return `Last change: run ${count(run)} of ${after.startedAt.slice(0, 10)}, ${comparisonText(comparison)}; changed then: ${changed.join(", ") || "nothing known"}.`;
  }
  return null;
}

/** Each look reads all samples of two runs. */
const mostLooks = 5;

function notesOf(input: TrendInput, drawn: readonly RunPoint[], figure: FigureOfRuns): string[] {
  const newest = drawn.at(-1)!;
  const before = previous(drawn, newest);
  const changed = before ? differences(before, newest).map(differenceText) : [];
  const change = figure.judged ? lastChange(input, drawn) : null;
  const machines = [...new Set(drawn.map(machine))];
  return [
    ...(changed.length > 0 ? [`Changed since the run before: ${changed.join(", ")}.`] : []),
    ...(change === null ? [] : [change]),
    [setupText(newest), newest.runtime && `${newest.runtime.packageName} ${newest.runtime.version}`]
      .filter((text) => text !== null && text !== "")
      .join(" \u00b7 "),
    machines.length > 1
      ? `Machines: ${machines.join(", ")}. Each has a line of its own; they are not compared.`
      : `Machine: ${machines[0]}`,
    ...(drawn.some((point, index) => index > 0 && breaks(drawn[index - 1]!, point))
      ? ["The line is broken where the runtime changed."]
      : []),
  ];
}

const breaks = (a: RunPoint, b: RunPoint): boolean =>
  machine(a) === machine(b) && a.runtime?.version !== b.runtime?.version;

const everything = "all";
const matches = (wanted: string, own: string): boolean => wanted === everything || wanted === own;

function filtersOf({ points, filters }: TrendInput): Filter[] {
  const newest = points.at(-1);
  const made: Filter[] = [
    {
      id: "figure",
      label: "Figure",
      options: (Object.keys(trendFigures) as TrendFigure[])
        .filter((id) => points.some(({ figures }) => figures && trendFigures[id].of(figures) !== null))
        .map((value) => ({ value, label: trendFigures[value].label })),
      value: filters.figure ?? "p50",
    },
  ];
  const setups = distinct(points, setupOf);
  if (setups.length > 1)
    made.push({
      id: "setup",
      label: "Settings",
      options: setups.map((value) => ({ value, label: setupText(points.find((one) => setupOf(one) === value)!) })),
      value: filters.setup ?? (newest ? setupOf(newest) : everything),
    });
  const machines = distinct(points, machine);
  if (machines.length > 1)
    made.push({
      id: "machine",
      label: "Machine",
      options: [{ value: everything, label: "All machines" }, ...machines.map((value) => ({ value, label: value }))],
      value: filters.machine ?? everything,
    });
  return made;
}

const distinct = (points: readonly RunPoint[], key: (point: RunPoint) => string): string[] => [
  ...new Set(points.map(key)),
];
