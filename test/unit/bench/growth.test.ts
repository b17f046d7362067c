/** What is said to be left behind by a call, from looks at memory. */
import { describe, expect, it } from "vitest";
import { bytesPerCallIn, type Look } from "../../../server/src/bench/tasks/growth.ts";

const looks = (bytesAfter: (calls: number) => number, calls = 1_000): Look[] =>
  Array.from({ length: calls }, (_, index) => [index + 1, bytesAfter(index + 1)]);

describe("the slope of what is held", () => {
  it("is what each call leaves behind", () => {
    expect(bytesPerCallIn(looks((calls) => 8_192 * calls))).toBeCloseTo(8_192);
  });

  it("passes over what is taken before things have settled", () => {
    expect(bytesPerCallIn(looks((calls) => (calls < 300 ? 50_000 * calls : 15e6)))).toBe(0);
  });

  it("passes over what is taken once, early or late", () => {
    expect(bytesPerCallIn(looks((calls) => (calls < 500 ? 0 : 5e6)))).toBe(0);
    expect(bytesPerCallIn(looks((calls) => (calls < 900 ? 0 : 5e6)))).toBe(0);
  });

  it("is none where memory is given back", () => {
    expect(bytesPerCallIn(looks((calls) => 9e6 - 1_000 * calls))).toBe(0);
  });

  it("is not told from too few calls", () => {
    expect(bytesPerCallIn(looks((calls) => 8_192 * calls, 40))).toBeNull();
    expect(bytesPerCallIn([])).toBeNull();
  });

  it("is told from few calls that leave much behind", () => {
    expect(
      bytesPerCallIn(
        looks((calls) => 4e6 * calls, 40),
        10,
      ),
    ).toBeCloseTo(4e6);
  });

  it("is seen within the rounds of a loop that lets go of everything at its end", () => {
    const rounds = Array.from({ length: 300 }, (_, index): Look => [index + 1, 4e3 * (index % 20), (index / 20) | 0]);
    expect(bytesPerCallIn(rounds)).toBeCloseTo(4e3);
    expect(bytesPerCallIn(rounds.map(([calls, bytes]): Look => [calls, bytes]))).toBeLessThan(400);
    expect(bytesPerCallIn(rounds.map(([calls, , round]): Look => [calls, 7e6, round!]))).toBe(0);
    expect(bytesPerCallIn(rounds.map(([calls, bytes]): Look => [calls, bytes, calls]))).toBeNull();
  });
});
