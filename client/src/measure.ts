/** Everything that asks for a number: at the cursor, from a lens, of a model file. Absent on purpose: measuring; and drawing lenses. */
import { commands as editor, env, type Position, Uri, window, workspace } from "vscode";
import {
  clientCommands,
  commands,
  type LastMeasurement,
  type MeasureAnswer,
  type MeasureFile,
  type MeasureTarget,
  type PlacedSubject,
} from "../../server/src/lsp/protocol.ts";
import { showDetails } from "./details.ts";
import type { Server } from "./server.ts";

/** From a lens: what came out stands in the lens, so nothing else is shown unless it is out of sight. */
export async function measureTarget(server: Server, target: MeasureTarget): Promise<void> {
  const answer = await server.ask<MeasureAnswer>(commands.measure, target);
  const visible = window.visibleTextEditors.some(
    ({ document }) => document.uri.toString() === Uri.parse(target.uri).toString(),
  );
  if (answer.kind === "refused" || !visible) await tell(answer);
}

/** From a list that shows what came out: only what went wrong is told. False when the user gave up. */
export async function measureQuietly(server: Server, target: MeasureTarget): Promise<boolean> {
  const answer = await server.ask<MeasureAnswer>(commands.measure, target);
  if (answer.kind !== "measured") await tell(answer);
  return answer.kind !== "cancelled" && answer.kind !== "refused";
}

/** What was measured before, from a list or a page; a function is measured where it stands. */
export async function measureAgain(server: Server, subject: PlacedSubject): Promise<void> {
  const answer = await server.ask<MeasureAnswer>(commands.measure, subject);
  if (answer.kind !== "measured") await tell(answer);
}

export async function measureAtCursor(server: Server): Promise<void> {
  if (window.activeTextEditor === undefined) return;
  const target = await targetAtCursor(server);
  if (target !== null) return measureTarget(server, target);
  await window.showInformationMessage(
    "Nothing to measure here. Put the cursor on a line that loads a model file, or in an exported function that runs a model.",
  );
}

/** From the explorer or, without a file, by choice among the workspace's models. */
export async function measureModel(server: Server, file: Uri | undefined): Promise<void> {
  const model = file ?? (await chooseModel("Measure Model"));
  if (model === undefined) return;
  await tell(await server.ask<MeasureAnswer>(commands.measure, { modelUri: model.toString() } satisfies MeasureFile));
}

export async function cancelMeasurement(server: Server): Promise<void> {
  if (server.state === "running") await server.ask<boolean>(commands.cancel);
}

/** Menu over a finished measurement. */
export async function showMeasurement(server: Server, target: MeasureTarget): Promise<void> {
  const last = await server.ask<LastMeasurement | null>(commands.lastMeasurement, target);
  if (last === null) return measureTarget(server, target);
  const [again, trend, operators, best] = ["Measure Again", "Show Trend", "Operators", "Find Best Settings..."];
  const [copy, details] = ["Copy", "Show Details"];
  const items = [
    { label: again, description: "replaces what stands in the line" },
    { label: trend, description: "all runs as a line, with commits" },
    ...(target.id.startsWith("model:")
      ? [
          { label: operators, description: "where the time goes" },
          { label: best, description: "batch, threads and more, measured" },
        ]
      : []),
    { label: copy, description: last.title },
    { label: details, description: "load, percentiles, memory, machine" },
  ];
  const chosen = await window.showQuickPick(items, { title: last.title });
  if (chosen?.label === again) await measureTarget(server, target);
  if (chosen?.label === trend) await editor.executeCommand("inferlens.showTrend", target);
  if (chosen?.label === operators) await editor.executeCommand("inferlens.showOperators", target);
  if (chosen?.label === best) await editor.executeCommand(clientCommands.sweep, target);
  if (chosen?.label === copy) await env.clipboard.writeText(last.title);
  if (chosen?.label === details) await showDetails(last.model, last.details);
}

/** What to do about a failed measurement. */
export async function showHowToFix({ title, text }: { readonly title: string; readonly text: string }): Promise<void> {
  await window.showInformationMessage(title, { detail: text, modal: true });
}

/** What the cursor is on or in; null where nothing can be measured. */
export async function targetAtCursor(server: Server): Promise<MeasureTarget | null> {
  const editor = window.activeTextEditor;
  return editor === undefined ? null : targetAt(server, editor.document.uri, editor.selection.active);
}

async function targetAt(server: Server, uri: Uri, position: Position): Promise<MeasureTarget | null> {
  const client = server.client();
  const place = { uri: client?.code2ProtocolConverter.asUri(uri) ?? uri.toString(), position };
  return server.ask<MeasureTarget | null>(commands.targetAt, place);
}

/** One of the workspace's model files. */
export async function chooseModel(title: string): Promise<Uri | undefined> {
  const models = await workspace.findFiles("**/*.onnx", "**/node_modules/**", 500);
  if (models.length === 0) {
    await window.showInformationMessage("No .onnx file in this workspace. Copy one into it to measure it.");
    return undefined;
  }
  const items = models
    .map((uri) => ({ label: workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const chosen = await window.showQuickPick(items, { title, placeHolder: "Model file" });
  return chosen?.uri;
}

/** What came out, where nothing else shows it. */
export async function tell(answer: MeasureAnswer): Promise<void> {
  if (answer.kind === "cancelled") return;
  if (answer.kind === "refused") return void (await window.showWarningMessage(`Not measured: ${answer.reason}`));
  if (answer.kind === "failed")
    return void (await window.showWarningMessage(`Not measured: ${answer.reason}. ${answer.act}`));
  const details = "Show Details";
  const chosen = await window.showInformationMessage(answer.title, details);
  if (chosen === details) await showDetails("Measurement", answer.details);
}
