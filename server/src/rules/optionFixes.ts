/** Fixes that write an option down or take it out. Absent on purpose: options in a record within a record, which no verb reaches. */
import type { Event } from "../usage/usage.ts";
import type { Fix } from "./rule.ts";

/** Without `changes` a fix is safe. */
interface Offer {
  readonly title: string;
  readonly changes?: string | undefined;
}

type Optioned = Pick<Event, "call" | "row">;

/** `literal` is source text. */
export const writeOption = (event: Optioned, option: string, literal: string, offer: Offer): readonly Fix[] =>
  atArgument(event, option, offer, (argument) => (say) => say.setOption(event.call.id, argument, option, literal));

export const removeOption = (event: Optioned, option: string, changes?: string): readonly Fix[] =>
  atArgument(
    event,
    option,
    { title: `Remove ${option}`, changes },
    (argument) => (say) => say.removeOption(event.call.id, argument, option),
  );

function atArgument(
  { row }: Optioned,
  option: string,
  { title, changes }: Offer,
  makeAt: (argument: number) => Fix["make"],
): readonly Fix[] {
  if (typeof row.options !== "number" || option.includes(".")) return [];
  const make = makeAt(row.options);
  return [changes === undefined ? { title, class: "safe", make } : { title, class: "suggestion", changes, make }];
}
