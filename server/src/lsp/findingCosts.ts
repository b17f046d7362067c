/**
 * What a finding was measured to cost here: by trying it, else of the model it speaks of its load or one run of it. Absent on
 * purpose: documented costs, which never stand beside measured ones.
 */
import type { Finding } from "../analysis/finding.ts";
import type { Verdict } from "../bench/experiments/verdict.ts";
import { summarize } from "../bench/statistics.ts";
import { relativeTime, time } from "../report/figures.ts";
import { costText, trialLines, trialTitle } from "../report/trialText.ts";
import type { Severity } from "../rules/rule.ts";
import type { Analysed } from "./analyses.ts";
import type { ComparisonState, Comparisons, TriedPlace } from "./comparisons.ts";
import type { DocumentModels } from "./documentModels.ts";
import type { Experiments } from "./experiments.ts";
import type { Measurements, Subject } from "./measurements.ts";
import { findingTarget } from "./protocol.ts";
import type { OpenDocument } from "./session.ts";

/** What to look up; outlives the analysis it comes from. */
export interface CostSource {
  /** What measuring the finding measures, as in a command; null when there is nothing to measure. */
  readonly targetId: string | null;
  /** Null for documents that are no files. */
  readonly place: TriedPlace | null;
  /** Null when the finding speaks of no model file that is found. */
  readonly model: {
    readonly subject: Subject;
    /** The load itself is what the finding is about. */
    readonly isLoad: boolean;
  } | null;
}

export interface FindingCost {
  /** For ranking; 0 where a change was tried and gained nothing. */
  readonly costMs: number;
  /** A finished figure: `412 ms`, `longest pause 589 ms`. */
  readonly text: string;
  /** It is paid as often as the line runs; else the figure says itself what it is of. */
  readonly eachTime: boolean;
  readonly runId: string;
}

export interface FindingCosts {
  sourceOf(document: OpenDocument, analysed: Analysed, finding: Finding): CostSource | undefined;
  /** Undefined when nothing was measured, or no figure speaks of what is there now. */
  measured(source: CostSource): FindingCost | undefined;
  /** Line by line as in a hover: what was tried and came out; empty when nothing was, or that is of the past. */
  lines(source: CostSource): readonly string[];
  /** A hint where a change was tried and is not worth making. */
  severityOf(source: CostSource | undefined, severity: Severity): Severity;
}

export interface FindingCostsOptions {
  readonly models: DocumentModels;
  readonly measurements: Measurements;
  readonly experiments: Experiments;
  readonly comparisons: Comparisons;
}

export function createFindingCosts({
  models,
  measurements,
  experiments,
  comparisons,
}: FindingCostsOptions): FindingCosts {
  const tried = ({ place }: CostSource): Extract<ComparisonState, { kind: "done" }> | undefined => {
    const state = place && comparisons.stateOf(place);
    return state?.kind === "done" && !state.stale ? state : undefined;
  };

  return {
    sourceOf(document, analysed, finding) {
      const place = experiments.placeOf(document, analysed, finding) ?? null;
      const load = models.loadOf(document, analysed, finding);
      if (!load) return place ? { targetId: null, place, model: null } : undefined;
      return {
        targetId: experiments.onModels(document, analysed, finding) ? findingTarget(finding.fingerprint) : load.id,
        place,
        model: {
          subject: models.subjectOf(document, analysed, load),
          isLoad: load.call.callee.start === finding.span.start,
        },
      };
    },
    measured(source) {
      const state = tried(source);
      if (state) {
        const { record, compared, verdict } = state;
        const text = costText(record.spec, compared) ?? "";
        // Where memory is judged, the time of what leaves it behind is what a call costs.
        const costMs = verdict.savedMs ?? middle(compared.before.samplesMs);
        return {
          costMs: verdict.judged === "pause" ? verdict.before : costMs,
          text,
          eachTime: verdict.kind === "gain" && verdict.judged !== "growth" && record.spec.items === 1,
          runId: record.id,
        };
      }
      return source.model ? ofModel(measurements, source.model) : undefined;
    },
    lines(source) {
      const state = tried(source);
      if (!state) return [];
      const { record, compared } = state;
      return [trialTitle(record.spec, compared), ...trialLines(record, relativeTime(record.startedAt, Date.now()))];
    },
    severityOf(source, severity) {
      const state = source && tried(source);
      return state && isNotWorthIt(state.verdict) && severity !== "error" ? "hint" : severity;
    },
  };
}

/** What only a device would show was not tried without one. */
const isNotWorthIt = ({ isWorthIt, missesDevice }: Verdict): boolean => !isWorthIt && !missesDevice;

function ofModel(
  measurements: Measurements,
  { subject, isLoad }: NonNullable<CostSource["model"]>,
): FindingCost | undefined {
  const state = measurements.stateOf(subject);
  if (state.kind !== "done" || state.stale || state.record.outcome.kind !== "measured") return undefined;
  const { measured } = state.record.outcome;
  const costMs = isLoad ? measured.loadMs : summarize(measured.samplesMs, measured.batch)?.p50Ms;
  return costMs === undefined ? undefined : { costMs, text: time(costMs), eachTime: true, runId: state.record.id };
}

const middle = (samplesMs: readonly number[]): number => summarize(samplesMs, 1)?.p50Ms ?? 0;
