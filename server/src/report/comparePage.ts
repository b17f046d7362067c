/**
 * Two runs beside each other: the verdict first, then intervals, then whole distributions, then figures and what differs. The runs are
 * two kept ones, or two variants that ran in turns. Absent on purpose: looking runs up.
 */
import { compareSeries } from "../bench/compare.ts";
import { summarize } from "../bench/statistics.ts";
import { commit, type Difference, differences, machine } from "../history/difference.ts";
import type { RunPoint } from "../history/point.ts";
import type { ComparisonRun } from "../history/record.ts";
import type { StoredComparison } from "../history/regression.ts";
import { distributionChart, intervalChart, ratioChart, type Side } from "./compareCharts.ts";
import { comparisonText, sentence } from "./comparisonText.ts";
import { bytes, change, count, number, perSecond, time, timeRow } from "./figures.ts";
import type { Cell, Page, PageButton, Table } from "./page.ts";
import { setupText } from "./setupText.ts";

export interface StoredSide {
  readonly point: RunPoint;
  readonly samplesMs: readonly number[];
}

export interface StoredPair {
  readonly name: string;
  /** The older one. */
  readonly a: StoredSide;
  readonly b: StoredSide;
  readonly comparison: StoredComparison;
  /** What runs both in turns; null where one of them is no longer there. */
  readonly inTurns: PageButton | null;
}

export function storedPage({ name, a, b, comparison, inTurns }: StoredPair): Page {
  const sides = [sideOf("A", whenText(a.point), a.samplesMs), sideOf("B", whenText(b.point), b.samplesMs)] as const;
  const clear = comparison.verdict === "faster" || comparison.verdict === "slower";
  const text = comparisonText(comparison);
  const verdict = clear ? `B is ${text}.` : sentence(text);
  const [here, there] = [machine(a.point), machine(b.point)];
  return {
    kind: "compare",
    title: `Compare ${name}`,
    verdict: here === there ? verdict : `A ran on ${here} and B on ${there}: machines are not compared.`,
    notes: [
      `A: ${whenText(a.point)} \u00b7 ${setupText(a.point)}`,
      `B: ${whenText(b.point)} \u00b7 ${setupText(b.point)}`,
      `Kept samples of two moments of the machine: Mann-Whitney test over stretches of runs, and a smallest effect.${inTurns ? " Running both in turns tells more." : ""}`,
    ],
    buttons: inTurns ? [inTurns] : [],
    charts: chartsOf(sides, { ...comparison, smallest: comparison.smallestEffect }, verdict),
    tables: [figuresTable(sides, [a.point, b.point]), differsTable(differences(a.point, b.point))],
  };
}

/** Null when the comparison failed. */
export function interleavedPage({ outcome, spec, machine: where }: ComparisonRun): Page | null {
  const name = nameOf(spec);
  if (outcome.kind === "failed") return null;
  const { before, after, outputDifference, allowedDifference, outputsDiffer } = outcome.compared;
  const comparison = compareSeries(before.samplesMs, after.samplesMs);
  if (!comparison) return null;
  const sides = [sideOf("A", spec.before, before.samplesMs), sideOf("B", spec.after, after.samplesMs)] as const;
  const text = change(comparison);
  const outputs =
    outputsDiffer ??
    (outputDifference === null
      ? "outputs were not compared"
      : outputDifference <= allowedDifference
        ? "outputs match"
        : `outputs differ by up to ${number(outputDifference, 2)} (allowed ${number(allowedDifference, 2)})`);
  const verdict = comparison.clear
    ? `B is ${text}, ${outputs}.`
    : sentence(`${text.slice(0, -1)}, ${count(comparison.pairs)} pairs), ${outputs}`);
  return {
    kind: "compare",
    title: `Compare ${name}`,
    verdict,
    notes: [
      `A: ${spec.before}`,
      `B: ${spec.after}`,
      `Interleaved: both ran in turns in one process on ${where.host || where.cpu}, ${count(comparison.pairs)} pairs.`,
    ],
    charts: chartsOf(sides, { ...comparison, smallest: 0 }, verdict),
    tables: [figuresTable(sides, [])],
  };
}

