/** Facts as plain data: getters read, classes gone. So that two front-end results can be compared whole. */
import type { CodeFacts } from "../../../server/src/facts/facts.ts";

export function plain(facts: CodeFacts): unknown {
  return copy({ ...facts, globals: [...facts.globals].sort() });
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (value === null || typeof value !== "object") return value;
  const fields: Record<string, unknown> = {};
  for (const name of namesOf(value)) fields[name] = copy((value as Record<string, unknown>)[name]);
  return fields;
}

/** Own properties and getters of the class, in a stable order. */
function namesOf(value: object): string[] {
  const names = new Set(Object.keys(value));
  for (let at = Object.getPrototypeOf(value); at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (get !== undefined) names.add(name);
  }
  return [...names].filter((name) => name !== "place" && name !== "iterated" && name !== "base").sort();
}
