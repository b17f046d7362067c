/** Whether kept runs differ: how often equal ones are told apart, and what is found, on made series with fixed seeds. */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../server/src/bench/random.ts";
import { compareStored, effectAbove, mannWhitney } from "../../../server/src/history/regression.ts";

/** Latencies as they are: a floor, a skewed tail, neighbours alike, now and then a spike. */
function made(seed: number, { count = 300, baseMs = 4, spread = 0.03 } = {}): number[] {
  const random = seededRandom(seed);
  let drift = 0;
  return Array.from({ length: count }, () => {
    drift = 0.9 * drift + 0.1 * (random() - 0.5);
    const spike = random() > 0.98 ? random() : 0;
    return baseMs * (1 + spread * (random() ** 2 + drift) + spike);
  });
}

describe("equal runs", () => {
  it("are told apart in fewer than one of a hundred cases", () => {
    const trials = 100;
    let alarms = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { verdict } = compareStored(made(2 * trial + 1), made(2 * trial + 2));
      if (verdict === "faster" || verdict === "slower") alarms++;
    }
    expect(alarms).toBe(0);
  });

  it("raise a rank test's alarm about as often as it says, when samples are independent", () => {
    const random = seededRandom(5);
    const series = () => Array.from({ length: 40 }, () => random());
    const trials = 1_000;
    const alarms = Array.from({ length: trials }, () => mannWhitney(series(), series())).filter((p) => p < 0.05).length;
    expect(alarms / trials).toBeGreaterThan(0.03);
    expect(alarms / trials).toBeLessThan(0.07);
  });

  it("that moved by a little, however surely, are no difference", () => {
    const { verdict, p } = compareStored(made(1, { count: 5_000 }), made(2, { count: 5_000, baseMs: 4.08 }));
    expect(p).toBeLessThan(0.001);
    expect(verdict).toBe("below-smallest-effect");
  });
});

describe("a slowdown", () => {
  it.each([0.05, 0.1, 1.3])("of %s is found", (share) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { verdict, speedup, interval } = compareStored(made(seed), made(seed + 100, { baseMs: 4 * (1 + share) }));
      expect(verdict).toBe("slower");
      expect(1 / speedup - 1).toBeCloseTo(share, 1);
      expect(interval.low).toBeLessThanOrEqual(speedup);
      expect(interval.high).toBeGreaterThanOrEqual(speedup);
    }
  });

  it("is not claimed of a run that other work held up, nor of one that got slower while it was measured", () => {
    const slower = made(2, { baseMs: 6 });
    expect(compareStored(made(1), slower, { disturbed: true }).verdict).toBe("unsteady");
    const throttled = slower.map((value, index) => value * (1 + index / 400));
    expect(compareStored(made(1), throttled).verdict).toBe("unsteady");
  });

  it("is not claimed of a handful of runs", () => {
    expect(compareStored([1, 2, 3], [9, 9, 9, 9, 9, 9])).toMatchObject({ verdict: "too-few", p: null });
  });

  it("of values that are all alike has p 1", () => {
    expect(mannWhitney([1, 1, 1, 1, 1], [1, 1, 1, 1, 1])).toBe(1);
  });
});

describe("the rank test", () => {
  it("agrees with the textbook's steps", () => {
    // U = 3 of 42 pairs, expected 21 with standard deviation 7, continuity 0.5: z = 2.5, and 2 (1 - Φ(2.5)) = 0.01242.
    expect(mannWhitney([1.1, 2.2, 3.3, 4.4, 5.5, 6.6], [4.5, 5.6, 7.7, 8.8, 9.9, 10.1, 11.2])).toBeCloseTo(0.01242, 4);
    // Ranks 1, 2.5, 2.5, 4 | 5, 6: U = 0 of 8, variance 8 / 12 · (7 - 6 / 30) = 4.533, z = 1.644.
    expect(mannWhitney([1, 2, 2, 3], [4, 5])).toBeCloseTo(0.1002, 3);
  });

  it("is the same from both sides", () => {
    expect(mannWhitney([1, 2, 2, 3], [2, 3, 4, 5])).toBeCloseTo(mannWhitney([2, 3, 4, 5], [1, 2, 2, 3]), 12);
  });
});

describe("the smallest effect", () => {
  it("grows with what equal runs here differ by, from five of them on", () => {
    expect(effectAbove([4, 5, 6, 4])).toBe(0.04);
    expect(effectAbove([4, 4.01, 4.02, 4, 3.99])).toBe(0.04);
    expect(effectAbove([4, 4.4, 4.8, 3.9, 4.2, 4.6])).toBeGreaterThan(0.2);
  });
});
