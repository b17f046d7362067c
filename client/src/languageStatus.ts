/** What the server is and runs with, behind the `{}` of the status bar. Absent on purpose: measurements. */
import { type Command, Disposable, LanguageStatusSeverity, languages } from "vscode";
import { languageIds } from "./languages.ts";
import type { Server } from "./server.ts";

export function createLanguageStatus(server: Server): Disposable {
  const item = languages.createLanguageStatusItem(
    "inferlens.server",
    languageIds.map((language) => ({ language })),
  );
  item.name = "InferLens";
  const update = () => {
    item.severity = server.state === "crashed" ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.busy = server.state === "starting" || server.indexing !== null;
    item.text = textOf(server);
    item.detail = "InferLens";
    item.command = commandOf(server);
  };
  update();
  return Disposable.from(item, server.onDidChange(update));
}

function textOf({ state, status, indexing }: Server): string {
  if (state === "stopped") return "Waiting for model code";
  if (state === "starting") return "Starting";
  if (state === "crashed") return "Stopped after crashes";
  if (indexing !== null) return `Reading the workspace${indexing === "" ? "" : ` \u00b7 ${indexing}`}`;
  if (status === undefined) return "Running";
  return [status.runtime, status.config].filter((part) => part !== null && part !== "").join(" \u00b7 ");
}

function commandOf({ state }: Server): Command {
  if (state === "crashed") return { title: "Restart", command: "inferlens.restart" };
  return { title: "Show Status", command: "inferlens.showStatus" };
}
