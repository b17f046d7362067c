/** Settings of libraries that a rule speaks of: found by what they decide and by the value they are given. Absent on purpose: advice. */
import type { Literal, Setting } from "../knowledge/framework.ts";
import type { SettingWrite, Usage } from "../usage/usage.ts";

/** Settings of a kind that have the effect the data says, and nothing in the file shows that they are meant. */
export const settingsOf = (usage: Usage, of: Setting["of"]): readonly SettingWrite[] =>
  usage.settings.filter(({ row: { setting }, value }) => {
    if (setting?.of !== of || isMeant(usage, setting)) return false;
    return setting.is === undefined || setting.is.includes(nameOrValue(usage, value) as Literal);
  });

const isMeant = (usage: Usage, { unless }: Setting): boolean =>
  unless !== undefined && new RegExp(unless, "i").test(usage.textOf(usage.scope(0).span));

/** A literal as it is; of a constant of a library its name: `ORT_DISABLE_ALL`. */
function nameOrValue(usage: Usage, value: SettingWrite["value"]): unknown {
  if (value.kind === "literal") return value.value;
  return /(?:^|\.)([A-Z][A-Z0-9_]*)$/.exec(usage.textOf(value.span))?.[1];
}

/** The place that is given the value, without it. */
export const placeOfSetting = (usage: Usage, { span }: SettingWrite) => {
  const [name] = usage.textOf(span).split(/ ?=/);
  return { name: name!.split(".").at(-1)!, at: { start: span.start, end: span.start + name!.length } };
};
