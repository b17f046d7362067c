/** Every row of the table of numbers. */
import { describe, expect, it } from "vitest";
import {
  bytes,
  change,
  count,
  number,
  parameterCount,
  percent,
  perSecond,
  relativeTime,
  significantDigits,
  time,
  timeRow,
  toAscii,
} from "../../../server/src/report/figures.ts";

describe("unit", () => {
  it.each([
    [0.0005, "500 ns"],
    [0.000_42, "420 ns"],
    [0.85, "850 µs"],
    [0.0123, "12 µs"],
    [4.2, "4.2 ms"],
    [42, "42 ms"],
    [423, "423 ms"],
    [1800, "1.8 s"],
    [99_000, "99 s"],
    [100_000, "1 min 40 s"],
    [112_000, "1 min 52 s"],
    [120_000, "2 min"],
    [4_000_000, "66 min 40 s"],
  ])("of %d ms", (ms, text) => {
    expect(time(ms)).toBe(text);
  });

  it("is the leading value's for the whole row", () => {
    const row = timeRow(4.2);
    expect(row.time(0.98, 2)).toBe("0.98 ms");
    expect(row.time(0.004, 2)).toBe("0.0040 ms");
    expect(row.time(1850, 3)).toBe("1,850 ms");
  });

  it("changes only for a value that would need five integer digits", () => {
    expect(timeRow(4.2).time(9_999, 2)).toBe("9,999 ms");
    expect(timeRow(4.2).time(12_000, 2)).toBe("12 s");
    expect(timeRow(0.5).time(12.5, 3)).toBe("12.5 ms");
  });
});

describe("digits", () => {
  const doubt = (halfWidth: number) => ({ p50Ms: 100, p50Interval: { low: 100 - halfWidth, high: 100 + halfWidth } });
  it("are three only where the interval bears them", () => {
    expect(significantDigits(doubt(0.4))).toBe(3);
    expect(significantDigits(doubt(0.5))).toBe(2);
  });
  it.each<[number, 2 | 3, string]>([
    [4.214, 3, "4.21"],
    [4.214, 2, "4.2"],
    [42.14, 3, "42.1"],
    [42.14, 2, "42"],
    [423.4, 2, "423"],
    [423.4, 3, "423"],
    [9.96, 2, "10"],
    [9.996, 3, "10.0"],
    [99.6, 2, "100"],
    [99.4, 2, "99"],
    [0.0421, 2, "0.042"],
    [0.000_04, 2, "0.000040"],
    [0, 2, "0"],
    [-4.2, 2, "-4.2"],
  ])("of %d with %d", (value, significant, text) => {
    expect(number(value, significant)).toBe(text);
  });
  it("never come as 0.0, NaN, inf or undefined", () => {
    for (const value of [0, 1e-9, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const text of [number(value, 2), time(value), perSecond(value), percent(value)])
        expect(text).not.toMatch(/^0\.0$|^0\.0 |NaN|nfinity|undefined/);
    }
  });
});

it("shows the interval in hover and table", () => {
  expect(timeRow(4.21).timeWithInterval(4.21, { low: 4.18, high: 4.25 })).toBe("4.21 ms (4.18-4.25)");
  expect(timeRow(423).timeWithInterval(423, { low: 420, high: 431 })).toBe("423 ms (420-431)");
});

it("separates thousands alike in every locale", () => {
  expect([999, 1_000, 12_400, 1_234_567].map(count)).toEqual(["999", "1,000", "12,400", "1,234,567"]);
  expect(number(124_000, 2)).toBe("124k");
  expect(number(1_240_000, 2)).toBe("1.24M");
});

it.each([
  [231.4, "231"],
  [1_853, "1,850"],
  [12_437, "12,400"],
  [124_300, "124k"],
  [48.2, "48"],
  [4.84, "4.8"],
  [0.238, "0.24"],
  [99.7, "100"],
])("rates %d as %s per second", (value, text) => {
  expect(perSecond(value)).toBe(text);
});

describe("change", () => {
  it.each([
    [2.3, 2.1, 2.5, "2.3× faster (2.1-2.5)"],
    [9.8, 9.1, 10.4, "9.8× faster (9.1-10)"],
    [1.12, 1.09, 1.15, "12% faster (9-15%)"],
    [1 / 1.12, 1 / 1.15, 1 / 1.09, "12% slower (9-15%)"],
    [0.5, 0.48, 0.52, "2.0× slower (1.9-2.1)"],
    [1.5, 1.4, 1.6, "1.5× faster (1.4-1.6)"],
  ])("of %d", (speedup, low, high, text) => {
    expect(change({ speedup, interval: { low, high }, clear: true })).toBe(text);
  });
  it("is no difference when it is not clear", () => {
    expect(change({ speedup: 1.004, interval: { low: 0.98, high: 1.02 }, clear: false })).toBe(
      "no clear difference (0.98-1.02)",
    );
  });
});

it.each([
  [410_000_000, "410 MB"],
  [4_700_000, "4.7 MB"],
  [61_200_000, "61 MB"],
  [999_700, "1.0 MB"],
  [1_240, "1.2 kB"],
  [12, "12 B"],
  [3_900_000_000, "3.9 GB"],
  [0, "0 B"],
])("writes %d bytes as %s", (size, text) => {
  expect(bytes(size)).toBe(text);
});

it.each([
  [17, "17"],
  [328_137, "328 k"],
  [1_171_841, "1.2 M"],
  [7_100_000_000, "7.1 B"],
])("counts %d parameters as %s", (parameters, text) => {
  expect(parameterCount(parameters)).toBe(text);
});

it.each([
  [0.313, "31%"],
  [0, "0%"],
  [0.001, "under 1%"],
  [1.97, "197%"],
])("writes a share of %d as %s", (share, text) => {
  expect(percent(share)).toBe(text);
});

describe("time of a run", () => {
  const now = Date.parse("2025-03-10T12:00:00Z");
  it.each([
    ["2025-03-10T11:59:30Z", "just now"],
    ["2025-03-10T12:05:00Z", "just now"],
    ["2025-03-10T11:15:00Z", "45 min ago"],
    ["2025-03-10T10:00:00Z", "2 h ago"],
    ["2025-03-09T11:00:00Z", "1 day ago"],
    ["2025-03-04T00:00:00Z", "6 days ago"],
    ["2025-03-03T11:00:00Z", "2025-03-03"],
    ["nonsense", "unknown time"],
  ])("%s is %s", (iso, text) => {
    expect(relativeTime(iso, now)).toBe(text);
  });
});

it("has plain letters for terminals that know no others", () => {
  expect(toAscii("p50 850 µs · 2.3× faster (2.1-2.5) · too long…")).toBe(
    "p50 850 us | 2.3x faster (2.1-2.5) | too long...",
  );
});
