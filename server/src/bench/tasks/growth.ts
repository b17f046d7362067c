/** How much memory one call leaves behind: the slope of what is held, over many calls. Absent on purpose: what holds it. */
import { linearRegression } from "simple-statistics";

export interface Growth {
  /** After a call. */
  look(calls: number): void;
  /** Null with too few looks to tell growth from memory that fills and empties. */
  bytesPerCall(): number | null;
}

/** Calls so far, bytes, and which round it is: what a loop holds may be let go of when it ends. Left out: there is one. */
export type Look = readonly [calls: number, bytes: number, round?: number];

/** What loads models leaves so much behind that few show it; of others it takes many. */
const fewestCalls = 50;
/** Caches and pools fill first. */
const settlingShare = 1 / 3;
/** A look may take as long as many calls, so they lie ever further apart. */
const lookAgain = 1.05;

export function watchGrowth(bytes: () => number, fewest = fewestCalls): Growth {
  const looks: Look[] = [];
  let next = 1;
  return {
    look(calls) {
      if (calls < next) return;
      looks.push([calls, bytes()]);
      next = calls * lookAgain;
    },
    bytesPerCall: () => bytesPerCallIn(looks, fewest),
  };
}

/**
 * The lesser slope of both halves of the calls: what every call leaves behind is seen in both, what a pool or a compiler took once
 * is not. Of several rounds it is the slope within them. `looks` in order. Null with too few calls.
 */
export function bytesPerCallIn(looks: readonly Look[], fewest = fewestCalls): number | null {
  const last = looks.at(-1)?.[0] ?? 0;
  if (last < fewest) return null;
  const settled = roundsOf(looks).map(settledIn);
  const middle = ((settled.find((round) => round.length > 0)?.[0]?.[0] ?? 0) + last) / 2;
  const half = (holds: (calls: number) => boolean): number =>
    linearRegression(settled.flatMap((round) => centred(round.filter(([calls]) => holds(calls))))).m;
  const slope = Math.min(
    half((calls) => calls <= middle),
    half((calls) => calls >= middle),
  );
  return Number.isNaN(slope) ? null : Math.max(0, slope);
}

/** Each with the calls that were made before it. */
function roundsOf(looks: readonly Look[]): readonly { readonly before: number; readonly looks: readonly Look[] }[] {
  const rounds: { readonly before: number; readonly looks: Look[] }[] = [];
  let last: Look | undefined;
  for (const look of looks) {
    if (!last || last[2] !== look[2]) rounds.push({ before: last?.[0] ?? 0, looks: [] });
    rounds.at(-1)!.looks.push(look);
    last = look;
  }
  return rounds;
}

function settledIn({ before, looks }: ReturnType<typeof roundsOf>[number]): readonly Look[] {
  const from = before + ((looks.at(-1)?.[0] ?? 0) - before) * settlingShare;
  return looks.filter(([calls]) => calls >= from);
}

/** Rounds begin at different heights: each counts from its own middle. */
function centred(round: readonly Look[]): readonly [number, number][] {
  const middle = (of: 0 | 1): number => round.reduce((sum, look) => sum + look[of], 0) / Math.max(1, round.length);
  const [calls, bytes] = [middle(0), middle(1)];
  return round.map(([x, y]) => [x - calls, y - bytes]);
}
