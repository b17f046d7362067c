/** One line per command: what it calls. Absent on purpose: doing it. */
import type { Disposable, ExtensionContext, LogOutputChannel, Uri } from "vscode";
import {
  clientCommands,
  type FindingTarget,
  type MeasureTarget,
  type PlaceInDocument,
} from "../../server/src/lsp/protocol.ts";
import { createBench } from "./benchFile.ts";
import { createBudget, showBudgets } from "./budgets.ts";
import { compareFix } from "./compareFix.ts";
import { openExample } from "./example.ts";
import { explainFinding } from "./explain.ts";
import { fixAllSafe, goToFinding } from "./findings.ts";
import { guardedCommand } from "./guarded.ts";
import {
  cancelMeasurement,
  measureAtCursor,
  measureModel,
  measureTarget,
  showHowToFix,
  showMeasurement,
} from "./measure.ts";
import type { Server } from "./server.ts";
import { toggle } from "./settings.ts";
import { showStatus } from "./status.ts";

export function registerCommands(context: ExtensionContext, server: Server, log: LogOutputChannel): Disposable[] {
  const register = <A extends readonly unknown[]>(name: string, run: (...args: A) => Promise<void>): Disposable =>
    guardedCommand(log, name, run);
  return [
    register(clientCommands.measure, (target: MeasureTarget) => measureTarget(server, target)),
    register(clientCommands.showMeasurement, (target: MeasureTarget) => showMeasurement(server, target)),
    register(clientCommands.cancel, () => cancelMeasurement(server)),
    register(clientCommands.compareFix, (target?: FindingTarget) => compareFix(server, target)),
    register(clientCommands.showHowToFix, showHowToFix),
    register(clientCommands.explain, (place?: PlaceInDocument) => explainFinding(context, server, place)),
    register(clientCommands.createBench, (target?: MeasureTarget) => createBench(server, target)),
    register(clientCommands.showBudgets, () => showBudgets(server)),
    register("inferlens.createBudget", (target?: MeasureTarget) => createBudget(server, target)),
    register("inferlens.measureAtCursor", () => measureAtCursor(server)),
    register("inferlens.measureModel", (file?: Uri) => measureModel(server, file)),
    register("inferlens.fixAllSafe", () => fixAllSafe(server)),
    register("inferlens.nextFinding", () => goToFinding("next")),
    register("inferlens.prevFinding", () => goToFinding("previous")),
    register("inferlens.toggleLens", () => toggle("codeLens")),
    register("inferlens.toggleInline", () => toggle("inlineTimes")),
    register("inferlens.showStatus", () => showStatus(server, log)),
    register("inferlens.restart", () => server.restart()),
    register("inferlens.showLog", async () => log.show()),
    register("inferlens.openExample", () => openExample(context)),
  ];
}
