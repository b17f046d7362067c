/**
 * The batch size with the highest throughput: doubled until it no longer pays, then looked at between. Absent on purpose: running
 * a batch, which is handed in.
 */

export interface BatchSearch {
  /** Items per second at that size; null when it failed. */
  readonly throughputOf: (batch: number) => Promise<number | null>;
  /** Asked before a size is tried. */
  readonly mayTry: (batch: number) => "yes" | "memory" | "time";
}

export interface BatchSearchResult {
  /** Fastest first; empty when not even the first one ran. */
  readonly fastest: readonly number[];
  /** Why no larger one was tried. */
  readonly endedBy: "no-gain" | "memory" | "time" | "failure";
}

/** Less is within what two equal sizes differ by. */
const worthwhile = 1.02;
/** Sizes in a row that must not pay before the search ends: one may be unlucky. */
const patience = 2;
export const largestBatch = 4_096;

export async function bestBatch({ throughputOf, mayTry }: BatchSearch): Promise<BatchSearchResult> {
  const found = new Map<number, number>();
  let endedBy: BatchSearchResult["endedBy"] = "no-gain";
  let best = 0;
  let inVain = 0;
  for (let batch = 1; inVain < patience && batch <= largestBatch; batch *= 2) {
    const allowed = mayTry(batch);
    if (allowed !== "yes") {
      endedBy = allowed;
      break;
    }
    const throughput = await throughputOf(batch);
    if (throughput === null) {
      endedBy = "failure";
      break;
    }
    found.set(batch, throughput);
    inVain = throughput > worthwhile * best ? 0 : inVain + 1;
    best = Math.max(best, throughput);
  }
  const top = ranked(found)[0];
  // Above a size that failed nothing is tried again: the next one may take the process along.
  const factors = top === undefined ? [] : endedBy === "failure" ? [0.75] : [0.75, 1.5];
  for (const between of factors.map((factor) => Math.round(factor * top!))) {
    if (found.has(between) || between < 1 || mayTry(between) !== "yes") continue;
    const throughput = await throughputOf(between);
    if (throughput !== null) found.set(between, throughput);
  }
  return { fastest: ranked(found), endedBy };
}

const ranked = (found: ReadonlyMap<number, number>): number[] =>
  [...found].sort(([, a], [, b]) => b - a).map(([batch]) => batch);
