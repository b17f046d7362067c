/**
 * The view "Measurements": what was measured and how fast it was, below the Hot List. Read anew when it is shown and when a
 * measurement ends. Absent on purpose: figures, which the server words.
 */
import { commands, Disposable, EventEmitter, type LogOutputChannel, type TreeView, Uri, window } from "vscode";
import {
  clientCommands,
  type MeasuredSubject,
  commands as ofServer,
  type PlacedSubject,
} from "../../../server/src/lsp/protocol.ts";
import { guardedCommand } from "../guarded.ts";
import { measureAgain } from "../measure.ts";
import type { Server } from "../server.ts";
import { itemOf } from "./tree.ts";

export function createMeasurementsView(server: Server, log: LogOutputChannel): Disposable {
  const changed = new EventEmitter<void>();
  let subjects: readonly MeasuredSubject[] = [];

  const view: TreeView<MeasuredSubject> = window.createTreeView("inferlens.measurements", {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (subject?: MeasuredSubject) => (subject ? [] : [...subjects]),
    },
  });

  const read = async (): Promise<void> => {
    if (server.state !== "running") return;
    try {
      subjects = await server.ask<readonly MeasuredSubject[]>(ofServer.measuredSubjects);
      view.message = "";
    } catch (error) {
      // The list of before stays.
      view.message = `Measurements cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
    void commands.executeCommand("setContext", "inferlens.hasRuns", subjects.length > 0);
    changed.fire();
  };

  let measuring = false;
  let running = false;
  const follow = (): void => {
    const [was, ran] = [measuring, running];
    measuring = server.status?.measuring != null;
    running = server.state === "running" && server.status !== undefined;
    if ((was && !measuring) || (running && !ran)) void read();
  };

  return Disposable.from(
    changed,
    view,
    server.onDidChange(follow),
    // Identities of models are found out in the background, and terminals write to the same history.
    view.onDidChangeVisibility(({ visible }) => void (visible && read())),
    guardedCommand(log, "inferlens.measurements.refresh", read),
    guardedCommand(log, clientCommands.measureSubject, async (subject: PlacedSubject) => {
      await measureAgain(server, subject);
      await read();
    }),
    guardedCommand(log, "inferlens.measurements.open", async ({ path }: PlacedSubject) => {
      await commands.executeCommand("vscode.open", Uri.file(path));
    }),
  );
}
