/** Fixes that write an option down or take it out. Absent on purpose: options in a record within a record, which no verb reaches. */
import type { ArgumentRef } from "../knowledge/framework.ts";
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

/** The argument that holds the options, for verbs; where options are given by name, any: there is no record to look for. */
export const optionsPlace = ({ options }: { readonly options?: ArgumentRef | undefined }): number | undefined =>
  typeof options === "number" ? options : options === "keywords" ? -1 : undefined;

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
  const place = optionsPlace(row);
  if (place === undefined || option.includes(".")) return [];
  const make = makeAt(place);
  return [changes === undefined ? { title, class: "safe", make } : { title, class: "suggestion", changes, make }];
}
