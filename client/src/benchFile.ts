/** The bench file of a function: made and opened by the server. Absent on purpose: its text. */
import { window } from "vscode";
import {
  type BenchFileAnswer,
  commands,
  type MeasureTarget,
  type PlaceInDocument,
} from "../../server/src/lsp/protocol.ts";
import type { Server } from "./server.ts";

/** Without a target: of the function the cursor is in. */
export async function createBench(server: Server, target: MeasureTarget | undefined): Promise<void> {
  const subject = target ?? placeOfCursor(server);
  if (subject === undefined) return;
  const answer = await server.ask<BenchFileAnswer>(commands.createBench, subject);
  // The server has had it opened.
  if (answer.kind === "failed") await window.showInformationMessage(`No bench file: ${answer.reason}.`);
}

function placeOfCursor(server: Server): PlaceInDocument | undefined {
  const editor = window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { uri } = editor.document;
  return {
    uri: server.client()?.code2ProtocolConverter.asUri(uri) ?? uri.toString(),
    position: editor.selection.active,
  };
}
