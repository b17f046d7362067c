/**
 * Times at the ends of lines: of a model where it runs, and of each await of a function that was measured, with its share. A hint
 * speaks of the function as it was when it was opened or measured: the first edit of the function takes it away. Absent on
 * purpose: figures.
 */
import type { InlayHint, Range } from "vscode-languageserver/node";
import { summarize } from "../bench/statistics.ts";
import { significantDigits, time, timeRow } from "../report/figures.ts";
import { awaitShares } from "../report/functionMeasurement.ts";
import { runs } from "../report/measurement.ts";
import type { Span } from "../text/span.ts";
import type { Analysed } from "./analyses.ts";
import type { DocumentFunctions } from "./documentFunctions.ts";
import type { DocumentModels } from "./documentModels.ts";
import type { FunctionMeasurements } from "./functionMeasurements.ts";
import type { Measurements } from "./measurements.ts";
import type { Options } from "./options.ts";
import type { OpenDocument } from "./session.ts";
import type { ModelRun } from "./targets.ts";

export interface InlayHints {
  answer(document: OpenDocument, analysed: Analysed, range: Range): InlayHint[];
  /** Something was measured: functions as they stand now are what the figures speak of. */
  measured(): void;
  closed(document: OpenDocument): void;
}

export interface InlayHintsOptions {
  readonly models: DocumentModels;
  readonly measurements: Measurements;
  readonly functions: DocumentFunctions;
  readonly functionMeasurements: FunctionMeasurements;
  readonly options: () => Options;
}

export function createInlayHints(given: InlayHintsOptions): InlayHints {
  const { models, measurements, functions, functionMeasurements, options } = given;
  /** Texts of functions that figures may stand in, by document. */
  const unedited = new Map<string, ReadonlySet<string>>();

  const hintFor = (
    document: OpenDocument,
    analysed: Analysed,
    run: ModelRun,
  ): Omit<InlayHint, "position"> | undefined => {
    const state = measurements.stateOf(models.subjectOf(document, analysed, run.load));
    if (state.kind !== "done" || state.stale || state.record.outcome.kind !== "measured") return undefined;
    const { measured } = state.record.outcome;
    const summary = summarize(measured.samplesMs, measured.batch);
    if (!summary) return undefined;
    const row = timeRow(summary.p50Ms);
    const worst = summary.p95Ms === null ? `max ${row.time(summary.maxMs, 2)}` : `p95 ${row.time(summary.p95Ms, 2)}`;
    return {
      label: row.time(summary.p50Ms, significantDigits(summary)),
      paddingLeft: true,
      tooltip: `${run.load.name}: p50 ${time(summary.p50Ms)}, ${worst}, ${runs(summary.count)}. Hide: setting inferlens.inlineTimes`,
    };
  };

  /** Of awaits, by line; the one that starts first on a line is the one around the others. */
  const awaitHints = (document: OpenDocument, analysed: Analysed, range: Range): Map<number, InlayHint> => {
    const lines = new Map<number, InlayHint>();
    const { content } = document;
    for (const target of functions.targets(document, analysed).measurable) {
      const state = functionMeasurements.stateOf(functions.subjectOf(analysed, target));
      if (state.kind !== "done" || state.stale || state.record.outcome.kind !== "measured") continue;
      for (const share of awaitShares(state.record.outcome.measured)) {
        const { line } = content.positionAt(target.scope.span.start + share.end);
        if (line < range.start.line || line > range.end.line || lines.has(line)) continue;
        const tooltip = `${share.details}. Hide: setting inferlens.inlineTimes`;
        lines.set(line, { label: share.text, paddingLeft: true, tooltip, position: content.getLineRange(line).end });
      }
    }
    return lines;
  };

  return {
    answer(document, analysed, range) {
      if (!options().inlineTimes) return [];
      const text = document.content.getText();
      const all = models.targets(document, analysed).runs;
      let known = unedited.get(document.uri);
      if (!known) {
        known = new Set(all.map((run) => textOf(text, run)));
        unedited.set(document.uri, known);
      }
      const lines = awaitHints(document, analysed, range);
      for (const run of all) {
        const { line } = document.content.positionAt(run.call.span.end);
        if (line < range.start.line || line > range.end.line || lines.has(line) || !known.has(textOf(text, run)))
          continue;
        const hint = hintFor(document, analysed, run);
        if (hint) lines.set(line, { ...hint, position: document.content.getLineRange(line).end });
      }
      return [...lines.values()];
    },
    measured: () => unedited.clear(),
    closed: (document) => void unedited.delete(document.uri),
  };
}

function textOf(text: string, run: ModelRun): string {
  const span: Span = run.within?.span ?? run.call.statement;
  return text.slice(span.start, span.end);
}
