/** `Show Where the Time Goes`: profiles a model, unless that was done, and opens the page. Absent on purpose: figures. */
import { Disposable, type LogOutputChannel, Uri } from "vscode";
import {
  clientCommands,
  commands,
  type MeasureAnswer,
  type MeasureTarget,
  type PageRequest,
  type PlacedSubject,
  type ProfileWish,
} from "../../../server/src/lsp/protocol.ts";
import { guardedCommand } from "../guarded.ts";
import { chooseModel, targetAtCursor, tell } from "../measure.ts";
import type { Server } from "../server.ts";
import type { Pages } from "./panels.ts";

/** A model in a document, or by its file. */
export type Model = MeasureTarget | PlacedSubject;

export function registerOperators(server: Server, pages: Pages, log: LogOutputChannel): Disposable {
  const show = async (model: Model, wish: ProfileWish): Promise<void> => {
    const answer = await server.ask<MeasureAnswer>(commands.profile, { ...model, ...wish });
    if (answer.kind === "measured") await pages.show({ kind: "operators", ...requestOf(model) });
    else await tell(answer);
  };
  return Disposable.from(
    guardedCommand(log, "inferlens.showOperators", async (of?: Model | Uri) => {
      const model = await modelMeant(server, of, "Show Where the Time Goes");
      if (model) await show(model, {});
    }),
    guardedCommand(log, clientCommands.profile, (of: Model) => show(of, { again: true })),
  );
}

/** What was handed in, else what the cursor is on, else one of the workspace's. */
export async function modelMeant(
  server: Server,
  of: Model | Uri | undefined,
  title: string,
): Promise<Model | undefined> {
  if (of !== undefined) return of instanceof Uri ? placed(of) : of;
  const target = await targetAtCursor(server);
  if (target?.id.startsWith("model:")) return target;
  const file = await chooseModel(title);
  return file && placed(file);
}

const placed = (file: Uri): PlacedSubject => ({ path: file.fsPath, name: "" });

export const requestOf = (model: Model): Omit<PageRequest, "kind"> =>
  "path" in model ? { subject: { path: model.path, name: model.name } } : { target: { uri: model.uri, id: model.id } };
