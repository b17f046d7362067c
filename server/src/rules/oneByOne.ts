/** Runs in a loop of which each surely gets one item, and what that wastes. Absent on purpose: loops that need earlier results, and advice. */
import type { BindingId, LoopScope, Value } from "../facts/facts.ts";
import type { Batch } from "../knowledge/framework.ts";
import { contains } from "../text/span.ts";
import type { Event, Usage } from "../usage/usage.ts";
import { isListOfOne, mayBeList, takesItem, takesWhatRoundsChange } from "./batching.ts";

export interface OneByOne {
  readonly event: Event;
  readonly loop: LoopScope;
}

/** Calls that waste this and run once per item of a list whose items could all be given at once. */
export function oneByOne(usage: Usage, wastes: NonNullable<Batch["wastes"]>): readonly OneByOne[] {
  return usage.events.flatMap((event) => {
    const { call, row, given } = event;
    if (row.batch?.wastes !== wastes) return [];
    const [loop] = usage.loopsAround(call);
    if (!loop || loop.form === "while" || !takesItem(usage, event, loop)) return [];
    if (usage.varies([], loop.id, call.receiver) || usage.dependence(call, loop) !== null) return [];
    if (learns(usage, event, loop)) return [];
    if (takesWhatRoundsChange(usage, given, loop) || !isOne(usage, event, loop)) return [];
    return [{ event, loop }];
  });
}

/** The model is trained in the same loop: each round asks another one. */
export const learns = (usage: Usage, { row }: Event, { span }: LoopScope): boolean =>
  row.batch?.learnsPattern !== undefined && new RegExp(row.batch.learnsPattern).test(usage.textOf(span));

function isOne(usage: Usage, event: Event, loop: LoopScope): boolean {
  const { item, row, via } = event;
  if (!item || via) return false;
  if (isListOfOne(usage, item)) return true;
  if (row.batch?.onePattern === undefined) return !mayBeList(usage, event, loop);
  return showsOne(usage, item, loop, new RegExp(row.batch.onePattern));
}

/** What the argument says itself, or what its name was given in the loop. */
function showsOne(usage: Usage, item: Value, loop: LoopScope, one: RegExp): boolean {
  if (one.test(usage.textOf(item.span))) return true;
  return item.kind === "reference" && writesOf(usage, item.binding, loop).some((text) => one.test(text));
}

const writesOf = (usage: Usage, id: BindingId, loop: LoopScope): readonly string[] =>
  (usage.facts.bindings[id]?.writes ?? []).flatMap(({ value }) =>
    value && contains(loop.span, value.span) ? [usage.textOf(value.span)] : [],
  );
