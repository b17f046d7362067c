/**
 * Replaces a loop of calls for one item each by one call for all items: in a `for…of` loop, in
 * `await Promise.all(xs.map(…))`, and in `xs.map(…)` of a call that is not awaited. A limit of items per call becomes a
 * loop over slices. An empty list still makes no call, unless the function for many is one of its own.
 * Absent on purpose: loops that end early, items that depend on earlier rounds, and code that reads more of a result
 * than the item.
 */
import type { BatchForm } from "../../../facts/vocabulary.ts";
import type { TextEdit } from "../../../text/edit.ts";
import { batchCall } from "./batchCall.ts";
import { itemReads, listAccess } from "./batchResult.ts";
import { callOnceInForOf } from "./callOnceInForOf.ts";
import { callOnceInMap } from "./callOnceInMap.ts";
import { type Code, callOf, loopOf } from "./code.ts";
import { isIndependent, roundsOf } from "./rounds.ts";

export function callOnce(code: Code, id: number, loopId: number, form: BatchForm): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  const loop = loopOf(code, loopId);
  const rounds = loop && roundsOf(loop);
  const batch = call && batchCall(code, call, form);
  const access = listAccess(form);
  if (!call || !rounds || !batch || !access || !isIndependent(code, call, batch.item, rounds)) return undefined;
  const reads = itemReads(code, call, form);
  if (!reads) return undefined;
  const scope = code.facts.scopes[loopId];
  const length = scope?.kind === "loop" ? scope.bound : null;
  const limit = form.limit === undefined || (length !== null && length <= form.limit) ? undefined : form.limit;
  // A function made for lists takes an empty one; a function made for one item need not.
  const needsItems = form.callee === undefined && (length === null || length === 0);
  const job = { call, rounds, batch, access, reads, form, limit, needsItems };
  return rounds.kind === "for-of" ? callOnceInForOf(code, job) : callOnceInMap(code, job);
}
