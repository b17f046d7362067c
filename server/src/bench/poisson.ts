/** When queries come by chance: a schedule fixed before the first one is sent. Absent on purpose: sending them. */
import { seededRandom } from "./random.ts";

/**
 * Milliseconds from the start, ascending: a Poisson process of which so many queries are known to come in `queries / rate` seconds,
 * so that the rate asked for is the rate offered, however few they are. The same seed gives the same pattern at any rate.
 */
export function poissonSchedule(queries: number, ratePerSecond: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const gap = () => -Math.log(1 - random());
  let at = 0;
  const arrivals = Float64Array.from({ length: queries }, () => {
    at += gap();
    return at;
  });
  // Given their number, the gaps of such a process are exponential ones divided by their sum, the one after the last included.
  const scale = (queries * 1000) / ratePerSecond / (at + gap());
  return arrivals.map((arrival) => arrival * scale);
}
