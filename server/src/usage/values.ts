/** Values with constants of the file followed. Absent on purpose: what a value means to a library. */
import type { Call, CodeFacts, Value } from "../facts/facts.ts";
import { type Argument, holds } from "../knowledge/conditions.ts";
import type { ArgumentRef, Condition } from "../knowledge/framework.ts";
import type { Options } from "./usage.ts";

const deepest = 8; // constants that name each other in a circle end somewhere

/** The value behind a reference to a binding that is written once and never changed; else the value itself. */
export function follow(facts: CodeFacts, value: Value, depth = 0): Value {
  if (value.kind !== "reference" || depth > deepest) return value;
  const binding = facts.bindings[value.binding];
  const [only, ...others] = binding?.writes ?? [];
  if (!only?.value || only.kind !== "initial" || others.length > 0 || binding?.origin === "parameter") return value;
  return follow(facts, only.value, depth + 1);
}

/** An argument of a call, or a key of one that is a record; undefined when it is not there. Null: perhaps there. */
export function argumentOf(facts: CodeFacts, call: Call, reference: ArgumentRef): Value | null | undefined {
  if (reference === "keywords") return call.keywords ?? undefined;
  const placedAt = (index: number): Value | undefined => {
    const value = call.arguments[index];
    return value === call.keywords ? undefined : value;
  };
  if (typeof reference === "number") return placedAt(reference);
  if ("keyword" in reference) {
    const placed = reference.position === undefined ? undefined : placedAt(reference.position);
    return placed ?? (call.keywords ? fieldOf(facts, call.keywords, reference.keyword) : undefined);
  }
  const value = placedAt(reference.argument);
  return value === undefined ? undefined : fieldOf(facts, value, reference.field);
}

/** Where a fix finds an argument: its place and the key or name there; -1 where it has a name only. */
export function placeOf(reference: ArgumentRef): { readonly argument: number; readonly field?: string } | undefined {
  if (reference === "keywords") return undefined;
  if (typeof reference === "number") return { argument: reference };
  return "keyword" in reference ? { argument: reference.position ?? -1, field: reference.keyword } : reference;
}

/** A key of a value, if that is a record; undefined when it is not there. Null: perhaps there. */
export function fieldOf(facts: CodeFacts, value: Value, name: string): Value | null | undefined {
  const record = follow(facts, value);
  if (record.kind === "literal" || record.kind === "array" || record.kind === "function") return undefined; // has no keys
  if (record.kind !== "record") return null;
  const field = record.fields.findLast((one) => one.name === name);
  return field?.value ?? (record.open ? null : undefined);
}

/** What is known of an argument, for conditions of rows. */
export function describeArgument(facts: CodeFacts, call: Call, reference: ArgumentRef): Argument {
  const value = argumentOf(facts, call, reference);
  if (value === undefined) return { kind: "absent" };
  if (value === null) return { kind: "unknown" };
  const followed = follow(facts, value);
  return followed.kind === "literal" ? { kind: "literal", value: followed.value } : { kind: "other" };
}

/** Whether a call meets a condition on its own arguments; what nobody can tell meets none. */
export const meets = (facts: CodeFacts, call: Call, condition: Condition | undefined): boolean =>
  holds(condition, ({ argument }) => describeArgument(facts, call, argument));

/** The options record of a call: nothing is absent for sure when the record cannot be read whole. */
export function optionsOf(facts: CodeFacts, call: Call, reference: ArgumentRef | undefined): Options {
  const value = reference === undefined ? undefined : argumentOf(facts, call, reference);
  const record = value ? follow(facts, value) : value;
  const get = (name: string): Value | undefined => {
    if (record?.kind !== "record") return undefined;
    const found = record.fields.findLast((field) => field.name === name);
    return found && follow(facts, found.value);
  };
  return {
    value: value ?? null,
    get,
    literal(name) {
      const found = get(name);
      return found?.kind === "literal" ? found.value : undefined;
    },
    absent(name) {
      if (reference === undefined || record === undefined) return true;
      if (record === null || record.kind !== "record" || record.open) return false;
      return !record.fields.some((field) => field.name === name);
    },
  };
}
