/** What rules about batching share: the form a batch takes, and when an item already is a list. Absent on purpose: loops and advice. */
import type { BindingId, Call, LoopScope, Value } from "../facts/facts.ts";
import type { BatchForm } from "../facts/vocabulary.ts";
import type { Batch } from "../knowledge/framework.ts";
import { contains } from "../text/span.ts";
import { madeOf, usesOf } from "../usage/madeOf.ts";
import type { Event, Usage } from "../usage/usage.ts";
import { follow, placeOf } from "../usage/values.ts";
import type { Fix } from "./rule.ts";

/** Items in one batch of a model of this process, where nobody says more: memory grows with each. */
const localBatch = 32;

/** How one call can serve all items, as a fix verb needs it; undefined when rows do not say. */
function batchForm({ row, framework, via }: Event): BatchForm | undefined {
  const { batch } = row;
  if (
    via ||
    !batch ||
    (batch.kind !== "array" && batch.kind !== "sibling") ||
    batch.item === undefined ||
    batch.many === undefined
  )
    return undefined;
  const place = placeOf(batch.item);
  if (!place) return undefined;
  const limit = itemsPerCall(batch) ?? (framework.local && !batch.chunks ? localBatch : undefined);
  return {
    ...place,
    ...(batch.callee && { callee: batch.callee }),
    ...(batch.batchField && { batchField: batch.batchField }),
    single: batch.single ?? "",
    batch: batch.many,
    ...(limit !== undefined && { limit }),
  };
}

/** Items one call should carry, where knowledge says so; undefined for any number, which the library cuts by itself. */
export const itemsPerCall = ({ chunks, advised, limit }: Batch): number | undefined =>
  chunks ? undefined : (advised ?? limit);

/** The edit that makes one call, or one call a batch, out of a loop of single ones; none where rows do not say how. */
export function batchFixes(event: Event, loop: LoopScope): readonly Fix[] {
  const form = batchForm(event);
  if (!form) return [];
  const { call, framework } = event;
  const make: Fix["make"] = (say) => say.callOnce(call.id, loop.id, form);
  if (framework.local && form.limit !== undefined) {
    return [{ title: `Use one batch of up to ${form.limit}`, class: "suggestion", changes: "memory", make }];
  }
  return [{ title: "Embed all texts in one call", class: "suggestion", changes: "order of errors", make }];
}

/** Whether what the call is given comes with the rounds of the loop; what a loop asks somebody for cannot be collected before. */
export function takesItem(usage: Usage, { given, via }: Pick<Event, "given" | "via">, loop: LoopScope): boolean {
  if (via?.repeated) return false; // the loop to change is the one in the other file
  const needed = madeOf(usage.facts, usesOf(given));
  return loop.variables.some((id) => needed.has(id));
}

/** Whether what a call is given also comes from what earlier rounds left behind: a text that grows, a list that is used up. */
export function takesWhatRoundsChange({ facts }: Usage, given: readonly Value[], loop: LoopScope): boolean {
  const isOfRound = (id: BindingId): boolean =>
    loop.variables.includes(id) || contains(loop.span, facts.bindings[id]!.declaration);
  const needed = madeOf(facts, usesOf(given), (_, { id }) => !loop.variables.includes(id));
  return [...needed].some(
    (id) =>
      !isOfRound(id) &&
      facts.bindings[id]!.writes.some(({ kind, span }) => kind !== "initial" && contains(loop.span, span)),
  );
}

const listWords = /batch|group|slice|page|window|bucket|partition|chunks?$/i;
/** Widely, since what may give lists keeps a rule silent; batchSize.ts counts by what surely does. */
const mayCutLists = /chunk|batch|partition|group|slice|split|window/i;

/** Whether the item of a call may already be a list of items: then the loop works in batches, or nobody can tell. */
export function mayBeList(usage: Usage, event: Event, loop: LoopScope): boolean {
  const { item, row, via } = event;
  if (!via && row.batch?.kind === "sibling") return false; // the function for one item takes one
  if (!via && row.batch?.listed) return !item || !isListOfOne(usage, item); // it takes lists only
  return !item || isList(usage, item, loop);
}

/** `[x]`, with a constant between or not. */
export function isListOfOne(usage: Usage, item: Value): boolean {
  const followed = follow(usage.facts, item);
  return followed.kind === "array" && !followed.open && followed.items.length === 1;
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
  if (list.kind !== "call") return false;
  const call = usage.facts.calls[list.call]!;
  return mayCutLists.test(usage.textOf(call.callee)) && !cutsText(usage, call);
}

/** `text.split("\n")` gives lines, not lists. */
function cutsText(usage: Usage, call: Call): boolean {
  const [separator] = call.arguments;
  return /\.split$/.test(usage.textOf(call.callee)) && !!separator && /^["'`/]/.test(usage.textOf(separator.span));
}
