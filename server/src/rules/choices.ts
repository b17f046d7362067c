/**
 * Calls that chose the slower of two ways their library offers, and how each is changed. Absent on purpose: which choices there are,
 * which is knowledge, and what a rule asks beyond them.
 */
import type { Value } from "../facts/facts.ts";
import type { Change, Choice, ChoiceKind, Row } from "../knowledge/framework.ts";
import type { Span } from "../text/span.ts";
import type { Event, Usage } from "../usage/usage.ts";
import { argumentOf, follow } from "../usage/values.ts";
import { trueOfVersion } from "../usage/versions.ts";
import { keySpan, optionAt } from "./options.ts";
import type { Fix, Report } from "./rule.ts";

export interface Chosen {
  readonly event: Event;
  readonly choice: Choice;
  /** The option as written, else the callee. */
  readonly at: Span;
  /** The option's value; null where the choice is not to write it. */
  readonly value: Value | null;
  /** The library's version is known, and the choice is one in it. */
  readonly versionKnown: boolean;
}

export const offersChoice = ({ choices }: Row, kind: ChoiceKind): boolean =>
  choices?.some((choice) => choice.of === kind) ?? false;

/** Calls that surely made a choice of this kind, the first of each. */
export function chosen(usage: Usage, kind: ChoiceKind): readonly Chosen[] {
  const all = usage.events.filter(({ row }) => offersChoice(row, kind));
  if (all.length === 0) return [];
  const text = usage.textOf(usage.scope(0).span);
  return all.flatMap((event) => {
    const found = (event.row.choices ?? [])
      .filter((choice) => choice.of === kind)
      .flatMap((choice) => whenMade(usage, event, choice, text) ?? []);
    return found.slice(0, 1);
  });
}

function whenMade(usage: Usage, event: Event, choice: Choice, text: string): Chosen | undefined {
  const isTrue = trueOfVersion(usage, event.framework.package, choice);
  if (isTrue === "no" || !fitsText(choice, text) || !fitsModel(choice, event)) return undefined;
  if (!fitsPath(choice, event) || !fitsSource(choice, event)) return undefined;
  if (choice.unlessOptions?.some((name) => !event.options.absent(name))) return undefined;
  const made = madeBy(usage, event, choice);
  if (!made || isSmall(usage, event, choice)) return undefined;
  return { event, choice, ...made, versionKnown: isTrue === "yes" };
}

const fitsText = ({ onlyText, unlessText }: Pick<Choice, "onlyText" | "unlessText">, text: string): boolean =>
  (onlyText === undefined || new RegExp(onlyText).test(text)) &&
  (unlessText === undefined || !new RegExp(unlessText).test(text));

const fitsModel = ({ onlyModel, unlessModel }: Choice, { modelText }: Event): boolean =>
  (onlyModel === undefined || (modelText !== null && new RegExp(onlyModel, "i").test(modelText))) &&
  (unlessModel === undefined || !new RegExp(unlessModel, "i").test(modelText ?? ""));

const fitsPath = ({ onlyPath }: Choice, { call }: Event): boolean =>
  onlyPath === undefined || call.paths.some(({ steps }) => new RegExp(onlyPath).test(steps));

/** Chosen where the model was loaded; what was chosen there for every call need not be said again. */
function fitsSource({ option, source, unlessOptions = [] }: Choice, event: Event): boolean {
  if (!source) return true;
  const load = event.source?.options;
  if (!load || [option ?? "", ...unlessOptions].some((name) => !load.absent(name))) return false;
  const given = source.options.flatMap((name) => load.get(name) ?? []);
  return (
    given.length > 0 &&
    given.every((value) => value.kind !== "literal" || value.value === null || !source.isNot.includes(value.value))
  );
}

function madeBy(usage: Usage, event: Event, { option, is }: Choice): Pick<Chosen, "at" | "value"> | undefined {
  if (option === undefined) return { at: event.call.callee, value: null };
  const value = optionAt(usage, event.options, option);
  if (is === undefined) return value === undefined ? { at: event.call.callee, value: null } : undefined;
  if (!value || !isOneOf(usage, value, is)) return undefined;
  return { at: keySpan(usage, event, option), value };
}

const isOneOf = (usage: Usage, value: Value, values: NonNullable<Choice["is"]>): boolean =>
  value.kind === "literal"
    ? value.value !== null && values.includes(value.value)
    : value.kind === "opaque" && values.includes(usage.textOf(value.span));

function isSmall(usage: Usage, { call }: Event, { bound }: Choice): boolean {
  if (!bound) return false;
  const given = argumentOf(usage.facts, call, { keyword: bound.option });
  const value = given && follow(usage.facts, given);
  return value?.kind === "literal" && typeof value.value === "number" && value.value < bound.below;
}

/** What rules say of a choice as knowledge words it, with its fix. */
export const wordsOf = (usage: Usage, one: Chosen): Report => ({
  at: one.at,
  about: one.event.call.id,
  message: `${one.choice.says}. ${one.choice.advice}`,
  fixes: changeFixes(usage, one),
});

/** The fix a choice names, if this file is one it can be made in. */
export function changeFixes(usage: Usage, { event, choice }: Chosen): readonly Fix[] {
  const { change } = choice;
  if (!change || !fitsText(change, usage.textOf(usage.scope(0).span))) return [];
  const make = makerOf(event, choice, change);
  return make ? [{ title: change.title, class: "suggestion", changes: change.changes, make }] : [];
}

function makerOf({ call, options }: Event, choice: Choice, change: Change): Fix["make"] | undefined {
  const { rename, form, option, value } = change;
  if (rename !== undefined) return (say) => say.renameMember(call.id, rename);
  if (form !== undefined) {
    const written = writtenAt(options.value, choice.option);
    return written && ((say) => say.rewrite(written, form));
  }
  if (option === undefined) return undefined;
  return value === undefined
    ? (say) => say.removeOption(call.id, -1, option)
    : (say) => say.setOption(call.id, -1, option, value);
}

/** Where an option stands with its value. */
const writtenAt = (options: Value | null, option: string | undefined): Span | undefined =>
  options?.kind === "record" ? options.fields.findLast(({ name }) => name === option)?.span : undefined;
