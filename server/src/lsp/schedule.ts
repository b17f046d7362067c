/**
 * When work is done: at once, but only for the newest state. Several changes that are already waiting in the queue are
 * looked at together; nothing waits for a pause in typing. Work that nobody waits for is held back while a measurement
 * runs, so that it does not disturb the figures. Absent on purpose: what the work is.
 */

export interface Schedule {
  /** Runs the work once after the messages that have already arrived; later calls for the same key replace it. */
  soon(key: string, work: () => void): void;
  drop(key: string): void;
  /** Resolves when nothing is due for the key, or after the time given. */
  settled(key: string, withinMs: number): Promise<void>;
  /** Work nobody waits for: after all other, and not while quiet. */
  background(key: string, work: () => void): void;
  setQuiet(quiet: boolean): void;
}

/** Messages keep arriving for longer than this: look at what there is, then go on. */
const longestHoldMs = 50;

export function createSchedule(failed: (key: string, error: unknown) => void): Schedule {
  const due = new Map<string, () => void>();
  const later = new Map<string, () => void>();
  const waiting = new Map<string, (() => void)[]>();
  let arrivals = 0;
  let armed = false;
  let quiet = false;

  const run = (key: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      failed(key, error);
    }
    const settle = waiting.get(key);
    waiting.delete(key);
    for (const resolve of settle ?? []) resolve();
  };

  const flush = (): void => {
    armed = false;
    const batch = [...due];
    due.clear();
    for (const [key, work] of batch) run(key, work);
    if (due.size === 0) flushLater();
  };

  const flushLater = (): void => {
    if (quiet || later.size === 0) return;
    const batch = [...later];
    later.clear();
    setImmediate(() => {
      for (const [key, work] of batch) run(key, work);
    });
  };

  /** Each turn of the event loop handles one message: when a turn brought no new work, the queue is empty. */
  const hop = (seen: number, since: number): void => {
    setImmediate(() => {
      if (arrivals === seen || performance.now() - since > longestHoldMs) flush();
      else hop(arrivals, since);
    });
  };

  return {
    soon(key, work) {
      due.set(key, work);
      arrivals++;
      if (armed) return;
      armed = true;
      hop(-1, performance.now());
    },
    drop(key) {
      due.delete(key);
      later.delete(key);
      const settle = waiting.get(key);
      waiting.delete(key);
      for (const resolve of settle ?? []) resolve();
    },
    settled(key, withinMs) {
      if (!due.has(key)) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        waiting.set(key, [
          ...(waiting.get(key) ?? []),
          () => {
            clearTimeout(timer);
            resolve();
          },
        ]);
      });
    },
    background(key, work) {
      later.set(key, work);
      if (!armed) flushLater();
    },
    setQuiet(next) {
      quiet = next;
      if (!quiet && !armed) flushLater();
    },
  };
}
