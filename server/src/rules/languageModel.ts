/** What rules about language models ask of a call: which options it has, who reads the answer. Absent on purpose: advice. */
import type { Value } from "../facts/facts.ts";
import type { Event, Options, Usage } from "../usage/usage.ts";
import { argumentOf, follow } from "../usage/values.ts";
import { optionAt } from "./options.ts";

/** `unknown` where a spread or a record from elsewhere may hold the option. */
export type Given = "given" | "absent" | "unknown";

/** Whether an event has an option; the name may lead into a record: `config.maxOutputTokens`. */
export function given(usage: Usage, { options }: { readonly options: Options }, name: string): Given {
  return asGiven(optionAt(usage, options, name));
}

export const isAbsent = (usage: Usage, event: { readonly options: Options }, names: readonly string[] = []): boolean =>
  names.every((name) => given(usage, event, name) === "absent");

/** Whether options of one call, apart from what is said to the model, hold a key: `create({ … }, { timeout: 1_000 })`. */
export function givenForCall(usage: Usage, { call, framework }: Event, name: string): Given {
  const index = framework.patience?.perCall;
  if (index === undefined) return "absent";
  return asGiven(
    argumentOf(usage.facts, call, index === "keywords" ? { keyword: name } : { argument: index, field: name }),
  );
}

function asGiven(value: Value | null | undefined): Given {
  if (value === undefined) return "absent";
  return value === null ? "unknown" : "given";
}

/** Whether the answer comes in pieces. */
export function streams(usage: Usage, event: Event): Given {
  const streaming = event.row.text?.streaming;
  if (streaming?.always) return "given";
  if (streaming?.option === undefined) return isIterated(usage, event) ? "given" : "absent";
  const option = given(usage, event, streaming.option);
  if (option !== "given") return option === "unknown" && isIterated(usage, event) ? "given" : option;
  return event.options.literal(streaming.option) === false ? "absent" : "given";
}

/** `for await (const part of answer)`. */
const isIterated = (usage: Usage, { call }: Event): boolean =>
  usage.facts.scopes.some(
    (scope) =>
      scope.kind === "loop" && scope.form === "for-await" && scope.over?.uses.some((id) => call.results.includes(id)),
  );

/** Whether surely a person reads the answer: no schema, no format, no tools. */
export const isProse = (usage: Usage, event: Event): boolean =>
  isAbsent(usage, event, [...(event.row.text?.structured ?? []), ...(event.row.text?.acts ?? [])]);

/** Whether the answer comes from a machine of one's own, which has its own bounds. */
export function isOwnServer(usage: Usage, { framework, source }: Event): boolean {
  if (framework.ownServer) return true;
  const options = source?.options.value ? follow(usage.facts, source.options.value) : undefined;
  if (options?.kind !== "record") return false;
  return options.fields.some(({ value }) => {
    const address = follow(usage.facts, value);
    return address.kind === "literal" && /localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]/.test(String(address.value));
  });
}
