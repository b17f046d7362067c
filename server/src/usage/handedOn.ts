/**
 * Which arguments of a function go into a value inside it, and which of them is the one item. Absent on purpose: values of
 * fields and of other functions; where those change, nobody can tell.
 */
import type { Binding, BindingId, FunctionScope, Scope, Value } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";
import { besidesItem } from "./besides.ts";
import { madeOf, usesOf } from "./madeOf.ts";
import type { Work } from "./summary.ts";
import type { Event, Usage } from "./usage.ts";

export interface HandedOn {
  /** For `Work.given`. */
  givenOf(event: Event, within: Scope): Work["given"];
  /** Index of the argument that is this value; null when it is none, or not as it is. */
  argumentOf(value: Value | null, within: Scope): number | null;
  /** Index of the argument that is the event's one item. */
  itemOf(event: Event, within: Scope): number | null;
}

export function createHandedOn(usage: Usage): HandedOn {
  const { facts, textOf } = usage;

  /** Null when a parameter is taken apart where it is declared: places and names then differ. */
  const parametersOf = (scope: Scope): readonly BindingId[] | null => {
    if (scope.kind !== "function") return [];
    const last = facts.bindings[scope.parameters.at(-1) ?? -1];
    const head: Span = { start: scope.span.start, end: last ? last.declaration.end : scope.span.start };
    return /(?:^|,)\s*[{[*]|\.\.\./.test(textOf(head).replace(/^.*?\(/, "")) ? null : scope.parameters;
  };

  const argumentOf = (value: Value | null, within: Scope): number | null => {
    const binding = value?.kind === "reference" ? facts.bindings[value.binding] : undefined;
    if (!binding) return null;
    const index = (parametersOf(within) ?? []).indexOf(binding.id);
    if (index >= 0) return binding.writes.some(({ kind }) => kind !== "initial") ? null : index;
    const [only, ...others] = binding.writes;
    return only?.kind === "initial" && others.length === 0 && binding.constant ? argumentOf(only.value, within) : null;
  };

  return {
    argumentOf,
    givenOf(event, within) {
      const { receiver } = event.call;
      if (!usage.varies(event.given, within.id, receiver)) return [];
      const own = within.kind === "function" ? within.parameters : [];
      if (own.length === 0 || usage.varies(event.given, within.id, receiver, new Set(own))) return null;
      const parameters = parametersOf(within);
      if (!parameters) return "all";
      const used = madeOf(facts, [...usesOf(event.given), ...receiver]);
      return parameters.flatMap((id, index) => (used.has(id) ? [index] : []));
    },
    itemOf(event, within) {
      const { item } = event;
      if (!item) return null;
      // Written somewhere else for every call: the items of several calls do not belong together.
      if (event.role === "upsert" && !event.via && dependsOnCaller(event, within)) return null;
      const single = event.via !== null || event.row.batch?.kind === "sibling";
      const text = textOf(item.span);
      // `[text]` and `text of ${text}` are made from one text.
      const listed = event.row.batch?.listed === true && event.via === null;
      if (item.kind === "array") {
        if (item.open || item.items.length !== 1) return null;
        const direct = argumentOf(item.items[0]!, within);
        return direct === null && listed ? onlyOf(item.items[0]!, within) : direct;
      }
      if (listed) return null; // a list already
      const direct = argumentOf(item, within);
      if (direct !== null) return single || isOne(parameterAt(within, direct)) ? direct : null;
      const isText = text.startsWith("`") || /\.(?:trim|trimStart|trimEnd|toLowerCase|replace|replaceAll)\(/.test(text);
      return isText ? onlyOf(item, within) : null;
    },
  };

  function dependsOnCaller(event: Event, within: Scope): boolean {
    return [...besidesItem(facts, event)].some((id) => isParameter(within, id));
  }

  /** The one argument a value is made of. */
  function onlyOf(value: Value, within: Scope): number | null {
    const [only, ...others] = [...madeOf(facts, value.uses)].filter((id) => isParameter(within, id));
    const index = only !== undefined && others.length === 0 ? parametersOf(within)?.indexOf(only) : undefined;
    return index === undefined || index < 0 ? null : index;
  }

  function parameterAt(within: Scope, index: number): Binding | undefined {
    return facts.bindings[(within as FunctionScope).parameters[index]!];
  }

  function isParameter(within: Scope, id: BindingId): boolean {
    return within.kind === "function" && within.parameters.includes(id);
  }

  /** By its written type, else by its name: of `texts` and `input` nobody knows. */
  function isOne(parameter: Binding | undefined): boolean {
    if (!parameter) return false;
    const { start, end } = parameter.declaration;
    const type = /^\??\s*:\s*([\w.]+)(\[\])?/.exec(textOf({ start: end, end: end + 40 }));
    if (type && start < end) return type[2] === undefined && type[1] === "string" && !mayGoOn(end);
    return !/s$|list|input|data|batch|group|value|items|array/i.test(parameter.name);
  }

  /** `string | string[]`. */
  function mayGoOn(end: number): boolean {
    return /^\??\s*:\s*string\s*[|[]/.test(textOf({ start: end, end: end + 40 }));
  }
}
