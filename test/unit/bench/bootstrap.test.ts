/** Intervals of percentiles: how often they hold the truth, on distributions whose percentiles are known. */
import { probit } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { blockLength, correlationTime, doubtOf, medianRatioDoubt } from "../../../server/src/bench/bootstrap.ts";
import { seededRandom } from "../../../server/src/bench/random.ts";

const random = seededRandom(11);
const normal = () => probit(Math.min(1 - 1e-9, Math.max(1e-9, random())));

/** Latencies as they look: log-normal, neighbours alike by `alike` (AR(1)); every value has the same distribution. */
function series(count: number, alike: number): number[] {
  const step = Math.sqrt(1 - alike ** 2);
  let state = normal();
  return Array.from({ length: count }, () => {
    state = alike * state + step * normal();
    return Math.exp(0.2 * state);
  });
}

const truth = (share: number) => Math.exp(0.2 * probit(share));

function coverage(count: number, alike: number, shares: readonly number[], trials = 100): number[] {
  const held = shares.map(() => 0);
  for (let trial = 0; trial < trials; trial++) {
    const { percentiles } = doubtOf(series(count, alike), shares);
    for (const [index, { low, high }] of percentiles.entries())
      if (low <= truth(shares[index]!) && truth(shares[index]!) <= high) held[index]!++;
  }
  return held.map((times) => times / trials);
}

describe("intervals of percentiles", () => {
  it("hold the truth about 95 times of 100 on independent samples", () => {
    for (const share of coverage(1_000, 0, [0.5, 0.9, 0.95, 0.99])) expect(share).toBeGreaterThan(0.87);
  });

  it("nearly as often when neighbours resemble each other, where drawing samples one by one would not", () => {
    const [median] = coverage(1_000, 0.8, [0.5]);
    expect(median).toBeGreaterThan(0.85);
  });

  it("are in order, and hold the figure itself", () => {
    const samples = series(2_000, 0.3);
    const { percentiles, mean } = doubtOf(samples, [0.5, 0.9, 0.99]);
    expect(percentiles[0]!.high).toBeLessThan(percentiles[1]!.low);
    expect(percentiles[1]!.high).toBeLessThan(percentiles[2]!.low);
    const average = samples.reduce((sum, value) => sum + value, 0) / samples.length;
    expect(mean.low).toBeLessThan(average);
    expect(mean.high).toBeGreaterThan(average);
  });

  it("are the same for the same samples, and a point when all are equal", () => {
    const samples = series(300, 0);
    expect(doubtOf(samples, [0.5])).toEqual(doubtOf(samples, [0.5]));
    expect(doubtOf(Array(100).fill(4), [0.5, 0.9]).percentiles).toEqual([
      { low: 4, high: 4 },
      { low: 4, high: 4 },
    ]);
  });
});

describe("blocks", () => {
  it("are short for independent samples and grow with what neighbours have in common", () => {
    expect(correlationTime(series(4_000, 0))).toBeLessThan(1.3);
    // (1 + 0.8) / (1 - 0.8)
    expect(correlationTime(series(20_000, 0.8))).toBeGreaterThan(6);
    expect(correlationTime(series(20_000, 0.8))).toBeLessThan(12);
    expect(blockLength(series(2_000, 0.9))).toBeGreaterThan(3 * blockLength(series(2_000, 0)));
  });

  it("never leave fewer than ten of them", () => {
    expect(blockLength(Array.from({ length: 200 }, (_, index) => index))).toBeLessThanOrEqual(20);
  });
});

describe("interval of a ratio", () => {
  it("is narrow where both sides suffered the same, however much", () => {
    const load = Array.from({ length: 1_000 }, (_, run) => (Math.floor(run / 100) % 2 === 0 ? 1 : 2.5));
    const a = load.map((factor) => 4 * factor * (1 + 0.02 * random()));
    const b = load.map((factor) => 4 * factor * (1 + 0.02 * random()));
    const { low, high } = medianRatioDoubt(a, b);
    expect(low).toBeLessThanOrEqual(1);
    expect(high).toBeGreaterThanOrEqual(1);
    expect(high - low).toBeLessThan(0.1);
  });

  it("holds the true ratio", () => {
    const { low, high } = medianRatioDoubt(
      series(900, 0.3).map((value) => 1.2 * value),
      series(900, 0.3),
    );
    expect(low).toBeLessThan(1.2);
    expect(high).toBeGreaterThan(1.2);
  });
});
