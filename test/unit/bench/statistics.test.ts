/** Figures from samples. */
import { describe, expect, it } from "vitest";
import {
  disturbedShare,
  isStable,
  medianInterval,
  medianSoFar,
  type Summary,
  samplesNeeded,
  summarize,
} from "../../../server/src/bench/statistics.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("summarize", () => {
  it("gives nothing without samples", () => {
    expect(summarize([], 1)).toBeNull();
  });

  it("computes what is shown", () => {
    const summary = summarize(upTo(1000), 1)!;
    expect(summary).toMatchObject({ count: 1000, minMs: 1, maxMs: 1000, p50Ms: 500.5, outliers: 0 });
    expect(summary.p95Ms).toBeCloseTo(950.5, 0);
    expect(summary.p99Ms).toBeCloseTo(990.5, 0);
    expect(summary.p999Ms).toBeNull();
    expect(summary.itemsPerSecond).toBeCloseTo(1000 / 500.5, 5);
  });

  it("gives the same figures whatever the order of samples, but not the same doubt", () => {
    const figures = ({ p50Ms, p90Ms, p95Ms, minMs, maxMs, madMs, outliers, itemsPerSecond }: Summary) => ({
      ...{ p50Ms, p90Ms, p95Ms, minMs, maxMs, madMs, outliers, itemsPerSecond },
    });
    const shuffled = upTo(300).map((value) => ((value * 7919) % 300) + 1);
    const [drifting, mixed] = [summarize(upTo(300), 1)!, summarize(shuffled, 1)!];
    expect(figures(drifting)).toEqual(figures(mixed));
    const width = ({ p50Interval: { low, high } }: Summary) => high - low;
    expect(width(drifting)).toBeGreaterThan(2 * width(mixed));
    expect([drifting.steadiness?.steady, mixed.steadiness?.steady]).toEqual([false, true]);
    expect(drifting.steadiness?.direction).toBe("slower");
  });

  it.each([
    [0.9, 100],
    [0.95, 200],
    [0.99, 1000],
    [0.999, 10_000],
  ])("needs ten samples beyond percentile %d: %d", (share, needed) => {
    expect(samplesNeeded(share)).toBe(needed);
  });

  it("hides a percentile one sample short of what it needs", () => {
    expect(summarize(upTo(199), 1)!.p95Ms).toBeNull();
    expect(summarize(upTo(200), 1)!.p95Ms).not.toBeNull();
  });

  it("counts items, not runs, in batches", () => {
    expect(summarize([10, 10], 8)!.itemsPerSecond).toBe(800);
  });

  it("flags outliers and keeps them in every figure", () => {
    const summary = summarize([...Array.from({ length: 99 }, (_, index) => 10 + (index % 3) / 10), 500], 1)!;
    expect(summary.outliers).toBe(1);
    expect(summary.maxMs).toBe(500);
    expect(summary.count).toBe(100);
  });

  it("sees no outlier in equal samples, nor in everyday noise", () => {
    expect(summarize(Array(50).fill(4), 1)!.outliers).toBe(0);
    expect(summarize([4, 4, 4, 4, 4, 4.5, 5], 1)!.outliers).toBe(0);
  });
});

describe("interval of the median", () => {
  it("brackets the median and narrows with more samples", () => {
    const few = medianInterval(upTo(20));
    expect(few.low).toBeLessThan(10.5);
    expect(few.high).toBeGreaterThan(10.5);
    const share = (count: number) => {
      const { low, high } = medianInterval(upTo(count));
      return (high - low) / count;
    };
    expect(share(2000)).toBeLessThan(share(20) / 5);
  });

  it("is the whole range when there are very few", () => {
    expect(medianInterval([1, 2, 9])).toEqual({ low: 1, high: 9 });
  });

  it("covers the true median about 95 times of 100", () => {
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    let covered = 0;
    for (let trial = 0; trial < 400; trial++) {
      const { low, high } = medianInterval(Float64Array.from({ length: 101 }, random).sort());
      if (low <= 0.5 && high >= 0.5) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.92);
    expect(covered / 400).toBeLessThan(0.995);
  });
});

describe("stability", () => {
  const rule = { minRuns: 20, stableShare: 0.01 };
  it("wants enough runs and a narrow interval", () => {
    expect(isStable(new Float64Array(19).fill(5), rule)).toBe(false);
    expect(isStable(new Float64Array(20).fill(5), rule)).toBe(true);
    expect(
      isStable(
        Float64Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 5 : 6)),
        rule,
      ),
    ).toBe(false);
  });
  it("leaves the order of samples alone", () => {
    const samples = Float64Array.from({ length: 30 }, (_, index) => 30 - index);
    isStable(samples, rule);
    expect(samples[0]).toBe(30);
  });
});

describe("disturbance", () => {
  it("is the share of the time in which the processor did something else", () => {
    expect(disturbedShare({ cpuMs: 690, wallMs: 1000 }, "cpu")).toBeCloseTo(0.31);
    expect(disturbedShare({ cpuMs: 990, wallMs: 1000 }, "cpu")).toBeNull();
    expect(disturbedShare({ cpuMs: 1990, wallMs: 1000 }, "cpu")).toBeNull();
  });
  it("is not judged where the work is done elsewhere", () => {
    expect(disturbedShare({ cpuMs: 10, wallMs: 1000 }, "cuda")).toBeNull();
  });
});

it("knows the live median", () => {
  expect(medianSoFar([])).toBeNull();
  expect(medianSoFar([3, 1, 2])).toBe(2);
});
