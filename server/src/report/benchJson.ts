/** A record for machines: units in every key, figures as numbers, raw samples included. Absent on purpose: rounding. */
import { cpuShare, disturbedShare, summarize } from "../bench/statistics.ts";
import type { ModelRun } from "../history/record.ts";

/** `summary` is computed from `record`; a percentile without samples enough is null. */
export function benchJson(record: ModelRun): object {
  if (record.outcome.kind === "failed") return { record };
  const { measured } = record.outcome;
  const summary = summarize(measured.samplesMs, measured.batch);
  const { loadMs, firstRunMs, peakBytes } = measured;
  const disturbed = disturbedShare(measured, record.provider);
  return {
    summary: { ...summary, loadMs, firstRunMs, peakBytes, cpuPerWall: cpuShare(measured), disturbedShare: disturbed },
    record,
  };
}
