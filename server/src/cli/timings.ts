/** Where the time of a check goes: by stage and by rule. Absent on purpose: files, whose times are noise one by one. */

export interface Timings {
  /** Nothing else of `timed` may be inside a part, or it counts twice. */
  timed<T>(part: string, work: () => T): T;
  render(ruleNames: readonly string[]): string;
}

export function createTimings(): Timings {
  const spent = new Map<string, { ms: number; times: number }>();
  return {
    timed(part, work) {
      const startedAt = performance.now();
      try {
        return work();
      } finally {
        const known = spent.get(part) ?? { ms: 0, times: 0 };
        known.ms += performance.now() - startedAt;
        known.times++;
        spent.set(part, known);
      }
    },
    render(ruleNames) {
      const isRule = new Set(ruleNames);
      const rows = (list: readonly (readonly [string, { ms: number; times: number }])[]): string =>
        [...list]
          .sort(([, a], [, b]) => b.ms - a.ms)
          .map(
            ([part, { ms, times }]) =>
              `${part.padEnd(38)}${ms.toFixed(1).padStart(10)} ms${String(times).padStart(9)} ×`,
          )
          .join("\n");
      const all = [...spent];
      const stages = rows(all.filter(([part]) => !isRule.has(part)));
      // What several rules need is worked out for the first that asks.
      const rules = rows(all.filter(([part]) => isRule.has(part)));
      return `${stages}\n\nrules, the first to ask pays for what they share\n${rules}\n`;
    },
  };
}
