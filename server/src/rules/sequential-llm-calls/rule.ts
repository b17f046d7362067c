/**
 * Answers of a language model are awaited one after another although none needs another: in a loop over items, or in
 * statements that follow each other. Absent on purpose: conversations, agents with tools, and models of this process.
 */
import type { Call, LoopScope, Value } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import { madeOf, usesOf } from "../../usage/madeOf.ts";
import { functionAround } from "../../usage/scopes.ts";
import type { Event, Reason, Usage } from "../../usage/usage.ts";
import { takesItem } from "../batching.ts";
import { isAbsent, isOwnServer, streams } from "../languageModel.ts";
import { atLoop, by, firstThatFits, listName } from "../naming.ts";
import { defineRule, type Rule, type RuleContext } from "../rule.ts";

/** Calls at once: below the limits of most accounts, and most of the gain. */
const atOnce = 8;

const concerns: Rule["concerns"] = ({ role, remembers }, { local }) =>
  role === "generate" && local === undefined && !remembers;

export default defineRule({
  name: "sequential-llm-calls",
  summary: "Independent requests to a language model are awaited one after another.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "batching",
  dimensions: ["speed", "throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "By one estimate, to sort 15 conversations takes 45-60 s one after another and 3-5 s together.",
      source: "https://github.com/craft-ai-agents/craft-agents-oss/issues/294",
    },
    {
      claim: "4.5 s for each paper, one after another: seven and a half minutes for a hundred.",
      source: "https://github.com/EvoTestOps/AISysRev/issues/111",
    },
    {
      claim: "Tool calls that write stay in their order: only what reads is run together.",
      source: "https://github.com/QwenLM/qwen-code/issues/2563",
    },
  ],
  silences: ["llm-batch-api-candidate"],
  acrossFiles: true,
  concerns,
  check(context) {
    const { usage } = context;
    const waited = usage
      .of("generate")
      .filter((event) => concerns(event.row, event.framework) && streams(usage, event) !== "given");
    for (const event of waited) {
      const [loop] = usage.loopsAround(event.call);
      if (loop) checkLoop(context, event, event.call, event.given);
      else for (const call of callsOfHelper(usage, event)) checkLoop(context, event, call, call.arguments);
    }
    checkStatements(
      context,
      waited.filter((event) => event.call.awaited && event.via === null && !mayAct(usage, event)),
    );
  },
});

/** `call` makes the request, or runs the function that does. */
function checkLoop({ usage, report }: RuleContext, event: Event, call: Call, given: readonly Value[]): void {
  const [loop] = usage.loopsAround(call);
  // A while loop waits for something: a person, a queue, the model itself.
  if (!loop || (loop.form !== "for" && loop.form !== "for-of" && loop.form !== "for-in")) return;
  if (
    !isWaited(usage, event, call) ||
    event.via?.changing ||
    !takesItem(usage, { given, via: event.via }, loop) ||
    !usage.varies(given, loop.id)
  )
    return;
  if (usage.dependence(call, loop) !== null) return;
  const list = listName(usage, loop);
  const { offline } = event.framework.service ?? {};
  const reasons: Reason[] = [atLoop(loop)];
  if (call !== event.call) reasons.push({ span: event.call.callee, text: "sends the request here" });
  if (offline && usage.target === "batch")
    reasons.push(atLoop(loop, `takes calls that can wait for less: ${offline.name}`));
  const sender = event.via ? `, sent${by(event)}` : "";
  report({
    at: call.callee,
    about: call.id,
    severity: isWorthIt(usage, event, loop) ? "warning" : "information",
    message: firstThatFits(
      `One request per ${list ? `item of ${list}` : "round"}${sender}, each waiting for the one before. Ask a few at a time.`,
      `One request per round${sender}, each waiting for the one before. Ask a few at a time.`,
    ),
    reasons,
    fixes: [
      {
        title: `Ask up to ${atOnce} at a time`,
        class: "suggestion",
        changes: "concurrency",
        make: (say) => say.callTogether(call.id, loop.id, atOnce),
      },
    ],
  });
}

/** The round does not go on before the answer is there. A function that is asynchronous itself has to be awaited. */
function isWaited(usage: Usage, event: Event, call: Call): boolean {
  if (call === event.call) return event.waited;
  return call.awaited || (event.waited && functionAround(usage.facts, event.call.scope)?.async !== true);
}

/**
 * Awaited calls of the function around a request, where it does nothing that a later call of it could see. Its own file
 * alone; what other files do has `via`.
 */
function callsOfHelper(usage: Usage, event: Event): readonly Call[] {
  if (event.via) return [];
  const around = functionAround(usage.facts, event.call.scope);
  if (!around) return [];
  const { id, span } = around;
  const leavesTraces = usage.facts.bindings.some(
    ({ writes, declaration }) =>
      !contains(span, declaration) && writes.some((write) => write.kind !== "initial" && contains(span, write.span)),
  );
  return leavesTraces ? [] : usage.facts.calls.filter(({ target, span: at }) => target === id && !contains(span, at));
}

/** Nearly always: not on a machine of one's own, not for a handful of known items, not where order may matter. */
function isWorthIt(usage: Usage, event: Event, loop: LoopScope): boolean {
  if (isOwnServer(usage, event) || mayAct(usage, event)) return false;
  return loop.bound === null || usage.target === "server";
}

/** With tools the model may change something, in an order that matters. */
const mayAct = (usage: Usage, event: Event): boolean => !isAbsent(usage, event, event.row.text?.acts);

/** Statements next to each other, where somebody waits for all of them. */
function checkStatements({ usage, report }: RuleContext, waited: readonly Event[]): void {
  const kept = waited.filter(({ call }) => call.results.length > 0);
  for (let at = 0; at < kept.length; at++) {
    const row = [kept[at]!];
    while (row.length < kept.length - at && follows(usage, row, kept[at + row.length]!))
      row.push(kept[at + row.length]!);
    const [first, second] = row;
    if (!first || !second || usage.frequencyOf(first.call).handler === null) continue;
    at += row.length - 1;
    report({
      at: second.call.callee,
      about: second.call.id,
      severity: "information",
      message: "This request waits for the one before, whose answer it does not use. Start them together.",
      reasons: [{ span: first.call.callee, text: "is awaited first" }, ...usage.frequencyOf(first.call).reasons],
      fixes: [
        {
          title: "Start them together",
          class: "suggestion",
          changes: "what runs when one fails",
          make: (say) => say.awaitTogether(row.map(({ call }) => call.id)),
        },
      ],
    });
  }
}

/** Whether a call is in the next statement and takes nothing from those before. */
function follows(usage: Usage, before: readonly Event[], { call }: Event): boolean {
  const last = before.at(-1)!.call;
  if (last.scope !== call.scope || last.statement.end > call.statement.start) return false;
  if (usage.textOf({ start: last.statement.end, end: call.statement.start }).trim() !== "") return false;
  const needed = madeOf(usage.facts, [...usesOf(call.arguments), ...call.receiver]);
  return !before.some((event) => event.call.results.some((id) => needed.has(id)));
}
