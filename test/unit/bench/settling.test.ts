/** The end of warm-up and steadiness, on made series. */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../server/src/bench/random.ts";
import { lastWindowsAgree, steadinessOf, warming } from "../../../server/src/bench/settling.ts";

const rule = { warmUpMs: 3_000, warmUpRuns: 10 };

/** Runs until warm-up is over; how many it took and why it ended. */
function warmUp(timeOf: (run: number) => number, given = rule) {
  const watch = warming(given);
  let runs = 0;
  while (watch.over === null) watch.add(timeOf(runs++));
  return { runs, over: watch.over };
}

describe("warm-up", () => {
  it("is short when there is none", () => {
    expect(warmUp(() => 10)).toEqual({ runs: 50, over: "settled" });
  });

  it("lasts until a run-up has passed", () => {
    const falling = (run: number) => 10 + 10 * Math.exp(-run / 30);
    const { runs, over } = warmUp(falling);
    expect(over).toBe("settled");
    expect(falling(runs) / 10).toBeLessThan(1.05);
  });

  it("waits for a step that comes late in a window, as when code is compiled", () => {
    expect(warmUp((run) => (run < 18 ? 20 : 10)).runs).toBeGreaterThan(18 + 15);
  });

  it("takes scatter for scatter, and something else that begins to work for no warm-up", () => {
    const random = seededRandom(3);
    expect(warmUp(() => 10 * (1 + 0.3 * random())).over).toBe("settled");
    expect(warmUp((run) => (run < 15 ? 10 : 14))).toEqual({ runs: expect.any(Number), over: "settled" });
  });

  it("is not ended by one slow run", () => {
    expect(warmUp((run) => (run === 3 ? 500 : 10)).over).toBe("settled");
  });

  it("is bounded where runs never stop getting faster", () => {
    const { runs, over } = warmUp((run) => 100 * 0.97 ** run + 0.001);
    expect(over).toBe("time");
    expect(runs).toBeGreaterThan(10);
  });

  it("gives a slow model some runs, but not without end", () => {
    expect(warmUp(() => 700)).toEqual({ runs: 10, over: "time" });
    expect(warmUp(() => 5_000)).toEqual({ runs: 2, over: "time" });
  });

  it("is left out when the rule allows none", () => {
    expect(warming({ warmUpMs: 0, warmUpRuns: 10 }).over).toBe("time");
  });
});

describe("steadiness", () => {
  const noisy = (count: number, level: (share: number) => number, seed = 1) => {
    const random = seededRandom(seed);
    return Float64Array.from({ length: count }, (_, run) => level(run / count) * (0.95 + 0.1 * random()));
  };

  it("is said of parts that agree", () => {
    expect(steadinessOf(noisy(600, () => 4))).toMatchObject({ steady: true });
    expect(lastWindowsAgree(noisy(600, () => 4))).toBe(true);
  });

  it("is not said of drift, and the direction is told", () => {
    expect(steadinessOf(noisy(600, (share) => 4 * (1 + 0.4 * share)))).toMatchObject({
      steady: false,
      direction: "slower",
    });
    expect(steadinessOf(noisy(600, (share) => 4 * (1.4 - 0.4 * share)))).toMatchObject({
      steady: false,
      direction: "faster",
    });
    expect(steadinessOf(noisy(600, (share) => (share > 0.4 && share < 0.6 ? 6 : 4)))).toMatchObject({
      steady: false,
      direction: "both ways",
    });
    expect(lastWindowsAgree(noisy(600, (share) => (share < 0.8 ? 4 : 6)))).toBe(false);
  });

  it("is not judged on few runs", () => {
    expect(steadinessOf(noisy(29, () => 4))).toBeNull();
    expect(lastWindowsAgree(noisy(29, () => 4))).toBe(false);
  });
});
