/**
 * The highest rate that keeps a bound, found by trials: up or down in steps until one holds and one does not, then between them.
 * Absent on purpose: what a trial is; it is handed in and may as well be simulated.
 */

export interface RateSearch {
  /** Runs of one second, one after the other: what could be had if nothing ever waited. */
  readonly capacityPerSecond: number;
  /** Whether the rate keeps the bound. */
  readonly holds: (ratePerSecond: number) => Promise<boolean>;
  /** Whether there is time for one more trial. */
  readonly mayTry: () => boolean;
}

const firstShare = 0.6;
const stepUp = 1.25;
const stepDown = 0.6;
/** Rates closer than this are not told apart. */
const closeEnough = 1.04;
/** Below this share of the capacity waiting is not what breaks the bound. */
const lowestShare = 0.02;
/** A backend that runs several at once may exceed what one after the other can; beyond this something is wrong. */
const highestShare = 64;

/** Null when no rate that was tried held. */
export async function highestRate({ capacityPerSecond, holds, mayTry }: RateSearch): Promise<number | null> {
  let rate = firstShare * capacityPerSecond;
  let good: number | null = null;
  let bad: number | null = null;
  while (mayTry() && (good === null || bad === null || bad / good > closeEnough)) {
    if (await holds(rate)) good = rate;
    else bad = rate;
    if (bad === null) rate = good! * stepUp;
    else if (good === null) rate = bad * stepDown;
    else rate = Math.sqrt(good * bad);
    if (rate < lowestShare * capacityPerSecond || rate > highestShare * capacityPerSecond) break;
  }
  return good;
}
