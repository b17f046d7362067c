/** What a known call depends on besides its item: where it goes, and how. Absent on purpose: whether that changes. */
import type { BindingId, CodeFacts, Value } from "../facts/facts.ts";
import { contains } from "../text/span.ts";
import { madeOf, usesOf } from "./madeOf.ts";
import type { Event } from "./usage.ts";
import { argumentOf } from "./values.ts";

/** Bindings behind the callee and behind the arguments that are not the item, with all they are made of. */
export function besidesItem(facts: CodeFacts, { call, row }: Event): ReadonlySet<BindingId> {
  const { batch } = row;
  const item = batch?.item === undefined ? undefined : argumentOf(facts, call, batch.item);
  const columns = new Set(batch?.columns);
  const isItem = (value: Value, name?: string): boolean => value === item || (name !== undefined && columns.has(name));
  const ofArgument = (value: Value): readonly BindingId[] => {
    if (isItem(value)) return [];
    if (value.kind !== "record") return value.uses;
    return value.fields.flatMap((field) => (isItem(field.value, field.name) ? [] : field.value.uses));
  };
  // `client.index(name).namespace(tenant).upsert(…)`: the callee is made of calls.
  const within = facts.calls.filter((other) => other.id !== call.id && contains(call.callee, other.span));
  const start = [
    ...call.receiver,
    ...within.flatMap((other) => usesOf(other.arguments)),
    ...call.arguments.flatMap(ofArgument),
  ];
  // `collection.add(record)` looks like a change of the collection by the record.
  return madeOf(facts, start, ({ kind }) => kind !== "change");
}
