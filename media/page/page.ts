/**
 * The webview that shows any page: verdict, filters, charts by tab, tables. Absent on purpose: figures and words, which come with the
 * page, and everything but the keyboard that happens on a click, which the extension does.
 */
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-checkbox/index.js";
import "@vscode-elements/elements/dist/vscode-option/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-tab-header/index.js";
import "@vscode-elements/elements/dist/vscode-tab-panel/index.js";
import "@vscode-elements/elements/dist/vscode-tabs/index.js";
import "@vscode-elements/elements/dist/vscode-toolbar-button/index.js";
import type { FromWebview, Kept, ToWebview } from "../../client/src/pages/messages.ts";
import type { Page } from "../../server/src/report/page.ts";
import { onThemeChange } from "./colours.ts";
import { type DrawnPage, drawnPage } from "./draw.ts";
import { textOf } from "./table.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromWebview): void; setState(kept: Kept): void };

const editor = acquireVsCodeApi();
const main = document.getElementById("page")!;
const live = document.getElementById("live")!;
let shown: { readonly page: Page; readonly drawn: DrawnPage } | undefined;

addEventListener("message", ({ data }: MessageEvent<ToWebview>) => {
  switch (data.kind) {
    case "loading":
      if (!shown) say(main, data.text);
      return;
    case "page":
      editor.setState({ request: data.request });
      show(data.page);
      return;
    case "failed":
      return fail(data.reason);
    case "pictureWanted":
      return editor.postMessage({ kind: "picture", url: shown?.drawn.picture() ?? null });
  }
});

function show(page: Page): void {
  // A filter that was changed keeps the keyboard.
  const focused = (document.activeElement as HTMLElement | null)?.dataset.id;
  shown?.drawn.dispose();
  const drawn = drawnPage(page, {
    say: (text) => {
      live.textContent = text;
    },
    tell: (message) => editor.postMessage(message),
    copy,
  });
  main.replaceChildren(drawn.element);
  drawn.draw();
  shown = { page, drawn };
  if (focused) main.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

/** What was shown stays: a table of yesterday is better than none. */
function fail(reason: string): void {
  const box = document.createElement("div");
  box.className = "failed";
  box.role = "alert";
  const text = document.createElement("p");
  text.textContent = reason;
  const log = document.createElement("vscode-button");
  log.textContent = "Show Log";
  log.secondary = true;
  log.addEventListener("click", () => editor.postMessage({ kind: "showLog" }));
  box.append(text, log);
  main.querySelector(".failed")?.remove();
  if (!shown) main.replaceChildren();
  main.prepend(box);
}

function say(where: HTMLElement, text: string): void {
  const line = document.createElement("p");
  line.textContent = text;
  where.replaceChildren(line);
}

function copy(): void {
  if (!shown) return;
  const { verdict, tables } = shown.page;
  editor.postMessage({ kind: "copy", text: [verdict, ...tables.map(textOf)].join("\n\n") });
  live.textContent = "Copied.";
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !shown) return;
  const within = event.target as HTMLElement;
  if (event.key === "Escape") {
    if (within.closest("section table")) shown.drawn.focusChart();
    else editor.postMessage({ kind: "back" });
    return;
  }
  if (within.closest("vscode-single-select, input")) return;
  switch (event.key.toLowerCase()) {
    case "t":
      return shown.drawn.focusTable();
    case "c":
      return copy();
    case "e":
      return editor.postMessage({ kind: "export" });
  }
});

onThemeChange(() => shown?.drawn.draw());
editor.postMessage({ kind: "ready" });
