/** Records are written into a vector index one request at a time although one request takes many. */
import type { Call, LoopScope } from "../../facts/facts.ts";
import type { WriteForm } from "../../facts/vocabulary.ts";
import type { Batch } from "../../knowledge/framework.ts";
import { contains } from "../../text/span.ts";
import { besidesItem } from "../../usage/besides.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { follow, placeOf } from "../../usage/values.ts";
import { isListOfOne, itemsPerCall, mayBeList, takesItem } from "../batching.ts";
import { atLoop, by, firstThatFits, listName, thousands } from "../naming.ts";
import { defineRule, type Fix, type Rule, type RuleContext } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, batch }) => role === "upsert" && batch !== undefined && takesMany(batch);

const takesMany = ({ kind }: Batch): boolean => kind === "array" || kind === "sibling" || kind === "statement";

export default defineRule({
  name: "vector-upsert-in-loop",
  summary: "One write to a vector index per record, although one request takes many.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "batching",
  dimensions: ["speed", "throughput", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "850 documents went into Pinecone in about 50 s one by one and in 6 s in batches.",
      source: "https://github.com/run-llama/llama_index/pull/935",
    },
    {
      claim:
        "Each request to Qdrant costs a round trip, a write-ahead log entry and routing; 64-256 points are advised.",
      source: "https://qdrant.tech/documentation/manage-data/bulk-upload/",
    },
    {
      claim: "Pinecone takes up to 1,000 records and 2 MB in one upsert.",
      source: "https://docs.pinecone.io/reference/api/database-limits/operation-limits",
    },
  ],
  silences: ["unbounded-fanout"],
  acrossFiles: true,
  concerns,
  check(context) {
    for (const event of context.usage.of("upsert")) {
      if (!concerns(event.row, event.framework)) continue;
      const [loop] = context.usage.loopsAround(event.call);
      if (loop) checkLoop(context, event, loop);
      else if (!event.via) checkCallers(context, event);
    }
  },
});

function checkLoop({ usage, report }: RuleContext, event: Event, loop: LoopScope): void {
  const { call } = event;
  if (!isOverItems(loop) || !takesItem(usage, event, loop) || !isOne(usage, event, loop)) return;
  if (!event.via && goesElsewhere(usage, event, loop)) return;
  if (!usage.varies(event.given, loop.id) || usage.dependence(call, loop) !== null || asksBetween(usage, loop)) return;
  report({
    at: call.callee,
    about: call.id,
    message: messageFor(usage, event, loop, event.via ? `, sent${by(event)}` : ""),
    reasons: [atLoop(loop)],
    fixes: fixesFor(usage, event, loop),
  });
}

/** A function of this file that writes one record, called for each of many. */
function checkCallers({ usage, report }: RuleContext, event: Event): void {
  const within = usage.facts.scopes.findLast(
    (scope) => scope.kind === "function" && contains(scope.body, event.call.span),
  );
  const besides = besidesItem(usage.facts, event);
  if (within?.kind !== "function" || within.opener || !isOne(usage, event, null)) return;
  // Where it writes is up to the caller.
  if (event.row.batch?.kind !== "statement" && within.parameters.some((id) => besides.has(id))) return;
  const caller = usage.facts.calls.find((call) => {
    const [loop] = call.target === within.id ? usage.loopsAround(call) : [];
    return (
      loop !== undefined &&
      isOverItems(loop) &&
      takesItem(usage, { given: call.arguments, via: null }, loop) &&
      usage.dependence(call, loop) === null &&
      !asksBetween(usage, loop)
    );
  });
  const [loop] = caller ? usage.loopsAround(caller) : [];
  if (!caller || !loop) return;
  report({
    at: caller.callee,
    about: caller.id,
    message: messageFor(usage, event, loop, within.name ? `, sent by ${within.name}` : ""),
    reasons: [atLoop(loop), { span: event.call.callee, text: "writes one record here" }],
  });
}

/** A while loop waits for something: records that arrive, pages of another service. */
const isOverItems = ({ form, method }: LoopScope): boolean =>
  form === "for" || form === "for-of" || form === "for-in" || (form === "callback" && method !== "reduce");

/** Each round writes into another index or namespace: the records do not belong together. A statement is its own record. */
function goesElsewhere(usage: Usage, event: Event, loop: LoopScope): boolean {
  if (event.row.batch?.kind === "statement") return false;
  const besides = besidesItem(usage.facts, event);
  return loop.variables.some((id) => besides.has(id));
}

/** What one round finds in the index may be what the round before wrote. */
const asksBetween = (usage: Usage, loop: LoopScope): boolean =>
  usage.of("search").some(({ call }) => contains(loop.body, call.span));

/** Whether the call surely writes one record: what stands in a variable may be a list. */
function isOne(usage: Usage, event: Event, loop: LoopScope | null): boolean {
  const { item, row, via } = event;
  const { batch } = row;
  if (via) return loop !== null && !mayBeList(usage, event, loop);
  if (batch?.kind === "statement" || batch?.kind === "sibling") return true;
  if (!item) return false;
  return batch?.listed ? isListOfOne(usage, item) : follow(usage.facts, item).kind === "record";
}

function messageFor(usage: Usage, { row }: Event, loop: LoopScope, by: string): string {
  const list = listName(usage, loop);
  const size = row.batch && itemsPerCall(row.batch);
  const act =
    row.batch?.kind === "statement"
      ? "Insert many rows in one statement."
      : size === undefined
        ? "Collect the records and write them in one call."
        : `Collect the records and write ${thousands(size)} at a time.`;
  return firstThatFits(
    `One write per record${list ? ` of ${list}` : ""}${by}. ${act}`,
    `One write per record${by}. ${act}`,
    `One write per record. ${act}`,
  );
}

function fixesFor(usage: Usage, event: Event, loop: LoopScope): readonly Fix[] {
  const { call, row, via } = event;
  const form = writeForm(row.batch);
  if (via || !form) return [];
  const changes = "order of writes and errors";
  if (loop.form !== "callback") {
    const title = "Collect the records, write behind the loop";
    return [{ title, class: "suggestion", changes, make: (say) => say.writeAfterLoop(call.id, loop.id, form) }];
  }
  if (form.columns || !isForgotten(usage, call, loop)) return [];
  const { size, listed: _, columns: __, ...at } = form;
  const batch = { ...at, single: "", batch: "[i]", ...(size !== undefined && { limit: size }) };
  const title = size === undefined ? "Write all records in one call" : `Write ${size} records at a time`;
  return [{ title, class: "suggestion", changes, make: (say) => say.callOnce(call.id, loop.id, batch) }];
}

function writeForm(batch: Batch | undefined): WriteForm | undefined {
  if (!batch || batch.kind === "statement" || batch.item === undefined) return undefined;
  const place = placeOf(batch.item);
  if (!place) return undefined;
  const size = itemsPerCall(batch);
  return {
    ...place,
    ...(batch.callee && { callee: batch.callee }),
    listed: batch.listed === true,
    ...(batch.columns && { columns: batch.columns }),
    ...(size !== undefined && { size }),
  };
}

/** Nobody looks at what the writes gave: `await Promise.all(xs.map(…));` as a statement. */
function isForgotten(usage: Usage, call: Call, loop: LoopScope): boolean {
  const made = usage.facts.calls[loop.call ?? -1];
  return (
    made !== undefined &&
    /^await Promise\.all\($/.test(usage.textOf({ start: call.statement.start, end: made.span.start }).trim())
  );
}
