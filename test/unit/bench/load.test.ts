/** Queries by chance, sent whether or not the last is done, and the highest rate, on a clock that is moved by hand. */
import { describe, expect, it } from "vitest";
import { type OpenLoop, offer } from "../../../server/src/bench/openLoop.ts";
import { poissonSchedule } from "../../../server/src/bench/poisson.ts";
import { highestRate } from "../../../server/src/bench/rateSearch.ts";

/** A model that serves one query after the other, as a runtime that holds the event loop does. */
function fakeModel(serviceMs: (query: number) => number) {
  let clock = 0;
  let served = 0;
  const loop: Pick<OpenLoop, "run" | "now" | "waitUntil"> = {
    now: () => clock,
    waitUntil: async (ms) => {
      await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(null))));
      clock = Math.max(clock, ms);
    },
    run: () => {
      clock += serviceMs(served++);
      return Promise.resolve();
    },
  };
  return loop;
}
const never = { aboveMs: Number.POSITIVE_INFINITY, count: 0, afterMs: Number.POSITIVE_INFINITY };

describe("a Poisson schedule", () => {
  const schedule = poissonSchedule(20_000, 250, 5);
  const gaps = Array.from(schedule, (at, index) => at - (schedule[index - 1] ?? 0));

  it("offers exactly the rate asked for, in order", () => {
    expect(schedule.at(-1)!).toBeLessThanOrEqual(80_000);
    expect(schedule.at(-1)!).toBeGreaterThan(79_900);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  });

  it("has exponential gaps: mean and standard deviation are equal, a share 1 / e exceeds the mean", () => {
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(mean).toBeCloseTo(4, 1);
    expect(deviation / mean).toBeCloseTo(1, 1);
    expect(gaps.filter((gap) => gap > mean).length / gaps.length).toBeCloseTo(1 / Math.E, 1);
  });

  it("is the same for a seed, at any rate but for its scale", () => {
    const slower = poissonSchedule(20_000, 125, 5);
    expect(slower[77]!).toBeCloseTo(2 * schedule[77]!, 6);
    expect(poissonSchedule(3, 250, 6)).not.toEqual(schedule.slice(0, 3));
  });
});

describe("an open loop", () => {
  it("counts from when a query was due: one stall is in all latencies it delayed", async () => {
    const schedule = Float64Array.from({ length: 20 }, (_, index) => index * 10);
    const { latenciesMs } = await offer(schedule, { ...fakeModel((query) => (query === 3 ? 100 : 1)), giveUp: never });
    expect(Array.from(latenciesMs.slice(0, 3))).toEqual([1, 1, 1]);
    expect(latenciesMs[3]).toBe(100);
    // Due 10 ms after the stalled one was, begun when it ended.
    expect(latenciesMs[4]).toBe(91);
    expect(latenciesMs[5]).toBe(82);
    expect(latenciesMs.filter((latency) => latency > 1)).toHaveLength(11);
    expect(latenciesMs.at(-1)).toBe(1);
  });

  it("keeps sending while earlier ones are not done", async () => {
    let running = 0;
    let most = 0;
    const { latenciesMs } = await offer(Float64Array.from([0, 1, 2, 3]), {
      now: () => performance.now(),
      waitUntil: async (ms) => {
        while (performance.now() < ms) await new Promise(setImmediate);
      },
      run: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 50));
        running--;
      },
      giveUp: never,
    });
    expect(latenciesMs).toHaveLength(4);
    expect(most).toBe(4);
  });

  it("gives up when the rest cannot make it good, and says so", async () => {
    const giveUp = { aboveMs: 20, count: 5, afterMs: Number.POSITIVE_INFINITY };
    const offered = await offer(poissonSchedule(1_000, 200, 1), { ...fakeModel(() => 10), giveUp });
    expect(offered.cutShort).toBe(true);
    expect(offered.latenciesMs.length).toBeLessThan(100);
  });

  it("gives up when it lasts too long", async () => {
    const giveUp = { ...never, count: Number.POSITIVE_INFINITY, afterMs: 500 };
    expect((await offer(poissonSchedule(1_000, 200, 1), { ...fakeModel(() => 10), giveUp })).cutShort).toBe(true);
  });

  it("fails with what a query failed with", async () => {
    const loop = { ...fakeModel(() => 1), run: () => Promise.reject(new Error("out of memory")), giveUp: never };
    await expect(offer(Float64Array.from([0, 1]), loop)).rejects.toThrow("out of memory");
  });
});

describe("the highest rate", () => {
  /** p99 of 20,000 simulated queries. */
  async function p99(rate: number, serviceMs: number): Promise<number> {
    const { latenciesMs } = await offer(poissonSchedule(20_000, rate, 1), {
      ...fakeModel(() => serviceMs),
      giveUp: never,
    });
    return latenciesMs.sort()[Math.ceil(0.99 * latenciesMs.length) - 1]!;
  }

  it("is found to within some percent", async () => {
    const holds = async (rate: number) => (await p99(rate, 4)) <= 20;
    const found = (await highestRate({ capacityPerSecond: 250, holds, mayTry: () => true }))!;
    expect(found).toBeGreaterThan(125);
    expect(found).toBeLessThan(250);
    expect(await p99(found, 4)).toBeLessThanOrEqual(20);
    expect(await p99(1.05 * found, 4)).toBeGreaterThan(20);
  });

  it("may be above what one after the other can, where the backend runs several at once", async () => {
    const found = await highestRate({ capacityPerSecond: 100, holds: async (rate) => rate < 350, mayTry: () => true });
    expect(found).toBeGreaterThan(330);
    expect(found).toBeLessThan(350);
  });

  it("may be far below it", async () => {
    const found = await highestRate({ capacityPerSecond: 100, holds: async (rate) => rate < 9, mayTry: () => true });
    expect(found).toBeGreaterThan(8.4);
    expect(found).toBeLessThan(9);
  });

  it("is nothing when none holds, after a bounded number of trials", async () => {
    let trials = 0;
    const holds = async () => {
      trials++;
      return false;
    };
    expect(await highestRate({ capacityPerSecond: 100, holds, mayTry: () => true })).toBeNull();
    expect(trials).toBeLessThan(12);
  });

  it("is the best so far when time is over", async () => {
    let left = 2;
    const found = await highestRate({ capacityPerSecond: 100, holds: async () => true, mayTry: () => left-- > 0 });
    expect(found).toBe(75);
  });
});
