/** Charts of a sweep: throughput of every cell in five flat bands, and latency against throughput. Absent on purpose: the words above them. */
import type { SweepSettings } from "../bench/sweep.ts";
import { type CellResult, isOverBudget, paretoFront, type SweepBudget, type SweepPoint } from "../bench/sweepResult.ts";
import { count, perSecond, time, unitFor } from "./figures.ts";
import type { Chart } from "./page.ts";
import { type Axis, settingsText, settingText } from "./sweepWords.ts";

export interface Slice {
  /** Axes of the map: what stands below each other and beside each other. */
  readonly rows: Axis;
  readonly columns: Axis;
  readonly results: readonly CellResult[];
  /** What all cells have in common and other slices not; empty with one slice. */
  readonly name: string;
}

/** One map for each combination of the axes that are not its own, the one with the chosen cell first. */
export function slicesOf(results: readonly CellResult[], named: readonly Axis[], chosen: SweepPoint | null): Slice[] {
  const [first, second] = named;
  const rows = first ?? "batch";
  const columns = second ?? (rows === "threads" ? "batch" : "threads");
  const rest = named.filter((axis) => axis !== rows && axis !== columns);
  const bySlice = new Map<string, CellResult[]>();
  for (const result of results) {
    const name = settingsText(result.cell.settings, rest);
    bySlice.set(name, [...(bySlice.get(name) ?? []), result]);
  }
  const chosenName = chosen ? settingsText(chosen.settings, rest) : "";
  return [...bySlice]
    .map(([name, inSlice]) => ({ rows, columns, results: inSlice, name }))
    .sort((a, b) => Number(b.name === chosenName) - Number(a.name === chosenName));
}

const bandShares = [15, 32, 50, 70, 90] as const;
/** From here on the band is so strong that text on it needs the background's colour. */
const darkFrom = 3;

/** Five bands of equal width between the least and the most, on round numbers where they can be. */
export function bandLimits(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = (most - least) / bandShares.length;
  return bandShares.slice(1).map((_, index) => Number((least + (index + 1) * step).toPrecision(2)));
}

export function heatMap(
  slice: Slice,
  all: readonly SweepPoint[],
  chosen: SweepPoint | null,
  budget: SweepBudget | null,
): Chart {
  const rowNames = names(slice.rows, slice.results);
  const columnNames = names(slice.columns, slice.results);
  const limits = bandLimits(all.map(({ itemsPerSecond }) => itemsPerSecond));
  const bandOf = (value: number) => limits.filter((limit) => value >= limit).length;
  const data = slice.results.map((result) => {
    const { settings } = result.cell;
    const place = [
      columnNames.indexOf(settingText(slice.columns, settings)),
      rowNames.indexOf(settingText(slice.rows, settings)),
    ];
    const where = settingsText(settings, [slice.rows, slice.columns]);
    if (result.kind !== "measured") {
      const text = result.kind === "failed" ? "-" : "";
      const why = result.kind === "failed" ? `not measured: ${result.failure.reason}` : "not run yet";
      return {
        value: [...place, 0],
        name: `${where}: ${why}`,
        itemStyle: { color: "{editor.background}", borderColor: "{charts.lines}", borderWidth: 1 },
        label: { show: true, formatter: text, color: "{foreground}" },
      };
    }
    const { point } = result;
    const band = bandOf(point.itemsPerSecond);
    const over = isOverBudget(point, budget);
    const isChosen = point === chosen;
    const text = `${isChosen ? "*" : ""}${perSecond(point.itemsPerSecond)}${over ? "/" : ""}`;
    const dark = band >= darkFrom;
    return {
      value: [...place, point.itemsPerSecond],
      name: `${where}: ${perSecond(point.itemsPerSecond)} per second, p50 ${time(point.summary.p50Ms, 3)}${over ? ", over budget" : ""}${isChosen ? ", recommended" : ""}`,
      itemStyle: {
        color: `{charts.blue ${bandShares[band]}%}`,
        borderColor: isChosen ? "{foreground}" : "{editor.background}",
        borderWidth: isChosen ? 3 : 1,
        ...(over && { decal: hatch }),
      },
      label: {
        show: true,
        formatter: text,
        color: dark ? "{editor.background}" : "{foreground}",
        fontWeight: isChosen ? "bold" : "normal",
      },
    };
  });
  return {
    id: `heat-${slice.name || "all"}`,
    title: `Items per second${slice.name === "" ? "" : `, ${slice.name}`}`,
    description: `Rows: ${rowNames.join(", ")}. Columns: ${columnNames.join(", ")}. The recommended cell has a border and a star, cells over the budget are hatched, failed ones show a dash.`,
    tab: "Settings",
    height: 90 + 40 * rowNames.length,
    option: {
      grid: { left: 130, right: 24, top: 32, bottom: 44 },
      xAxis: {
        type: "category",
        data: columnNames,
        position: "top",
        axisTick: { show: false },
        axisLabel: { interval: 0 },
        splitArea: { show: false },
      },
      yAxis: { type: "category", data: rowNames, inverse: true, axisTick: { show: false } },
      visualMap: {
        type: "piecewise",
        orient: "horizontal",
        left: "center",
        bottom: 4,
        itemGap: 8,
        itemWidth: 16,
        selectedMode: false,
        pieces: pieces(limits),
        textStyle: { color: "{foreground}" },
      },
      series: [{ type: "heatmap", data, emphasis: { disabled: true } }],
    },
  };
}

