/** Models of this file that run in several processes, and nothing else sees to it. Absent on purpose: advice. */
import type { Spread } from "../knowledge/framework.ts";
import type { Event, Usage } from "../usage/usage.ts";

/** The call that wraps a model, one process per device, where no library around it decides how data and gradients go. */
export function spreadBy(usage: Usage, wanted: (spread: Spread) => boolean): Event | undefined {
  const wrapper = usage.of("parallel").find(({ row: { spread } }) => spread?.by === "processes" && wanted(spread));
  const managed = wrapper?.row.spread?.managed;
  if (!wrapper || managed === undefined) return wrapper;
  return new RegExp(managed).test(usage.textOf(usage.scope(0).span)) ? undefined : wrapper;
}
