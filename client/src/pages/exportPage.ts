/** Saves what a page shows in a form of the user's choice. Absent on purpose: making those forms, which the server and the webview do. */
import { Buffer } from "node:buffer";
import { Uri, window, workspace } from "vscode";
import { commands, type ExportPage, type Page } from "../../../server/src/lsp/protocol.ts";
import type { Server } from "../server.ts";

const forms = [
  { label: "CSV", description: "the tables", form: "csv", extension: "csv" },
  { label: "JSON", description: "the whole page", form: "json", extension: "json" },
  { label: "Markdown", description: "verdict, notes and tables", form: "markdown", extension: "md" },
  { label: "PNG", description: "the chart as it is shown", form: "png", extension: "png" },
  { label: "SVG", description: "the charts for print", form: "svg", extension: "svg" },
] as const;

/** `picture`: of the open tab as a PNG in a data URL. */
export async function exportPage(server: Server, page: Page, picture: () => Promise<string | null>): Promise<void> {
  const offered = page.charts.length === 0 ? forms.filter(({ form }) => form !== "png" && form !== "svg") : forms;
  const chosen = await window.showQuickPick(offered, { title: "Export", placeHolder: page.title });
  if (!chosen) return;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `${page.title.replace(/[^\w.-]+/g, "-")}.${chosen.extension}`;
  const file = await window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
    filters: { [chosen.label]: [chosen.extension] },
  });
  if (!file) return;
  const content =
    chosen.form === "png"
      ? Buffer.from((await picture())?.replace(/^data:image\/png;base64,/, "") ?? "", "base64")
      : Buffer.from(await server.ask<string>(commands.exportPage, { page, form: chosen.form } satisfies ExportPage));
  await workspace.fs.writeFile(file, content);
}
