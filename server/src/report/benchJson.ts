/** A record for machines: units in every key, figures as numbers, raw samples included. Absent on purpose: rounding. */
import { cpuShare, disturbedShare, summarizeRun } from "../bench/statistics.ts";
import { objectionsTo } from "../bench/validity.ts";
import type { ModelRun } from "../history/record.ts";

/** `summary` is computed from `record`; a percentile without samples enough is null. Without objections the run is valid. */
export function benchJson(record: ModelRun): object {
  if (record.outcome.kind === "failed") return { record };
  const { measured } = record.outcome;
  const summary = summarizeRun(measured);
  const { loadMs, firstRunMs, peakBytes } = measured;
  const disturbed = disturbedShare(measured, record.provider);
  return {
    scenario: record.spec.scenario?.kind ?? "single-stream",
    objections: objectionsTo(record.spec.scenario, measured),
    summary: { ...summary, loadMs, firstRunMs, peakBytes, cpuPerWall: cpuShare(measured), disturbedShare: disturbed },
    record,
  };
}
