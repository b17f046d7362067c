/** Commands that open pages, and those over kept runs: export, import, delete. Absent on purpose: figures. */
import { Disposable, type LogOutputChannel, Uri, window, workspace } from "vscode";
import {
  clientCommands,
  commands,
  type ListedRun,
  type MeasureAnswer,
  type MeasuredSubject,
  type MeasureTarget,
  type PageRequest,
  type PlacedSubject,
  type PruneAnswer,
  type PruneRuns,
} from "../../../server/src/lsp/protocol.ts";
import { guardedCommand } from "../guarded.ts";
import { targetAtCursor, tell } from "../measure.ts";
import type { Server } from "../server.ts";
import { registerOperators } from "./operators.ts";
import type { Pages } from "./panels.ts";
import { registerSweep } from "./sweep.ts";

export function registerPageCommands(server: Server, pages: Pages, log: LogOutputChannel): Disposable {
  return Disposable.from(
    guardedCommand(log, clientCommands.showPage, (request: PageRequest) => pages.show(request)),
    guardedCommand(log, "inferlens.showTrend", async (of?: MeasureTarget | PlacedSubject) => {
      const request = await requestFor(server, of);
      if (request) await pages.show({ kind: "trend", ...request });
    }),
    guardedCommand(log, "inferlens.compareRuns", async (of?: MeasuredSubject) => {
      const subject = of ?? (await chooseSubject(server, "Compare Measurements"));
      const runs = subject && (await chooseRuns(server, subject));
      if (runs) await pages.show({ kind: "compare", runs });
    }),
    registerOperators(server, pages, log),
    registerSweep(server, pages, log),
    guardedCommand(log, clientCommands.compareInTurns, async (runs: readonly string[]) => {
      const answer = await server.ask<MeasureAnswer>(commands.compareInTurns, { runs });
      if (answer.kind === "measured") await pages.show({ kind: "compare", runs: [answer.runId] });
      else await tell(answer);
    }),
    guardedCommand(log, "inferlens.exportRuns", () => exportRuns(server)),
    guardedCommand(log, "inferlens.importRuns", () => importRuns(server)),
    guardedCommand(log, "inferlens.pruneRuns", () => pruneRuns(server)),
  );
}

/** Of what was handed in, else of what the cursor is on, else of what is chosen. */
async function requestFor(
  server: Server,
  of: MeasureTarget | PlacedSubject | undefined,
): Promise<Omit<PageRequest, "kind"> | undefined> {
  if (of) return "path" in of ? { subject: { path: of.path, name: of.name } } : { target: of };
  const target = await targetAtCursor(server);
  if (target) return { target };
  const subject = await chooseSubject(server, "Show Trend");
  return subject && { subject };
}

async function chooseSubject(server: Server, title: string): Promise<PlacedSubject | undefined> {
  const subjects = await server.ask<readonly MeasuredSubject[]>(commands.measuredSubjects);
  if (subjects.length === 0) {
    await window.showInformationMessage("Nothing was measured yet. Measure a model first.");
    return undefined;
  }
  const items = subjects.map(({ path, name, figures, when }) => ({
    label: name === "" ? workspace.asRelativePath(path) : name,
    description: name === "" ? when : `${workspace.asRelativePath(path)} \u00b7 ${when}`,
    detail: figures,
    subject: { path, name },
  }));
  const chosen = items.length === 1 ? items[0] : await window.showQuickPick(items, { title, matchOnDescription: true });
  return chosen?.subject;
}

/** Two of a subject's runs, the older one first. */
async function chooseRuns(server: Server, subject: PlacedSubject): Promise<readonly [string, string] | undefined> {
  const runs = await server.ask<readonly ListedRun[]>(commands.runs, subject);
  if (runs.length < 2) {
    await window.showInformationMessage("There is only one run. Measure again to compare.");
    return undefined;
  }
  const items = runs.map(({ id, figures, details }) => ({ label: figures, description: details, id }));
  const before = await window.showQuickPick(items.slice(1), {
    title: "Compare Measurements: the Earlier Run",
    matchOnDescription: true,
  });
  if (!before) return undefined;
  const later = items.slice(0, items.indexOf(before));
  const after =
    later.length === 1
      ? later[0]
      : await window.showQuickPick(later, { title: "Compare Measurements: the Later Run", matchOnDescription: true });
  return after && [before.id, after.id];
}

async function exportRuns(server: Server): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const file = await window.showSaveDialog({
    title: "Export Measurements",
    ...(folder && { defaultUri: Uri.joinPath(folder, "measurements.json") }),
    filters: { JSON: ["json"] },
  });
  if (file) await window.showInformationMessage(await server.ask<string>(commands.exportRuns, { file: file.fsPath }));
}

async function importRuns(server: Server): Promise<void> {
  const files = await window.showOpenDialog({
    title: "Import Measurements",
    canSelectMany: true,
    filters: { JSON: ["json"] },
  });
  if (!files) return;
  const paths = files.map(({ fsPath }) => fsPath);
  await window.showInformationMessage(await server.ask<string>(commands.importRuns, { files: paths }));
}

const ages = [
  { label: "Older than 30 days", days: 30 },
  { label: "Older than 90 days", days: 90 },
  { label: "Older than a year", days: 365 },
  { label: "All but the newest", days: 0 },
];
/** Of each model and function. */
const kept = 10;

async function pruneRuns(server: Server): Promise<void> {
  const placeHolder = `The newest ${kept} of each model and function stay.`;
  const age = await window.showQuickPick(ages, { title: "Delete Old Measurements", placeHolder });
  if (!age) return;
  const rule: PruneRuns = { olderThanDays: age.days, keep: kept, dryRun: true };
  const { runs } = await server.ask<PruneAnswer>(commands.pruneRuns, rule);
  if (runs === 0) return void (await window.showInformationMessage("No run is that old."));
  const deletes = "Delete";
  const detail = `They cannot be brought back. ${placeHolder}`;
  const question = runs === 1 ? "Delete 1 run?" : `Delete ${runs.toLocaleString("en-US")} runs?`;
  if ((await window.showWarningMessage(question, { modal: true, detail }, deletes)) !== deletes) return;
  const { problem } = await server.ask<PruneAnswer>(commands.pruneRuns, { ...rule, dryRun: false });
  if (problem !== null) await window.showErrorMessage(problem);
}
