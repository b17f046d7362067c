/** Options as the code writes them: in records within records, as lists of names, with their keys. Absent on purpose: advice. */
import type { Value } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";
import type { Event, Options, Usage } from "../usage/usage.ts";
import { fieldOf, follow } from "../usage/values.ts";

/** The value of `baseOptions.delegate`; undefined when it is surely not there, null when nobody can tell. */
export function optionAt(usage: Usage, options: Options, name: string): Value | null | undefined {
  const [first, ...rest] = name.split(".");
  let value: Value | null | undefined = options.get(first!);
  if (!value) return options.absent(first!) ? undefined : null;
  for (const key of rest) value &&= fieldOf(usage.facts, value, key);
  return value && follow(usage.facts, value);
}

/** Where an option is written down; the callee where it is not to be seen. */
export function keySpan(usage: Usage, { call, options }: Event, name: string): Span {
  const record = options.value && follow(usage.facts, options.value);
  const field = record?.kind === "record" ? record.fields.findLast((one) => one.name === name) : undefined;
  return field?.nameSpan ?? call.callee;
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
