/** A page as text: Markdown for people, CSV for spreadsheets, JSON for programs. Absent on purpose: pictures (svg.ts). */
import type { Page, Table } from "./page.ts";

/** `mostRows`: of each table; what is left out is said. */
export function pageMarkdown(
  { title, verdict, notes, tables }: Omit<Page, "kind" | "charts">,
  mostRows = Number.POSITIVE_INFINITY,
): string {
  const parts = [
    `## ${inText(title)}`,
    `**${inText(verdict)}**`,
    ...(notes.length > 0 ? [notes.map((note) => `- ${inText(note)}`).join("\n")] : []),
    ...tables.filter(({ rows }) => rows.length > 0).map((table) => tableMarkdown(table, mostRows)),
  ];
  return `${parts.join("\n\n")}\n`;
}

export function tableMarkdown({ title, columns, rows }: Table, mostRows = Number.POSITIVE_INFINITY): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const shown = rows.slice(0, mostRows);
  const left = rows.length - shown.length;
  return [
    `### ${inText(title)}`,
    "",
    line(columns.map((column) => inCell(column.title))),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...shown.map((row) => line(row.map(({ text }) => inCell(text)))),
    ...(left > 0 ? ["", `${left} more`] : []),
  ].join("\n");
}

/** RFC 4180; tables below each other, each after a line with its title when there are several. */
export function pageCsv({ tables }: Page): string {
  const parts = tables.map(({ title, columns, rows }) => {
    const lines = [columns.map((column) => column.title), ...rows.map((row) => row.map(({ text }) => text))];
    return [...(tables.length > 1 ? [[title]] : []), ...lines].map((cells) => cells.map(inCsv).join(",")).join("\r\n");
  });
  return `${parts.join("\r\n\r\n")}\r\n`;
}

export const pageJson = (page: Page): string => `${JSON.stringify(page, null, 2)}\n`;

const inText = (text: string): string => text.replace(/\s+/g, " ").replace(/[\\<>*_`[\]]/g, "\\$&");
const inCell = (text: string): string => inText(text).replace(/\|/g, "\\|");

/** A cell that begins like a formula would be run by a spreadsheet. */
function inCsv(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
