/** Options of a load that do nothing: found, and said the same way by every rule that does. Absent on purpose: which matter. */
import type { IdleOption } from "../knowledge/rowOptions.ts";
import type { Event, Usage } from "../usage/usage.ts";
import { follow } from "../usage/values.ts";
import { removeOption } from "./optionFixes.ts";
import { keySpan } from "./options.ts";
import type { RuleContext } from "./rule.ts";

/** Options that are written down and have no effect here. */
export function idleOptions(usage: Usage, { call, row, options }: Event): readonly IdleOption[] {
  return (row.idle ?? []).filter(({ option, modules, unless }) => {
    if (options.get(option) === undefined) return false;
    if (modules && !call.paths.every(({ module }) => modules.includes(module))) return false;
    if (!unless) return true;
    const beside = options.get(unless.option);
    if (beside === undefined) return options.absent(unless.option);
    const value = follow(usage.facts, beside);
    return value.kind === "literal" && value.value !== null && !unless.is.includes(value.value);
  });
}

export function reportIdle(
  { usage, report }: RuleContext,
  load: Event,
  { option, because }: IdleOption,
  act: string,
): void {
  const { call } = load;
  report({
    at: keySpan(usage, load, option),
    about: call.id,
    message: `${option} ${because}. ${act}`,
    reasons: [{ span: call.callee, text: "given to this load" }],
    fixes: removeOption(load, option),
  });
}
