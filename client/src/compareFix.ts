/** Trying a finding's fix before it is made: what came out stands in the lens. Absent on purpose: running it, and drawing lenses. */
import { Uri, window } from "vscode";
import { commands, type FindingTarget, type MeasureAnswer } from "../../server/src/lsp/protocol.ts";
import { placeOfCursor } from "./explain.ts";
import type { Server } from "./server.ts";

/** After so long somebody who looks elsewhere is told. */
const worthTellingMs = 10_000;

/** Without a target: the finding at the cursor. */
export async function compareFix(server: Server, given: FindingTarget | undefined): Promise<void> {
  const target = given ?? (await findingAtCursor(server));
  if (target === null) {
    await window.showInformationMessage("No finding here. Put the cursor on underlined code.");
    return;
  }
  const startedAt = Date.now();
  const answer = await server.ask<MeasureAnswer>(commands.compareFix, target);
  if (answer.kind === "refused") return void (await window.showWarningMessage(`Not compared: ${answer.reason}`));
  const visible = window.visibleTextEditors.some(
    ({ document }) => document.uri.toString() === Uri.parse(target.uri).toString(),
  );
  // By hand from the palette, a reason not to compare has no other place to stand.
  if (answer.kind === "failed" && (given === undefined || !visible))
    return void (await window.showWarningMessage(`Not compared: ${answer.reason}. ${answer.act}`));
  if (answer.kind === "measured" && !visible && Date.now() - startedAt > worthTellingMs)
    await offer(server, answer, target);
}

async function offer(
  server: Server,
  { title }: Extract<MeasureAnswer, { kind: "measured" }>,
  target: FindingTarget,
): Promise<void> {
  const review = "Review Change";
  const chosen = await window.showInformationMessage(title, review);
  if (chosen === review) await server.ask<boolean>(commands.reviewChange, target);
}

async function findingAtCursor(server: Server): Promise<FindingTarget | null> {
  const place = placeOfCursor(server);
  return place === undefined ? null : await server.ask<FindingTarget | null>(commands.findingAt, place);
}
