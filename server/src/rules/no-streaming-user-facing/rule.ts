/**
 * A person in a conversation sees nothing until the whole answer is there. Absent on purpose: answers a program reads,
 * short ones, and whatever the handler makes of the answer before it goes out.
 */
import type { BindingId, Call, FunctionScope, Value } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import { madeOf } from "../../usage/madeOf.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { fieldOf, follow } from "../../usage/values.ts";
import { given, isProse, streams } from "../languageModel.ts";
import { firstThatFits, shortPhrase } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, text }) =>
  role === "generate" &&
  text?.messages !== undefined &&
  (text.streaming?.option !== undefined || text.streaming?.sibling !== undefined);

export default defineRule({
  name: "no-streaming-user-facing",
  summary: "A chat handler answers only when the whole text is there.",
  since: "0.1.0",
  stage: "preview",
  severity: "hint",
  group: "resilience",
  dimensions: ["speed"],
  fix: "none",
  evidence: [
    {
      claim: "With a stream the first words of very long answers are there orders of magnitude earlier.",
      source: "https://huggingface.co/docs/text-generation-inference/conceptual/streaming",
    },
    {
      claim:
        "A chat that waited for whole replies showed nothing for about two seconds; with a stream one was the goal.",
      source: "https://github.com/tael-protocol/tael/issues/170",
    },
  ],
  concerns,
  check({ usage, report }) {
    const asked = usage.of("generate");
    for (const event of asked) {
      const { call, row, framework } = event;
      if (!concerns(row, framework) || streams(usage, event) !== "absent" || !isProse(usage, event)) continue;
      if (isShort(usage, event) || !hasHistory(usage, event)) continue;
      const often = usage.frequencyOf(call);
      if (often.per !== "request" || often.handler === null || often.level !== "per request") continue;
      const handler = usage.scope(often.handler);
      // One of several calls works for the others.
      if (handler.kind !== "function" || asked.filter((one) => contains(handler.span, one.call.span)).length !== 1)
        continue;
      if (!goesOutAsItIs(usage, call, handler)) continue;
      const act = row.text?.streaming?.sibling ? `Answer with ${row.text.streaming.sibling}.` : "Stream it.";
      report({
        at: call.callee,
        about: call.id,
        message: firstThatFits(
          `The reader waits for the whole answer ${often.phrase}. ${act}`,
          `The reader waits for the whole answer ${shortPhrase(often)}. ${act}`,
        ),
        reasons: often.reasons,
      });
    }
  },
});

/** Answers of so few tokens are there at once. */
const shortTokens = 300;

function isShort(usage: Usage, event: Event): boolean {
  return (event.row.text?.bounds ?? []).some((name) => {
    if (given(usage, event, name) !== "given") return false;
    const tokens = event.options.literal(name);
    return typeof tokens === "number" && tokens <= shortTokens;
  });
}

const isConversation = /messages|history|conversation|turns|contents|thread/i;

/** The conversation comes from outside: it is no list written here, and no single question. */
function hasHistory(usage: Usage, { options, row }: Event): boolean {
  const said = options.value && fieldOf(usage.facts, options.value, row.text?.messages ?? "");
  if (!said) return false;
  const list = follow(usage.facts, said);
  return list.kind === "array" ? list.open : list.kind !== "literal" && isConversation.test(usage.textOf(said.span));
}

/** The answer, or a part of it, is what the handler sends back, and nothing else is done with it. */
function goesOutAsItIs(usage: Usage, call: Call, handler: FunctionScope): boolean {
  const { facts, words } = usage;
  if (!words?.answers) return false;
  const sends = new RegExp(words.answers.sendsPattern);
  const reworks = new RegExp(words.answers.reworksPattern, "i");
  const isMade = (uses: readonly BindingId[]): boolean => {
    const needed = madeOf(facts, uses);
    return call.results.some((id) => needed.has(id));
  };
  const takes = ({ uses }: Value): boolean => isMade(uses);
  const within = facts.calls.filter((other) => other !== call && contains(handler.span, other.span));
  const takers = within.filter((other) => other.arguments.some(takes) || isMade(other.receiver));
  if (takers.some((other) => reworks.test(usage.textOf(other.callee)))) return false;
  return (
    takers.some((other) => sends.test(usage.textOf(other.callee))) ||
    handler.returns.some(({ value }) => value !== null && takes(value))
  );
}
