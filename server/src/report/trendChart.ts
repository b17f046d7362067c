/**
 * The chart of a trend: for each machine a line of its own with symbol and interval band, broken where the runtime changed, the budget
 * dotted across. Absent on purpose: which runs stand in it.
 */
import { commit, differences, differenceText, lineKey, machine } from "../history/difference.ts";
import type { RunPoint } from "../history/point.ts";
import type { Chart } from "./page.ts";
import type { FigureOfRuns } from "./trendFigures.ts";

export interface TrendDrawing {
  /** Oldest first, all with the figure. */
  readonly points: readonly RunPoint[];
  readonly figure: FigureOfRuns;
  /** Of the budget, in the figure's own unit. */
  readonly limit: number | null;
  /** The machines the budget is for, as it names them. */
  readonly machine: string | null;
  readonly description: string;
}

/** Colour, line and symbol of the first, second, … machine: never colour alone. */
const styles = [
  { color: "{charts.blue}", symbol: "circle", type: "solid" },
  { color: "{charts.orange}", symbol: "diamond", type: "dashed" },
  { color: "{charts.purple}", symbol: "triangle", type: "solid" },
  { color: "{charts.green}", symbol: "rect", type: "dashed" },
  { color: "{charts.yellow}", symbol: "pin", type: "solid" },
] as const;

/** Beyond this many symbols would be a thick line. */
const mostSymbols = 300;
/** So many runs stand in the chart at first; the slider below it shows the others. */
const firstView = 200;

export function trendChart({ points, figure, limit, machine: limitedTo, description }: TrendDrawing): Chart {
  const values = points.map((point) => figure.of(point.figures!)!);
  const axis = figure.axis(Math.max(...values, limit ?? 0) / 2);
  const machines = [...new Set(points.map(machine))];
  const parts = machines.flatMap((name, index) =>
    segments(points, name).map((part) => ({ name, part, style: styles[index % styles.length]! })),
  );
  const lastOf = new Map<string, RunPoint>();
  const texts = points.map((point, index) => {
    const before = lastOf.get(machine(point));
    lastOf.set(machine(point), point);
    return pointText(point, index, { figure, limit, before, several: machines.length > 1 });
  });
  const item = (index: number) => ({ value: [index, values[index]! / axis.divisor], name: texts[index]! });
  const few = points.length <= mostSymbols;

  const lines = parts.flatMap(({ name, part, style }, at) => [
    ...band(points, part, { figure, divisor: axis.divisor, color: style.color, stack: `band ${at}` }),
    {
      type: "line",
      name,
      data: part.map(item),
      symbol: style.symbol,
      symbolSize: 7,
      showSymbol: few,
      ...(few && { showAllSymbol: true }),
      lineStyle: { color: style.color, type: style.type, width: 2 },
      itemStyle: { color: style.color },
      z: 3,
    },
  ]);
  const budget =
    limit === null ? [] : [budgetLine(points.length, limit / axis.divisor, figure.value(limit), limitedTo)];
  const from = points.length > firstView ? (100 * (points.length - firstView)) / points.length : 0;

  return {
    id: "trend",
    title: `${figure.label}, ${axis.name}`,
    description,
    tab: "Trend",
    height: points.length > 60 ? 380 : 340,
    canBeLogarithmic: true,
    option: {
      grid: {
        left: 60,
        right: 24,
        top: machines.length > 1 || limit !== null ? 40 : 16,
        bottom: points.length > 60 ? 76 : 32,
      },
      legend: {
        show: machines.length > 1 || budget.length > 0,
        top: 0,
        left: 0,
        data: [...machines, ...budget].map((one) => ({ name: typeof one === "string" ? one : one.name })),
      },
      xAxis: {
        type: "category",
        data: whenOf(points),
        boundaryGap: points.length < 30,
      },
      yAxis: { type: "value", min: 0 },
      ...(points.length > 60 && {
        dataZoom: [
          { type: "inside", start: from, end: 100 },
          { type: "slider", start: from, end: 100, height: 22, bottom: 8, brushSelect: false },
        ],
      }),
      series: [...lines, ...budget],
    },
  };
}

/** Days; hours and minutes of a single one. */
function whenOf(points: readonly RunPoint[]): string[] {
  const days = points.map(({ startedAt }) => dayOf(startedAt));
  return new Set(days).size > 1 ? days : points.map(({ startedAt }) => startedAt.slice(11, 16));
}

/** Stretches of a machine's runs within which nothing but the code and the model can have changed. */
function segments(points: readonly RunPoint[], name: string): readonly (readonly number[])[] {
  const parts: number[][] = [];
  let key: string | undefined;
  for (const [index, point] of points.entries()) {
    if (machine(point) !== name) continue;
    const own = lineKey(point);
    if (own !== key) parts.push([]);
    key = own;
    parts.at(-1)!.push(index);
  }
  return parts;
}

/** Two stacked lines nobody sees, with the area between them filled. */
function band(
  points: readonly RunPoint[],
  part: readonly number[],
  how: { readonly figure: FigureOfRuns; readonly divisor: number; readonly color: string; readonly stack: string },
): object[] {
  const { figure, divisor, color, stack } = how;
  const intervals = part.map((index) => figure.interval(points[index]!.figures!));
  if (intervals.some((one) => one === null)) return [];
  const hidden = {
    type: "line",
    stack,
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    itemStyle: { opacity: 0 },
  };
  return [
    { ...hidden, data: part.map((index, at) => [index, intervals[at]!.low / divisor]) },
    {
      ...hidden,
      data: part.map((index, at) => [index, (intervals[at]!.high - intervals[at]!.low) / divisor]),
      areaStyle: { color, opacity: 0.2 },
    },
  ];
}

function budgetLine(runs: number, value: number, text: string, limitedTo: string | null) {
  const words = `budget ${text}${limitedTo === null ? "" : ` for ${limitedTo}`}`;
  return {
    type: "line",
    name: words,
    data: Array.from({ length: runs }, (_, index) => [index, value]),
    symbol: "none",
    silent: true,
    lineStyle: { color: "{charts.red}", type: "dotted", width: 2 },
    itemStyle: { color: "{charts.red}" },
  };
}

function pointText(
  point: RunPoint,
  index: number,
  how: {
    readonly figure: FigureOfRuns;
    readonly limit: number | null;
    readonly before: RunPoint | undefined;
    readonly several: boolean;
  },
): string {
  const { figure, limit, before, several } = how;
  const changed = before ? differences(before, point).filter(({ what }) => what !== "commit") : [];
  return [
    `run ${index + 1}`,
    figure.text(point.figures!),
    ...(commit(point) === "" ? [] : [`commit ${commit(point)}`]),
    ...(limit === null ? [] : [`budget ${figure.value(limit)}`]),
    ...(several ? [machine(point)] : []),
    point.startedAt.slice(0, 16).replace("T", " "),
    ...(changed.length === 0 ? [] : [`changed: ${changed.map(differenceText).join(", ")}`]),
  ].join(", ");
}

const dayOf = (iso: string): string => iso.slice(0, 10);
