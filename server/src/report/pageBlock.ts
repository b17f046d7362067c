/** A page as the terminal shows it: verdict, notes, tables in columns. Absent on purpose: charts, colour and writing. */
import type { Page, Table } from "./page.ts";

export function pageLines({ title, verdict, notes, tables }: Page, mostRows = 20): readonly string[] {
  return [
    title,
    `  ${verdict}`,
    ...notes.map((note) => `  ${note}`),
    ...tables.filter(({ rows }) => rows.length > 0).flatMap((table) => ["", ...tableLines(table, mostRows)]),
  ];
}

function tableLines({ title, columns, rows }: Table, mostRows: number): string[] {
  const shown = rows.slice(0, mostRows);
  const lines = [columns.map((column) => column.title), ...shown.map((row) => row.map(({ text }) => text))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, index) =>
        columns[index]!.align === "right" ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
      )
      .join("  ")
      .trimEnd(),
  );
  const left = rows.length - shown.length;
  return [title, ...text.map((line) => `  ${line}`), ...(left > 0 ? [`  ${left} more`] : [])];
}
