/**
 * The time of a model at the end of each line that runs it. A hint speaks of the function as it was when it was opened or
 * measured: the first edit of the function takes it away. Absent on purpose: shares of a function, which needs its own run.
 */
import type { InlayHint, Range } from "vscode-languageserver/node";
import { summarize } from "../bench/statistics.ts";
import { significantDigits, time, timeRow } from "../report/figures.ts";
import { runs } from "../report/measurement.ts";
import type { Span } from "../text/span.ts";
import type { Analysed } from "./analyses.ts";
import type { DocumentModels } from "./documentModels.ts";
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
  readonly options: () => Options;
}

export function createInlayHints({ models, measurements, options }: InlayHintsOptions): InlayHints {
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
      const lines = new Map<number, InlayHint>();
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
