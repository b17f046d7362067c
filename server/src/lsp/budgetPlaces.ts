/**
 * What budgets may be about: the loads and exported functions of a document, and all that was ever measured in the workspace.
 * Figures are looked up when they are asked for. Absent on purpose: budgets.
 */
import type { FunctionScope } from "../facts/facts.ts";
import type { FunctionRun, ModelRun } from "../history/record.ts";
import type { History } from "../history/store.ts";
import { exportedFunctions } from "../usage/exportedFunctions.ts";
import type { Analysed } from "./analyses.ts";
import type { BudgetPlace, MeasuredPlace } from "./budgets.ts";
import type { DocumentModels } from "./documentModels.ts";
import type { Measurements } from "./measurements.ts";
import type { OpenDocument } from "./session.ts";
import type { ModelLoad } from "./targets.ts";

export interface BudgetPlacesOptions {
  readonly models: DocumentModels;
  readonly measurements: Measurements;
  readonly history: () => History | null;
  readonly folderOf: (file: string) => string | undefined;
  /** The newest figures of an exported function while they speak of what stands there now. */
  readonly functionRun: (file: string, name: string) => FunctionRun | null;
}

export function createBudgetPlaces({ models, measurements, history, folderOf, functionRun }: BudgetPlacesOptions) {
  const freshModelRun = (subject: Parameters<Measurements["stateOf"]>[0]): ModelRun | null => {
    const state = measurements.stateOf(subject);
    return state.kind === "done" && !state.stale && state.record.outcome.kind === "measured" ? state.record : null;
  };

  const placeOf = (document: OpenDocument, analysed: Analysed, load: ModelLoad): BudgetPlace => ({
    span: load.call.callee,
    statement: load.call.statement,
    file: load.file,
    target: { uri: document.uri, id: load.id },
    record: () => freshModelRun(models.subjectOf(document, analysed, load)),
  });

  return {
    placeOf,
    placesOf(document: OpenDocument, analysed: Analysed): readonly BudgetPlace[] {
      const { file } = document;
      const loads = models.targets(document, analysed).loads.map((load) => placeOf(document, analysed, load));
      if (file === null) return loads;
      const facts = analysed.analysis?.usage?.facts;
      const functions = (facts ? exportedFunctions(facts) : []).map(
        ({ name, scope }): BudgetPlace => ({
          span: nameOf(scope),
          statement: scope.span,
          file,
          name,
          target: { uri: document.uri, id: `function:${name}` },
          record: () => functionRun(file, name),
        }),
      );
      return [...loads, ...functions];
    },

    measured(): readonly MeasuredPlace[] {
      const subjects = (history()?.subjects() ?? []).filter(({ path }) => folderOf(path) !== undefined);
      return subjects.flatMap(({ kind, path: file, name }): MeasuredPlace[] => {
        if (kind === "function") {
          const record = functionRun(file, name);
          return record ? [{ file, name, record }] : [];
        }
        const newest = history()?.list({ kind: "model", path: file, limit: 1 })[0];
        const { sessionOptions } = newest?.spec ?? { sessionOptions: {} };
        const record = freshModelRun({ file, sessionOptions, loadedBy: file, dimensions: {} });
        return record ? [{ file, record }] : [];
      });
    },
  };
}

const nameOf = (scope: FunctionScope) => scope.nameSpan ?? { start: scope.span.start, end: scope.span.start + 1 };
