/** As many requests to a service start at once as a list has items. */
import type { FunctionScope, LoopScope } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import { isWithin } from "../../usage/scopes.ts";
import { isBoundedByClient, takesTurns, waitsAtBlock } from "../../usage/turns.ts";
import type { Event, Reason, Usage } from "../../usage/usage.ts";
import { argumentOf, placeOf } from "../../usage/values.ts";
import { batchFixes, mayBeList } from "../batching.ts";
import { blocks } from "../blocking.ts";
import { type ListSize, sizeOfList, sizeOfLoop } from "../listSize.ts";
import { atLoop, by, firstThatFits, listName } from "../naming.ts";
import { defineRule, type Fix, type Rule, type RuleContext } from "../rule.ts";

/** Requests that may well run side by side; services and connection pools take more, but rarely all of a long list. */
const groupSize = 8;
/** Functions between the loop and the request. */
const deepestChain = 2;

const concerns: Rule["concerns"] = ({ role, fanOut }, { local }) =>
  local === undefined && (role === "generate" || role === "embed" || role === "infer" || fanOut !== undefined);

export default defineRule({
  name: "unbounded-fanout",
  summary: "Promise.all sends one request to a model service per item of a list of any length.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "parallelism",
  dimensions: ["throughput", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "One client for all requests was seen to fail with timeouts of its connection pool (in Python).",
      source: "https://github.com/openai/openai-python/issues/874",
    },
    {
      claim:
        "The client of OpenAI answers a rate limit with two retries by default, so a burst is sent up to three times.",
      source: "https://github.com/openai/openai-node#retries",
    },
    {
      claim: "maxConcurrency of LangChain is Infinity by default.",
      source:
        "https://reference.langchain.com/javascript/langchain-core/utils/async_caller/AsyncCallerParams/maxConcurrency",
    },
  ],
  silences: [
    "sequential-embedding-in-loop",
    "sequential-inference-in-loop",
    "sequential-llm-calls",
    "llm-batch-api-candidate",
  ],
  acrossFiles: true,
  concerns,
  check(context) {
    const { usage } = context;
    if (!usage.events.some(({ row, framework }) => concerns(row, framework))) return;
    for (const event of usage.events) if (event.row.fanOut?.list !== undefined) checkList(context, event);
    for (const loop of usage.facts.scopes) if (loop.kind === "loop") checkLoop(context, loop);
  },
});

/** `chain.batch(inputs)`: the library sends them all. */
function checkList({ usage, report }: RuleContext, event: Event): void {
  const { call, row, source } = event;
  const { list, bound } = row.fanOut!;
  const given = list === undefined ? undefined : argumentOf(usage.facts, call, list);
  if (!given || argumentOf(usage.facts, call, bound) !== undefined || sizeOfList(usage, given) !== "grows") return;
  const atMaker = source?.row.fanOut?.bound;
  if (!source || (atMaker !== undefined && argumentOf(usage.facts, source.call, atMaker) !== undefined)) return;
  const { argument, field = "" } = placeOf(bound) ?? { argument: 0 };
  if (boundedAround(usage, call.span.start)) return;
  report({
    at: call.callee,
    about: call.id,
    message: `One request per item, all at once. Bound them with ${field}.`,
    fixes: [
      {
        title: `Set ${field} to ${groupSize}`,
        class: "suggestion",
        changes: "how many run at once",
        make: (say) => say.setOption(call.id, argument, field, String(groupSize)),
      },
    ],
  });
}

function checkLoop({ usage, report }: RuleContext, loop: LoopScope): void {
  let size: ListSize | undefined;
  for (const call of usage.facts.calls) {
    if (!isWithin(usage.facts, call.scope, loop.id) || usage.loopsAround(call)[0] !== loop) continue;
    const found = requestOf(usage, call, []);
    if (!found || !usage.together(loop, call) || usage.dependence(call, loop) !== null) continue;
    size ??= sizeOfLoop(usage, loop);
    if (size === "small" || boundedAround(usage, call.span.start) || bounds(usage, loop)) return;
    const { event, reasons } = found;
    const direct = event.call === call && event.via === null;
    const batchable = direct && event.role === "embed" && isBatchable(usage, event, loop);
    const list = listName(usage, loop);
    report({
      at: call.callee,
      about: call.id,
      severity: size === "grows" || batchable ? "warning" : "information",
      message: batchable
        ? `One request per text${list ? ` in ${list}` : ""}, all at once. Pass the list in one call.`
        : firstThatFits(
            `One request per item${list ? ` of ${list}` : ""}${by(event)}, all at once. Bound how many run together.`,
            `One request per item${list ? ` of ${list}` : ""}, all at once. Bound how many run together.`,
            "One request per item, all at once. Bound how many run together.",
          ),
      reasons: [...reasons, atLoop(loop, "starts all of them here")],
      fixes: [...(batchable ? batchFixes(event, loop) : []), inGroups(loop)],
    });
    return;
  }
}

const inGroups = (loop: LoopScope): Fix => ({
  title: `Run ${groupSize} at a time`,
  class: "suggestion",
  changes: "how many run at once",
  make: (say) => say.inGroups(loop.id, groupSize),
});

const isBatchable = (usage: Usage, event: Event, loop: LoopScope): boolean =>
  (event.row.batch?.kind === "array" || event.row.batch?.kind === "sibling") && !mayBeList(usage, event, loop);

interface Request {
  readonly event: Event;
  /** The functions on the way, innermost last. */
  readonly reasons: readonly Reason[];
}

/** The request a call is, or that a function of this file it calls makes. */
function requestOf(usage: Usage, call: Event["call"], within: readonly FunctionScope[]): Request | undefined {
  const event = usage.eventOf(call) ?? usage.events.find((one) => one.via && one.call === call);
  if (event?.via && (event.via.turns || event.via.repeated)) return undefined;
  if (event) {
    // What answers only when it is done never starts together with another.
    const isOne =
      concerns(event.row, event.framework) &&
      !blocks(event.row, event.framework) &&
      !isBoundedByClient(usage.facts, event);
    return isOne ? { event, reasons: [] } : undefined;
  }
  const target = call.target === null ? undefined : usage.scope(call.target);
  if (target?.kind !== "function" || within.length >= deepestChain || within.includes(target)) return undefined;
  const calls = usage.facts.calls.filter(({ span }) => contains(target.body, span));
  if (calls.some((inner) => takesTurns(usage, inner)) || waitsAtBlock(usage, target.body)) return undefined;
  for (const inner of calls) {
    const found = requestOf(usage, inner, [...within, target]);
    if (found)
      return {
        event: found.event,
        reasons: [{ span: inner.callee, text: `${target.name ?? "it"} sends the request here` }, ...found.reasons],
      };
  }
  return undefined;
}

const bounds = (usage: Usage, loop: LoopScope): boolean =>
  usage.facts.calls.some((call) => contains(loop.body, call.span) && takesTurns(usage, call));

/** A bound somebody put around it: handed to a limiter, or in a loop over parts of the list. */
function boundedAround(usage: Usage, at: number): boolean {
  return usage.facts.calls.some(
    (call) => takesTurns(usage, call) && call.arguments.some((given) => given.span.start <= at && at < given.span.end),
  );
}
