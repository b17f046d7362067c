/**
 * Writing a budget down: what is proposed after a measurement, and the edit of the nearest inferlens.json that states it.
 * Absent on purpose: asking the user, which is the client's.
 */
import path from "node:path";
import type { WorkspaceEdit } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { setBudget } from "../config/edit.ts";
import { configFileName } from "../config/values.ts";
import { type Figure, figureNames, figures, figuresOf, readQuantity } from "../history/budget.ts";
import { proposedLimit, quantity } from "../report/budget.ts";
import type { BudgetPlace } from "./budgets.ts";
import { editsOf, fileEditOf } from "./convert.ts";
import type { BudgetProposal, BudgetWish } from "./protocol.ts";
import type { ServerContext } from "./serverContext.ts";
import { uriOf } from "./session.ts";

/** The figures the newest run has, in the order people ask for them. Null: nothing was measured, or it is outdated. */
export function proposeBudget(core: ServerContext, place: BudgetPlace): BudgetProposal | null {
  const record = place.record();
  if (!record) return null;
  const actuals = figuresOf(record);
  return {
    subject: place.name ?? path.basename(place.file),
    machine: record.machine.class ?? record.machine.host,
    configFile: configFor(core, place),
    limits: figureNames.flatMap((figure) => {
      const actual = actuals[figure];
      if (actual === undefined || actual === null) return [];
      return [
        {
          figure,
          description: figures[figure].description,
          measured: quantity(figure, actual),
          proposed: proposedLimit(figure, actual),
        },
      ];
    }),
  };
}

/** Null when the wish is none: an unknown figure, or a quantity that cannot be read. */
export function budgetEdit(core: ServerContext, place: BudgetPlace, wish: BudgetWish): WorkspaceEdit | null {
  const figure = figureNames.find((name) => name === wish.figure);
  if (!figure || readQuantity(wish.limit, figure) === null) return null;
  const file = configFor(core, place);
  const open = core.session.atPath(file);
  const text = open?.content.getText() ?? core.engine.reader.read(file);
  const content = open?.content ?? TextDocument.create(uriOf(file), "json", 0, text ?? "");
  const relative = path.relative(path.dirname(file), place.file).replaceAll(path.sep, "/");
  const key = place.name === undefined ? relative : `${relative}:${place.name}`;
  const edits = setBudget(content.getText(), key, figure satisfies Figure, wish.limit);
  const target = { uri: content.uri, version: open?.content.version ?? null, exists: text !== undefined };
  return fileEditOf(target, editsOf(content, edits), core.abilities);
}

/** The nearest file in force, else a new one in the workspace folder. */
function configFor(core: ServerContext, { file }: BudgetPlace): string {
  const nearest = core.engine.configs?.filesFor(file)[0];
  return nearest ?? path.join(core.folderOf(file) ?? path.dirname(file), configFileName);
}
