/** What children found → what is kept of a comparison of models. Absent on purpose: running them, and judging (verdict.ts). */
import type { Compared, Side } from "../../history/record.ts";
import { outputDifference } from "../compare.ts";
import type { OutputSample, TrialDone, TrialSide } from "../messages.ts";

/** What one side takes when it runs alone; null where that was not looked at. */
export type Alone = Pick<TrialDone, "peakBytes" | "bytesPerCall"> | null;

export interface Pair {
  readonly before: TrialSide;
  readonly after: TrialSide;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Sums in another order differ by less of the largest value; a row that went missing by more. */
const allowedShare = 1e-3;

export function comparedModels(pair: Pair, alone: readonly [Alone, Alone], sameOutputs: boolean): Compared {
  const { before, after, wallMs, cpuMs } = pair;
  const comparable = sameOutputs && before.outputs.length > 0;
  const difference = comparable ? outputDifference(before.outputs, after.outputs) : null;
  return {
    before: sideOf(before, alone[0]),
    after: sideOf(after, alone[1]),
    outputDifference: difference,
    allowedDifference: allowedShare * Math.max(1, largest(before.outputs)),
    ...(comparable && difference === null && { outputsDiffer: "shapes differ" }),
    wallMs,
    cpuMs,
  };
}

const sideOf = ({ samplesMs, warmUpMs, blockedMs }: TrialSide, alone: Alone): Side => ({
  samplesMs: Array.from(samplesMs),
  warmUpMs: Array.from(warmUpMs),
  blockedMs: Array.from(blockedMs),
  peakBytes: alone?.peakBytes ?? null,
  bytesPerCall: alone?.bytesPerCall ?? null,
});

function largest(outputs: readonly OutputSample[]): number {
  let most = 0;
  for (const { values } of outputs)
    for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
}
