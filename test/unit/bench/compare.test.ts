/** Interleaved series compared. */
import { describe, expect, it } from "vitest";
import { compareSeries, outputDifference } from "../../../server/src/bench/compare.ts";
import { seededRandom } from "../../../server/src/bench/random.ts";

function noisy(count: number, centre: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => centre * (1 + (random() - 0.5) * 0.1));
}

describe("two series", () => {
  it("that are equal show no clear difference", () => {
    const comparison = compareSeries(noisy(400, 4, 1), noisy(400, 4, 2))!;
    expect(comparison.clear).toBe(false);
    expect(comparison.interval.low).toBeLessThanOrEqual(1.005);
    expect(comparison.interval.high).toBeGreaterThanOrEqual(0.995);
  });
  it("tell how much faster B is, with an interval around it", () => {
    const comparison = compareSeries(noisy(400, 9.2, 1), noisy(400, 4, 2))!;
    expect(comparison.clear).toBe(true);
    expect(comparison.speedup).toBeCloseTo(2.3, 1);
    expect(comparison.interval.low).toBeLessThan(comparison.speedup);
    expect(comparison.interval.high).toBeGreaterThan(comparison.speedup);
  });
  it("that differ by less than equal ones do are not told apart, however narrow the interval", () => {
    expect(compareSeries(noisy(5000, 4.04, 1), noisy(5000, 4, 2))!.clear).toBe(false);
  });
  it("give nothing without a pair", () => {
    expect(compareSeries([], [1])).toBeNull();
  });
});

describe("outputs", () => {
  const output = (name: string, values: number[]) => ({
    name,
    dims: [values.length],
    values: Float64Array.from(values),
  });
  it("differ by their largest distance", () => {
    expect(outputDifference([output("y", [1, 2])], [output("y", [1, 2.5])])).toBe(0.5);
    expect(outputDifference([output("y", [Number.NaN])], [output("y", [Number.NaN])])).toBe(0);
    expect(outputDifference([output("y", [Number.NaN])], [output("y", [1])])).toBe(Number.POSITIVE_INFINITY);
    expect(outputDifference([output("y", [Number.POSITIVE_INFINITY])], [output("y", [Number.POSITIVE_INFINITY])])).toBe(
      0,
    );
  });
  it("of other names or shapes cannot be compared", () => {
    expect(outputDifference([output("y", [1])], [output("z", [1])])).toBeNull();
    expect(outputDifference([output("y", [1])], [output("y", [1, 2])])).toBeNull();
  });
});
