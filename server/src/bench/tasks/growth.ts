/** How much memory one call leaves behind: the slope of what is held, over many calls. Absent on purpose: what holds it. */
import { linearRegression } from "simple-statistics";

export interface Growth {
  /** After a call. */
  look(calls: number): void;
  /** Null with too few looks to tell growth from memory that fills and empties. */
  bytesPerCall(): number | null;
}

/** Calls so far, and bytes. */
export type Look = readonly [calls: number, bytes: number];

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
 * is not. `looks` in order. Null with too few calls.
 */
export function bytesPerCallIn(looks: readonly Look[], fewest = fewestCalls): number | null {
  const last = looks.at(-1)?.[0] ?? 0;
  if (last < fewest) return null;
  const settled = last * settlingShare;
  const middle = (settled + last) / 2;
  const early = looks.filter(([calls]) => calls >= settled && calls <= middle);
  const late = looks.filter(([calls]) => calls >= middle);
  return Math.max(0, Math.min(...[early, late].map((half) => linearRegression(half.map(([x, y]) => [x, y])).m)));
}