/** Latency to the right, throughput up; the points nothing beats are joined, the others hollow. */
export function tradeOffChart(
  points: readonly SweepPoint[],
  named: readonly Axis[],
  chosen: SweepPoint | null,
  budget: SweepBudget | null,
): Chart {
  const front = paretoFront(points);
  const unit = unitFor(Math.max(...points.map(({ summary }) => summary.p50Ms)));
  const at = (point: SweepPoint) => [point.summary.p50Ms / unit.ms, point.itemsPerSecond];
  const item = (point: SweepPoint) => ({
    value: at(point),
    name: `${settingsText(point.settings, named) || "these settings"}: p50 ${time(point.summary.p50Ms, 3)}, ${perSecond(point.itemsPerSecond)} per second${point === chosen ? ", recommended" : ""}${isOverBudget(point, budget) ? ", over budget" : ""}`,
  });
  return {
    id: "trade-off",
    title: `Throughput over latency (p50, ${unit.name})`,
    description: `${count(front.length)} of ${count(points.length)} settings are beaten by no other in both; they are joined by a line.`,
    tab: "Settings",
    height: 340,
    canBeLogarithmic: true,
    option: {
      grid: { left: 70, right: 40, top: 32, bottom: 40 },
      xAxis: { type: "value", min: 0, name: unit.name, nameLocation: "middle", nameGap: 26 },
      yAxis: { type: "value", min: 0, name: "items per second" },
      series: [
        {
          type: "line",
          symbol: "none",
          silent: true,
          lineStyle: { color: "{charts.blue}", width: 2 },
          data: front.map(at),
          ...(budget?.percentile === "p50" && { markLine: budgetLine(budget, unit.ms) }),
        },
        scatter(points.filter((point) => !front.includes(point)).map(item), {
          color: "{editor.background}",
          borderColor: "{charts.blue}",
          borderWidth: 2,
        }),
        scatter(front.filter((point) => point !== chosen).map(item), { color: "{charts.blue}" }),
        {
          ...scatter(chosen ? [item(chosen)] : [], {
            color: "{charts.blue}",
            borderColor: "{foreground}",
            borderWidth: 3,
          }),
          symbolSize: 16,
          label: { show: true, formatter: "*", position: "top", color: "{foreground}", fontSize: 18 },
        },
      ],
    },
  };
}

const scatter = (data: readonly object[], itemStyle: object) => ({
  type: "scatter",
  symbolSize: 11,
  itemStyle,
  z: 5,
  data,
});

const budgetLine = ({ ms }: SweepBudget, unitMs: number) => ({
  silent: true,
  symbol: "none",
  lineStyle: { color: "{charts.red}", type: "dotted", width: 2 },
  label: { formatter: `budget ${time(ms)}`, color: "{foreground}" },
  data: [{ xAxis: ms / unitMs }],
});

const hatch = {
  symbol: "rect",
  symbolSize: 1,
  dashArrayX: [1, 0],
  dashArrayY: [2, 5],
  rotation: -Math.PI / 4,
  color: "{foreground}",
};

function pieces(limits: readonly number[]) {
  return bandShares.map((share, band) => {
    const [from, to] = [limits[band - 1], limits[band]];
    const label =
      from === undefined
        ? `<${perSecond(to ?? 0)}`
        : to === undefined
          ? `${perSecond(from)}+`
          : `${perSecond(from)}-${perSecond(to)}`;
    return {
      ...(from !== undefined && { gte: from }),
      ...(to !== undefined && { lt: to }),
      label,
      color: `{charts.blue ${share}%}`,
    };
  });
}

/** In the order of their values, each once. */
function names(axis: Axis, results: readonly CellResult[]): string[] {
  const settings = results.map(({ cell }) => cell.settings);
  const value = (one: SweepSettings) => (typeof one[axis] === "number" ? one[axis] : 0);
  const sorted = [...settings].sort((a, b) => value(a) - value(b));
  return [...new Set(sorted.map((one) => settingText(axis, one)))];
}
