/** Walking from finding to finding and fixing a file's safe ones. Absent on purpose: finding them. */
import {
  type Diagnostic,
  languages,
  Selection,
  type TextEditor,
  TextEditorRevealType,
  type Uri,
  window,
  workspace,
} from "vscode";
import { commands } from "../../server/src/lsp/protocol.ts";
import type { Server } from "./server.ts";

/** Goes to the finding after or before the cursor, over all files that have some; wraps around. */
export async function goToFinding(direction: "next" | "previous"): Promise<void> {
  const places = allFindings();
  if (places.length === 0) return void window.setStatusBarMessage("InferLens: no findings", shortMs);
  const target = neighbour(places, window.activeTextEditor, direction);
  const editor = await window.showTextDocument(await workspace.openTextDocument(target.uri));
  editor.selection = new Selection(target.finding.range.start, target.finding.range.start);
  editor.revealRange(target.finding.range, TextEditorRevealType.InCenterIfOutsideViewport);
}

export async function fixAllSafe(server: Server): Promise<void> {
  const document = window.activeTextEditor?.document;
  const client = server.client();
  if (document === undefined || client === undefined) return;
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const answer = await server.ask<Parameters<typeof client.protocol2CodeConverter.asWorkspaceEdit>[0]>(
    commands.fixAll,
    { uri },
  );
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer);
  if (edit === undefined || edit.size === 0)
    return void window.setStatusBarMessage("InferLens: nothing here has a safe fix", shortMs);
  await workspace.applyEdit(edit);
}

interface Place {
  readonly uri: Uri;
  readonly finding: Diagnostic;
}

const shortMs = 4_000;

function allFindings(): Place[] {
  return languages
    .getDiagnostics()
    .flatMap(([uri, all]) => all.filter(({ source }) => source === "inferlens").map((finding) => ({ uri, finding })))
    .sort((a, b) => order(a, b.uri.toString(), b.finding.range.start.line, b.finding.range.start.character));
}

function order({ uri, finding }: Place, otherUri: string, line: number, character: number): number {
  const own = uri.toString();
  if (own !== otherUri) return own < otherUri ? -1 : 1;
  return finding.range.start.line - line || finding.range.start.character - character;
}

function neighbour(places: readonly Place[], editor: TextEditor | undefined, direction: "next" | "previous"): Place {
  const [first, last] = [places[0]!, places[places.length - 1]!];
  if (editor === undefined) return first;
  const { line, character } = editor.selection.active;
  const toCursor = (place: Place) => order(place, editor.document.uri.toString(), line, character);
  if (direction === "next") return places.find((place) => toCursor(place) > 0) ?? first;
  return places.findLast((place) => toCursor(place) < 0) ?? last;
}
