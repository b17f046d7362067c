/** Two kept runs by their samples, with what equal runs of the same thing differ by. Absent on purpose: words. */
import { disturbedShare } from "../bench/statistics.ts";
import { differences } from "./difference.ts";
import { type RunPoint, samplesOf } from "./point.ts";
import type { RunRecord } from "./record.ts";
import { compareStored, effectAbove, type StoredComparison } from "./regression.ts";

/** How many equal runs tell how much they differ; older ones tell of another time. */
const equalRuns = 20;

/** `points`: all runs of the thing. Null when one of the two has no samples. */
export function compareKept(
  recordOf: (id: string) => RunRecord | null,
  points: readonly RunPoint[],
  older: RunPoint,
  newer: RunPoint,
): StoredComparison | null {
  const [a, b] = [older, newer].map(({ id }) => {
    const record = recordOf(id);
    return record && samplesOf(record);
  });
  if (!a || !b) return null;
  const equals = points.filter((one) => one.figures && differences(one, older).every(({ what }) => what === "commit"));
  return compareStored(a, b, {
    smallestEffect: effectAbove(equals.slice(-equalRuns).map(({ figures }) => figures!.p50Ms)),
    disturbed: isDisturbed(older) || isDisturbed(newer),
  });
}

/** As the lens says it: on the CPU, other work took more than a tenth of the time. */
const isDisturbed = ({ figures, provider }: RunPoint): boolean =>
  figures?.cpuShare !== null &&
  figures !== null &&
  disturbedShare({ cpuMs: figures.cpuShare, wallMs: 1 }, provider ?? "") !== null;
