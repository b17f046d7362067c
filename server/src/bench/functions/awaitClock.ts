/**
 * Takes the time of awaits that the compiler made timed ones, summed over each call. Absent on purpose: where they stand in the
 * text, and calls that fail, whose last await never ends.
 */
import { clockNames } from "./clockNames.ts";

export interface AwaitClock {
  /** Slots of a variant, counted from zero over all variants. */
  readonly firstFree: number;
  take(count: number): void;
  /** Forgets what ran since the last call. */
  begin(): void;
  /** Time in each slot since `begin`. */
  readonly spentMs: Float64Array;
  /** What one timed await costs. */
  overheadMs(): number;
}

export function startAwaitClock(): AwaitClock {
  const spent = { ms: new Float64Array(0) };
  const begins = (): number => performance.now();
  const ends = <T>(slot: number, startedAt: number, value: T): T => {
    spent.ms[slot] = (spent.ms[slot] ?? 0) + performance.now() - startedAt;
    return value;
  };
  Object.assign(globalThis, { [clockNames.begin]: begins, [clockNames.end]: ends });
  return {
    get firstFree() {
      return spent.ms.length;
    },
    take(count) {
      spent.ms = new Float64Array(spent.ms.length + count);
    },
    begin: () => void spent.ms.fill(0),
    get spentMs() {
      return spent.ms;
    },
    overheadMs() {
      const kept = spent.ms;
      spent.ms = new Float64Array(1);
      // The least of several rounds: the first ones are slow until they are compiled.
      let least = Number.POSITIVE_INFINITY;
      for (let round = 0; round < rounds; round++) {
        const startedAt = performance.now();
        for (let turn = 0; turn < turns; turn++) ends(0, begins(), turn);
        least = Math.min(least, (performance.now() - startedAt) / turns);
      }
      spent.ms = kept;
      return least;
    },
  };
}

const rounds = 5;
const turns = 10_000;
