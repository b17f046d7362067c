/** The figures of a run in one line, from its point alone. Nothing else. */
import { providerName } from "../bench/options.ts";
import type { RunPoint } from "../history/point.ts";
import { joiner, perSecond, significantDigits, timeRow } from "./figures.ts";
import { runs } from "./measurement.ts";

/** `p50 4.2 ms · p95 5.1 ms · 231/s · CPU`; of a function without the last. */
export function pointText({ figures, provider }: RunPoint): string {
  if (!figures) return "no figures";
  const { p50Ms, lowMs, highMs, p95Ms, count, itemsPerSecond, batch } = figures;
  const row = timeRow(p50Ms);
  const digits = significantDigits({ p50Ms, p50Interval: { low: lowMs, high: highMs } });
  return [
    `p50 ${row.time(p50Ms, digits)}`,
    p95Ms === null ? runs(count) : `p95 ${row.time(p95Ms, digits)}`,
    ...(provider === null
      ? []
      : [`${perSecond(itemsPerSecond)}${batch > 1 ? " items" : ""}/s`, providerName(provider)]),
  ].join(joiner);
}
