/** Sizes of a model's dynamic dimensions: chosen in the settings, picked before, or asked for now. Absent on purpose: suggestions. */
import path from "node:path";
import { type Connection, ResponseError } from "vscode-languageserver/node";
import { unknownDimensions } from "../bench/dimensions.ts";
import type { History } from "../history/store.ts";
import type { Log } from "./log.ts";
import type { Subject } from "./measurements.ts";
import type { ModelFiles } from "./modelFiles.ts";
import { type PickDimensions, type PickedDimensions, pickDimensions } from "./protocol.ts";

export interface ModelSizes {
  /** From the settings, and those picked before unless the model has changed and lost the dimension. */
  chosen(subject: Subject): Readonly<Record<string, number>>;
  /** Asks the user where the client can. Null: the user gave up. */
  picked(subject: Subject, missing: PickDimensions["dimensions"]): Promise<Readonly<Record<string, number>> | null>;
}

export interface ModelSizesOptions {
  readonly connection: Connection;
  readonly log: Log;
  readonly files: ModelFiles;
  readonly history: () => History | null;
  /** The client shows pickers. */
  readonly menus: () => boolean;
}

export function createModelSizes({ connection, log, files, history, menus }: ModelSizesOptions): ModelSizes {
  return {
    chosen(subject) {
      const before = history()?.dimensions(subject.file) ?? {};
      const card = files.card(subject.file);
      const gone = "card" in card ? unknownDimensions(card.card.inputs, before) : [];
      const kept = Object.entries(before).filter(([key]) => !gone.includes(key));
      return { ...Object.fromEntries(kept), ...subject.dimensions };
    },
    async picked(subject, missing) {
      if (missing.length === 0 || !menus()) return {};
      const question: PickDimensions = { model: path.basename(subject.file), dimensions: missing };
      const picked = await connection
        .sendRequest<PickedDimensions>(pickDimensions, question)
        .catch((error: unknown) => {
          if (!(error instanceof ResponseError)) throw error;
          return {}; // a client without the picker: suggestions will do
        });
      if (picked === null) return null;
      const chosen = Object.fromEntries(
        Object.entries(picked).filter(([, size]) => Number.isInteger(size) && size > 0),
      );
      const problem = history()?.rememberDimensions(subject.file, chosen);
      if (problem) log.warning(problem);
      return chosen;
    },
  };
}
