/** What was measured as items of a tree: newest figures, outdated ones marked in words. Absent on purpose: asking for them. */
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, workspace } from "vscode";
import type { MeasuredSubject } from "../../../server/src/lsp/protocol.ts";

export function itemOf(subject: MeasuredSubject): TreeItem {
  const { kind, path, name, figures, outdated, when, runs, failed } = subject;
  const file = Uri.file(path);
  const fileName = file.path.slice(file.path.lastIndexOf("/") + 1);
  const item = new TreeItem(name === "" ? fileName : name, TreeItemCollapsibleState.None);
  item.id = `${kind} ${path} ${name}`;
  const state = outdated === null ? [] : [`outdated: ${outdated}`];
  // A mark of age stands before the figures: what is cut off in a narrow side bar is the end.
  item.description = [...state, figures, ...(name === "" ? [] : [fileName])].join(" \u00b7 ");
  item.tooltip = [
    workspace.asRelativePath(file) + (name === "" ? "" : `: ${name}`),
    figures,
    ...state,
    `${when}, ${runs} ${runs === 1 ? "run" : "runs"}`,
  ].join("\n");
  item.iconPath = iconOf(subject);
  item.contextValue = outdated === "file is gone" ? "measured.gone" : `measured.${kind}`;
  item.accessibilityInformation = {
    label: [
      `${name === "" ? fileName : `${name} in ${fileName}`}`,
      ...state,
      failed ? figures : `measured, ${figures}`,
      when,
    ].join(", "),
  };
  item.command = { title: "Show Trend", command: "inferlens.showTrend", arguments: [subject] };
  return item;
}

function iconOf({ failed, outdated, kind }: MeasuredSubject): ThemeIcon {
  if (failed) return new ThemeIcon("error", new ThemeColor("list.errorForeground"));
  if (outdated !== null) return new ThemeIcon("history");
  return new ThemeIcon(kind === "model" ? "pulse" : "symbol-function");
}
