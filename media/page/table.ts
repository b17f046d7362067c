/** A table that a click or Enter on a heading sorts, and that can be copied into a spreadsheet. Nothing else. */
import type { Table } from "../../server/src/report/page.ts";

/** So many rows are drawn at once; the rest comes on request. */
const rowsAtOnce = 200;

export function drawnTable(table: Table): HTMLElement {
  const section = element("section");
  const heading = element("h2", table.title);
  const scroll = element("div");
  scroll.className = "scroll";
  const grid = element("table");
  grid.ariaLabel = table.title;
  const body = element("tbody");
  const more = document.createElement("vscode-button");
  more.secondary = true;
  more.textContent = `Show all ${table.rows.length.toLocaleString("en-US")} rows`;
  let rows = table.rows;
  let all = rows.length <= rowsAtOnce;

  const fill = (): void => {
    body.replaceChildren(...(all ? rows : rows.slice(0, rowsAtOnce)).map((row) => rowElement(row, table)));
    more.hidden = all;
  };
  more.addEventListener("click", () => {
    all = true;
    fill();
  });

  const heads = table.columns.map(({ title, align }, column) => {
    const head = element("th");
    head.scope = "col";
    head.className = align;
    const button = element("button", title);
    button.addEventListener("click", () => {
      const descending = head.ariaSort === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.ariaSort = descending ? "descending" : "ascending";
      rows = sorted(table.rows, column, descending);
      fill();
    });
    head.append(button);
    return head;
  });
  const headRow = element("tr");
  headRow.append(...heads);
  const top = element("thead");
  top.append(headRow);
  grid.append(top, body);
  scroll.append(grid);
  section.append(heading, scroll, more);
  fill();
  return section;
}

/** Tab-separated, as spreadsheets take it. */
export const textOf = ({ title, columns, rows }: Table): string =>
  [
    title,
    columns.map((column) => column.title).join("\t"),
    ...rows.map((row) => row.map(({ text }) => text).join("\t")),
  ].join("\n");

function sorted(rows: Table["rows"], column: number, descending: boolean): Table["rows"] {
  const direction = descending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [one[column], other[column]];
    if (a?.sort !== undefined && b?.sort !== undefined) return direction * (a.sort - b.sort);
    // What has no number comes last, whichever way.
    if (a?.sort !== undefined || b?.sort !== undefined) return a?.sort === undefined ? 1 : -1;
    return direction * (a?.text ?? "").localeCompare(b?.text ?? "", undefined, { numeric: true });
  });
}

function rowElement(row: Table["rows"][number], { columns }: Table): HTMLElement {
  const line = element("tr");
  for (const [index, { text }] of row.entries()) {
    const cell = element("td", text);
    cell.className = columns[index]?.align ?? "left";
    line.append(cell);
  }
  return line;
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text?: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}
