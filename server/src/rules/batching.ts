/** What rules about batching share: the form a batch takes, and when an item already is a list. Absent on purpose: loops and advice. */
import type { LoopScope, Value } from "../facts/facts.ts";
import type { BatchForm } from "../facts/vocabulary.ts";
import { argumentOf, follow } from "../usage/values.ts";
import type { Event, Usage } from "../usage/usage.ts";

/** How one call can serve all items, as a fix verb needs it; undefined when rows do not say. */
export function batchForm({ row }: Event): BatchForm | undefined {
  const { batch } = row;
  if (!batch || (batch.kind !== "array" && batch.kind !== "sibling") || batch.item === undefined || batch.many === undefined) return undefined;
  return {
    argument: typeof batch.item === "number" ? batch.item : batch.item.argument,
    ...(typeof batch.item !== "number" && { field: batch.item.field }),
    ...(batch.callee && { callee: batch.callee }),
    ...(batch.batchField && { batchField: batch.batchField }),
    single: batch.single ?? "",
    batch: batch.many,
    ...(batch.limit !== undefined && !batch.chunks && { limit: batch.limit }),
  };
}

const listWords = /batch|group|slice|page|window|bucket|partition|chunks?$/i;
const cutsLists = /chunk|batch|partition|group|slice|split|window/i;

/** Whether the item of a call may already be a list of items: then the loop works in batches, or nobody can tell. */
export function mayBeList(usage: Usage, event: Event, loop: LoopScope): boolean {
  const { batch } = event.row;
  if (batch?.kind === "sibling") return false; // the function for one item takes one
  if (!batch || batch.item === undefined) return true;
  const item = argumentOf(usage.facts, event.call, batch.item);
  if (!item) return true;
  return isList(usage, item, loop);
}

function isList(usage: Usage, item: Value, loop: LoopScope): boolean {
  const followed = follow(usage.facts, item);
  if (followed.kind === "array") return followed.open || followed.items.length !== 1;
  if (followed.kind === "literal") return false;
  if (item.kind !== "reference") return /\.(map|slice|splice|flatMap|filter)\s*\(/.test(usage.textOf(item.span));
  const binding = usage.facts.bindings[item.binding];
  if (!binding || listWords.test(binding.name)) {
    return binding === undefined || !/^chunk$/i.test(binding.name) || cutsItsList(usage, loop);
  }
  return cutsItsList(usage, loop);
}

/** `for (const part of chunk(texts, 100))`, with a constant between or not. */
function cutsItsList(usage: Usage, loop: LoopScope): boolean {
  if (!loop.over) return false;
  const list = follow(usage.facts, loop.over);
  return list.kind === "call" && cutsLists.test(usage.textOf(usage.facts.calls[list.call]!.callee));
}
