/** A page as elements: heading, notes, controls, charts by tab, tables. Absent on purpose: messages and keys (page.ts). */
import type { FromWebview } from "../../client/src/pages/messages.ts";
import type { Chart, Filter, Page, PageButton } from "../../server/src/report/page.ts";
import { type DrawnChart, drawnChart } from "./charts.ts";
import { drawnTable } from "./table.ts";

export interface DrawnPage {
  readonly element: HTMLElement;
  /** Draws the charts; again after the theme has changed. */
  draw(): void;
  focusChart(): void;
  focusTable(): void;
  picture(): string | null;
  dispose(): void;
}

export interface PageActs {
  /** For the ear. */
  say(text: string): void;
  tell(message: FromWebview): void;
  copy(): void;
}

export function drawnPage(page: Page, acts: PageActs): DrawnPage {
  const root = document.createElement("div");
  const tabs = [...new Set(page.charts.map(({ tab }) => tab))];
  let logarithmic = false;
  let tab = tabs[0];
  const charts = page.charts.map((chart) => ({ chart, drawn: drawnChart(chart, acts.say) }));
  const open = (): DrawnChart[] => charts.filter(({ chart }) => chart.tab === tab).map(({ drawn }) => drawn);
  const draw = (): void => {
    for (const { drawn } of charts) drawn.redraw(logarithmic);
  };

  const tables = page.tables.filter(({ rows }) => rows.length > 0).map(drawnTable);
  root.append(head(page), controls(page, acts, onLogarithmic), ...middle(), ...tables, hint(page));

  function onLogarithmic(on: boolean): void {
    logarithmic = on;
    draw();
  }

  function middle(): HTMLElement[] {
    if (page.empty) return [empty(page.empty, acts)];
    if (tabs.length < 2) return charts.map(({ chart, drawn }) => figure(chart, drawn));
    const box = document.createElement("vscode-tabs");
    for (const name of tabs) {
      const header = document.createElement("vscode-tab-header");
      header.slot = "header";
      header.textContent = name;
      const panel = document.createElement("vscode-tab-panel");
      panel.append(...charts.filter(({ chart }) => chart.tab === name).map(({ chart, drawn }) => figure(chart, drawn)));
      box.append(header, panel);
    }
    box.addEventListener("vsc-tabs-select", (event) => {
      tab = tabs[event.detail.selectedIndex];
    });
    return [box];
  }

  return {
    element: root,
    draw,
    focusChart: () => (open()[0]?.element ?? root.querySelector<HTMLElement>("vscode-button"))?.focus(),
    focusTable: () => root.querySelector<HTMLElement>("section table button")?.focus(),
    picture: () => open()[0]?.picture() ?? null,
    dispose: () => charts.forEach(({ drawn }) => void drawn.dispose()),
  };
}

function head({ title, verdict, notes }: Page): HTMLElement {
  const header = document.createElement("header");
  const name = element("p", title);
  name.className = "title";
  header.append(name, element("h1", verdict));
  if (notes.length > 0) {
    const list = document.createElement("ul");
    list.append(...notes.map((note) => element("li", note)));
    header.append(list);
  }
  return header;
}

function controls(
  { filters = [], buttons = [], charts, empty }: Page,
  acts: PageActs,
  logarithmic: (on: boolean) => void,
) {
  const bar = document.createElement("div");
  bar.className = "controls";
  bar.append(...filters.map((filter) => select(filter, acts)));
  if (!empty && charts.some(({ canBeLogarithmic }) => canBeLogarithmic)) {
    const box = document.createElement("vscode-checkbox");
    box.label = "Logarithmic";
    box.addEventListener("change", () => logarithmic(box.checked));
    bar.append(box);
  }
  bar.append(...buttons.map((one) => button(one, acts)));
  const tools = document.createElement("div");
  tools.className = "tools";
  tools.append(
    tool("copy", "Copy (C)", () => acts.copy()),
    tool("export", "Export (E)", () => acts.tell({ kind: "export" })),
  );
  bar.append(tools);
  return bar;
}

function select({ id, label, options, value }: Filter, acts: PageActs): HTMLElement {
  const box = document.createElement("label");
  const choice = document.createElement("vscode-single-select");
  choice.dataset.id = id;
  choice.ariaLabel = label;
  for (const option of options) {
    const one = document.createElement("vscode-option");
    one.value = option.value;
    one.textContent = option.label;
    one.selected = option.value === value;
    choice.append(one);
  }
  choice.addEventListener("change", () => acts.tell({ kind: "filter", id, value: choice.value }));
  box.append(element("span", label), choice);
  return box;
}

function button({ title, command, argument }: PageButton, acts: PageActs): HTMLElement {
  const made = document.createElement("vscode-button");
  made.textContent = title;
  made.secondary = true;
  made.addEventListener("click", () => acts.tell({ kind: "button", command, argument }));
  return made;
}

function tool(icon: string, label: string, run: () => void): HTMLElement {
  const made = document.createElement("vscode-toolbar-button");
  made.icon = icon;
  made.label = label;
  made.title = label;
  made.addEventListener("click", run);
  return made;
}

function figure(chart: Chart, drawn: DrawnChart): HTMLElement {
  const made = document.createElement("figure");
  made.append(element("h2", chart.title), drawn.element);
  return made;
}

function empty({ text, button: act }: NonNullable<Page["empty"]>, acts: PageActs): HTMLElement {
  const box = document.createElement("div");
  box.className = "empty";
  box.append(element("p", text));
  if (act) box.append(button(act, acts));
  return box;
}

function hint({ charts, tables, empty: none }: Page): HTMLElement {
  const keys = [
    ...(charts.length > 0 && !none ? ["arrow keys walk the chart"] : []),
    ...(tables.length > 0 ? ["T table"] : []),
    "C copy",
    "E export",
    "Esc back",
  ];
  const line = element("p", keys.join(" \u00b7 "));
  line.className = "hint";
  return line;
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
