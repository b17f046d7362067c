/** How much memory one call leaves behind: the slope of the resident size over many calls. Absent on purpose: what holds it. */
import { linearRegression } from "simple-statistics";

export interface Growth {
  /** After a call. */
  look(calls: number): void;
  /** Null with too few looks to tell growth from a heap that fills and empties. */
  bytesPerCall(): number | null;
}

const mostLooks = 400;
/** What loads models leaves so much behind that few show it; of others it takes many. */
const fewestCalls = 50;
/** Caches and heaps fill first. */
const settlingShare = 1 / 3;

export function watchGrowth(mostCalls: number, fewest = fewestCalls): Growth {
  const every = Math.max(1, Math.floor(mostCalls / mostLooks));
  const looks: [number, number][] = [];
  return {
    look(calls) {
      if (calls % every === 0) looks.push([calls, process.memoryUsage.rss()]);
    },
    bytesPerCall: () => bytesPerCallIn(looks, fewest),
  };
}

/** `looks`: calls so far and resident bytes, in order. Null with too few. */
export function bytesPerCallIn(looks: readonly (readonly [number, number])[], fewest = fewestCalls): number | null {
  if ((looks.at(-1)?.[0] ?? 0) < fewest) return null;
  return linearRegression(looks.slice(Math.floor(looks.length * settlingShare)).map(([x, y]) => [x, y])).m;
}
