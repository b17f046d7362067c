/** Options that lie in records within records, and lists of names. Absent on purpose: what an option means. */
import type { Field, Value } from "../facts/facts.ts";
import type { Event, Options, Usage } from "../usage/usage.ts";
import { follow } from "../usage/values.ts";

/** The value of `baseOptions.delegate`; undefined when it is surely not there, null when nobody can tell. */
export function optionAt(usage: Usage, options: Options, name: string): Value | null | undefined {
  const [first, ...rest] = name.split(".");
  let value = options.get(first!);
  if (!value) return options.absent(first!) ? undefined : null;
  for (const key of rest) {
    const record = follow(usage.facts, value);
    if (record.kind !== "record") return null;
    const field: Field | undefined = record.fields.findLast((one) => one.name === key);
    if (!field) return record.open ? null : undefined;
    value = field.value;
  }
  return follow(usage.facts, value);
}

/** The names a value holds: of `"cuda"`, of `["webgpu", { name: "wasm" }]`; undefined when one cannot be told. */
export function namesIn(usage: Usage, value: Value): readonly string[] | undefined {
  const followed = follow(usage.facts, value);
  switch (followed.kind) {
    case "literal":
      return typeof followed.value === "string" ? [followed.value] : undefined;
    case "record": {
      const name = followed.fields.find((field) => field.name === "name")?.value;
      return name && namesIn(usage, name);
    }
    case "array": {
      const names = followed.items.map((item) => namesIn(usage, item));
      return followed.open || names.some((one) => one === undefined) ? undefined : names.flatMap((one) => one ?? []);
    }
    default:
      return undefined;
  }
}

/** Where a load computes: on the processor the page or process runs on, off it, or nobody can tell. */
export function processorOf(usage: Usage, load: Event): "own" | "fast" | "unknown" {
  const { accelerator } = load.row;
  if (!accelerator) return "unknown";
  const value = optionAt(usage, load.options, accelerator.option);
  if (value === undefined) return "own";
  const names = value && namesIn(usage, value);
  if (!names) return "unknown";
  return names.some((name) => accelerator.fast.includes(name)) ? "fast" : "own";
}
