/** A sweep as the terminal shows it: the recommendation, a map of throughputs, what it rests on. Absent on purpose: colour and writing. */
import { type CellResult, isOverBudget, type SweepBudget, type SweepPoint } from "../bench/sweepResult.ts";
import { perSecond, time } from "./figures.ts";
import { slicesOf } from "./sweepCharts.ts";
import { readSweep, type SweepToShow } from "./sweepPage.ts";
import { type Axis, settingText } from "./sweepWords.ts";

export function sweepLines(sweep: SweepToShow, { columns }: { readonly columns: number }): string[] {
  const { results, chosen, lines, notes, named } = readSweep(sweep);
  const maps = slicesOf(results, named, chosen).flatMap(({ rows, columns: beside, results: cells, name }) => [
    "",
    ...mapLines(cells, rows, beside, { name, chosen, budget: sweep.budget, columns }),
  ]);
  const legend = [
    "* recommended",
    ...(sweep.budget ? [`/ over ${sweep.budget.percentile} ${time(sweep.budget.ms)}`] : []),
    ...(results.some(({ kind }) => kind === "failed") ? ["- not measured"] : []),
  ];
  return [
    sweep.name,
    ...lines.map((line) => `  ${line}`),
    ...maps,
    `  ${legend.join("   ")}`,
    "",
    ...notes.map((note) => `  ${note}`),
    ...failures(results),
  ];
}

interface MapOptions {
  readonly name: string;
  readonly chosen: SweepPoint | null;
  readonly budget: SweepBudget | null;
  readonly columns: number;
}

function mapLines(results: readonly CellResult[], rows: Axis, columns: Axis, options: MapOptions): string[] {
  const namesOf = (axis: Axis) => [...new Set(results.map(({ cell }) => settingText(axis, cell.settings)))];
  const [rowNames, columnNames] = [namesOf(rows), namesOf(columns)];
  const cellAt = (row: string, column: string) =>
    results.find(
      ({ cell }) => settingText(rows, cell.settings) === row && settingText(columns, cell.settings) === column,
    );
  const texts = rowNames.map((row) => columnNames.map((column) => cellText(cellAt(row, column), options)));
  const labelWidth = Math.max(...rowNames.map((name) => name.length));
  const width = Math.max(...columnNames.map((name) => name.length), ...texts.flat().map((text) => text.length)) + 2;
  const title = `items/s${options.name === "" ? "" : `, ${options.name}`}`;
  // A map wider than the terminal would be broken in the middle of a number.
  if (2 + labelWidth + width * columnNames.length > options.columns) {
    return [
      `  ${title}`,
      ...rowNames.flatMap((row, index) =>
        columnNames.map(
          (column, place) => `  ${`${row}, ${column}`.padEnd(labelWidth + width)}${texts[index]![place]}`,
        ),
      ),
    ];
  }
  return [
    `  ${"".padEnd(labelWidth)}${columnNames.map((name) => name.padStart(width)).join("")}   ${title}`.slice(
      0,
      Math.max(options.columns, 60),
    ),
    ...rowNames.map(
      (row, index) => `  ${row.padEnd(labelWidth)}${texts[index]!.map((text) => text.padStart(width)).join("")}`,
    ),
  ];
}

function cellText(result: CellResult | undefined, { chosen, budget }: MapOptions): string {
  if (!result || result.kind === "open") return "";
  if (result.kind === "failed") return "-";
  const { point } = result;
  // The mark stands before the number, so that digits stay below each other; a space keeps the place of the other mark.
  const before = point === chosen ? "*" : "";
  return `${before}${perSecond(point.itemsPerSecond)}${isOverBudget(point, budget) ? "/" : " "}`;
}

function failures(results: readonly CellResult[]): string[] {
  const reasons = results.flatMap((result) => (result.kind === "failed" ? [result.failure] : []));
  const distinct = new Map(reasons.map(({ reason, act }) => [reason, act]));
  return [...distinct].map(([reason, act]) => `  - ${reason}. ${act}`);
}
