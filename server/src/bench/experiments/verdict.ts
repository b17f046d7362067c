/**
 * Whether a change is worth making, from what was measured: a gain, a loss or neither, what it saves, and whether it still
 * computes the same. Absent on purpose: words, and whether a result still speaks of the code there is.
 */
import { medianSorted } from "simple-statistics";
import type { Compared, ComparisonSpec, Side } from "../../history/record.ts";
import { type Comparison, compareSeries } from "../compare.ts";

export interface Verdict {
  readonly kind: "gain" | "loss" | "no-difference";
  readonly judged: ComparisonSpec["judged"];
  /** Medians: ms, or bytes for each call where growth is judged. */
  readonly before: number;
  readonly after: number;
  /** Null where growth is judged: one figure for each side has no interval. */
  readonly comparison: Comparison | null;
  /** What the change saves each time: ms for an item, ms of silence. 0 without a gain; null where growth is judged. */
  readonly savedMs: number | null;
  /** Peak of the side after minus that of the side before; null when it is not known or too small to mean anything. */
  readonly memoryBytes: number | null;
  readonly outputs: "match" | "differ" | "not-compared";
  /** A gain, or a good part of the memory without a loss of time. */
  readonly isWorthIt: boolean;
  /** What is to be gained is waiting for a device, and none was there: the figures say nothing of that. */
  readonly missesDevice: boolean;
}

/** Null without a single pair. Worked out once for what was compared: the interval takes its time, and is asked for again and again. */
export function verdictOf({ judged, items, gainsOn }: Judging, compared: Compared): Verdict | null {
  const known = kept.get(compared);
  if (known?.judged === judged && known.items === items && known.gainsOn === gainsOn) return known.verdict;
  const judging: Judging = { judged, items, ...(gainsOn && { gainsOn }) };
  const verdict = judge(judging, compared);
  kept.set(compared, { ...judging, verdict });
  return verdict;
}

type Judging = Pick<ComparisonSpec, "judged" | "items" | "gainsOn">;
const kept = new WeakMap<Compared, Judging & { readonly verdict: Verdict | null }>();

function judge({ judged, items, gainsOn }: Judging, compared: Compared): Verdict | null {
  const { before, after } = compared;
  const memoryBytes = memoryOf(compared);
  const missesDevice = gainsOn === "device" && compared.computedOn === null;
  const shared = { judged, memoryBytes, outputs: outputsOf(compared), missesDevice };
  if (judged === "growth") {
    const [grows, grew] = [before.bytesPerCall, after.bytesPerCall];
    if (grows === null || grew === null) return null;
    const kind = growthKind(grows, grew, Math.min(before.samplesMs.length, after.samplesMs.length));
    return { ...shared, kind, before: grows, after: grew, comparison: null, savedMs: null, isWorthIt: kind === "gain" };
  }
  const [a, b] = judged === "pause" ? [before.blockedMs, after.blockedMs] : [before.samplesMs, after.samplesMs];
  const comparison = compareSeries(a, b);
  if (!comparison) return null;
  const [from, to] = [medianOf(a), medianOf(b)];
  const clear = comparison.clear && comparison.pairs >= fewestPairs;
  const kind = !clear ? "no-difference" : comparison.speedup > 1 ? "gain" : "loss";
  return {
    ...shared,
    kind,
    before: from,
    after: to,
    comparison: { ...comparison, clear },
    savedMs: kind === "gain" ? (from - to) / items : 0,
    isWorthIt: kind === "gain" || (kind === "no-difference" && isMuch(memoryBytes, before.peakBytes)),
  };
}

/** The interval of fewer pairs is narrow by chance. */
export const fewestPairs = 5;
/** Heaps breathe by some megabytes, whatever the number of calls. */
const breathBytes = 4e6;

function growthKind(before: number, after: number, calls: number): Verdict["kind"] {
  const noGrowthBytes = breathBytes / Math.max(1, calls);
  if (before > noGrowthBytes && after < before / 2) return "gain";
  return after > noGrowthBytes && before < after / 2 ? "loss" : "no-difference";
}

/** Processes of the same program differ by some hundredths. */
const isMuch = (memoryBytes: number | null, peakBytes: number | null): boolean =>
  memoryBytes !== null && peakBytes !== null && memoryBytes < -0.1 * peakBytes;

function memoryOf({ before, after }: { readonly before: Side; readonly after: Side }): number | null {
  if (before.peakBytes === null || after.peakBytes === null) return null;
  const difference = after.peakBytes - before.peakBytes;
  return Math.abs(difference) < Math.max(1e6, 0.03 * before.peakBytes) ? null : difference;
}

function outputsOf({ outputDifference, allowedDifference, outputsDiffer }: Compared): Verdict["outputs"] {
  if (outputsDiffer !== undefined) return "differ";
  if (outputDifference === null) return "not-compared";
  return outputDifference <= allowedDifference ? "match" : "differ";
}

const medianOf = (samples: readonly number[]): number => medianSorted([...samples].sort((a, b) => a - b));
