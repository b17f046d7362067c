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
      const rounds = 20_000;
      const kept = spent.ms;
      spent.ms = new Float64Array(1);
      const startedAt = performance.now();
      for (let round = 0; round < rounds; round++) ends(0, begins(), round);
      const total = performance.now() - startedAt;
      spent.ms = kept;
      return total / rounds;
    },
  };
}
