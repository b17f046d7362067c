/** How long the server's work took lately, by kind. Absent on purpose: judging it; and keeping it past the process. */

export interface Timings {
  record(what: string, tookMs: number): void;
  /** In the order of their first time. */
  all(): readonly Timing[];
}

export interface Timing {
  readonly what: string;
  /** Since the server was started. */
  readonly times: number;
  /** Of the last hundred. */
  readonly medianMs: number;
  readonly slowestMs: number;
  readonly lastMs: number;
}

const remembered = 100;

export function createTimings(): Timings {
  const kinds = new Map<string, { times: number; readonly last: number[] }>();
  return {
    record(what, tookMs) {
      const kind = kinds.get(what) ?? { times: 0, last: [] };
      kind.times++;
      kind.last.push(tookMs);
      if (kind.last.length > remembered) kind.last.shift();
      kinds.set(what, kind);
    },
    all: () =>
      [...kinds].map(([what, { times, last }]) => {
        const sorted = [...last].sort((a, b) => a - b);
        return {
          what,
          times,
          medianMs: sorted[Math.floor(sorted.length / 2)]!,
          slowestMs: sorted.at(-1)!,
          lastMs: last.at(-1)!,
        };
      }),
  };
}