interface Ratio {
  readonly speedup: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly smallest: number;
}

function chartsOf(sides: readonly [Side, Side], ratio: Ratio, description: string): Page["charts"] {
  if (!Number.isFinite(ratio.speedup))
    return [intervalChart(sides, description), distributionChart(sides, description)];
  return [ratioChart(ratio, description), intervalChart(sides, description), distributionChart(sides, description)];
}

function sideOf(letter: "A" | "B", name: string, samplesMs: readonly number[]): Side {
  return { letter, name, samplesMs, summary: summarize(samplesMs, 1) };
}

const whenText = (point: RunPoint): string =>
  [point.startedAt.slice(0, 16).replace("T", " "), machine(point), commit(point) && `commit ${commit(point)}`]
    .filter((text) => text !== "")
    .join(", ");

function figuresTable(sides: readonly [Side, Side], points: readonly RunPoint[]): Table {
  const summaries = sides.map(({ summary }) => summary);
  const leading = summaries[0]?.p50Ms ?? summaries[1]?.p50Ms ?? 1;
  const row = timeRow(leading);
  const line = (
    title: string,
    of: (side: number) => number | null | undefined,
    text: (value: number) => string,
  ): Cell[] => [
    { text: title },
    ...[0, 1].map((side): Cell => {
      const value = of(side);
      return value === null || value === undefined ? { text: "" } : { text: text(value), sort: value };
    }),
  ];
  const ms = (value: number): string => row.time(value, 3);
  const rows = [
    [
      { text: "p50" },
      ...summaries.map(
        (one): Cell =>
          one ? { text: row.timeWithInterval(one.p50Ms, one.p50Interval), sort: one.p50Ms } : { text: "" },
      ),
    ],
    line("p90", (side) => summaries[side]?.p90Ms, ms),
    line("p95", (side) => summaries[side]?.p95Ms, ms),
    line("p99", (side) => summaries[side]?.p99Ms, ms),
    line("min", (side) => summaries[side]?.minMs, ms),
    line("max", (side) => summaries[side]?.maxMs, ms),
    line("runs", (side) => summaries[side]?.count, count),
    line("per second", (side) => points[side]?.figures?.itemsPerSecond, perSecond),
    line(
      "load",
      (side) => points[side]?.figures?.loadMs,
      (value) => time(value),
    ),
    line("peak memory", (side) => points[side]?.figures?.peakBytes, bytes),
  ];
  return {
    title: "Figures",
    columns: [
      { title: "Figure", align: "left" },
      { title: "A", align: "right" },
      { title: "B", align: "right" },
    ],
    // A percentile that neither has samples enough for is no row.
    rows: rows.filter(([, a, b]) => a?.text !== "" || b?.text !== ""),
  };
}

function differsTable(found: readonly Difference[]): Table {
  const rows = found.map(({ what, from, to }): Cell[] => [
    { text: what },
    { text: from === "" && to === "" ? "other bytes" : from || "none" },
    { text: from === "" && to === "" ? "other bytes" : to || "none" },
  ]);
  return {
    title: "What differs",
    columns: [
      { title: "What", align: "left" },
      { title: "A", align: "left" },
      { title: "B", align: "left" },
    ],
    rows: rows.length > 0 ? rows : [[{ text: "nothing that is known" }, { text: "" }, { text: "" }]],
  };
}

function nameOf({ file, subject }: ComparisonRun["spec"]): string {
  const files = subject.kind === "models" ? subject.models.map(({ path }) => path) : [file];
  return [...new Set(files.map(fileName))].join(" and ");
}

const fileName = (path: string): string => path.replace(/^.*[\\/]/, "");
