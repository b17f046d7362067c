/**
 * What a finding was measured to cost here: of the model it speaks of, its load or one run of it. Absent on purpose:
 * documented costs, which never stand beside measured ones.
 */
import type { Finding } from "../analysis/finding.ts";
import { summarize } from "../bench/statistics.ts";
import type { Analysed } from "./analyses.ts";
import type { DocumentModels } from "./documentModels.ts";
import type { Measurements, Subject } from "./measurements.ts";
import type { OpenDocument } from "./session.ts";

/** What to look up; outlives the analysis it comes from. */
export interface CostSource {
  readonly subject: Subject;
  /** Of the load in its document. */
  readonly targetId: string;
  /** The load itself is what the finding is about. */
  readonly isLoad: boolean;
}

export interface FindingCosts {
  /** Undefined when the finding speaks of no model file that is found. */
  sourceOf(document: OpenDocument, analysed: Analysed, finding: Finding): CostSource | undefined;
  /** Undefined when nothing was measured, or no figure speaks of what is there now. */
  measuredMs(source: CostSource): number | undefined;
}

export function createFindingCosts(models: DocumentModels, measurements: Measurements): FindingCosts {
  return {
    sourceOf(document, analysed, finding) {
      const load = models.loadOf(document, analysed, finding);
      return (
        load && {
          subject: models.subjectOf(document, analysed, load),
          targetId: load.id,
          isLoad: load.call.callee.start === finding.span.start,
        }
      );
    },
    measuredMs({ subject, isLoad }) {
      const state = measurements.stateOf(subject);
      if (state.kind !== "done" || state.stale || state.record.outcome.kind !== "measured") return undefined;
      const { measured } = state.record.outcome;
      return isLoad ? measured.loadMs : summarize(measured.samplesMs, measured.batch)?.p50Ms;
    },
  };
}
