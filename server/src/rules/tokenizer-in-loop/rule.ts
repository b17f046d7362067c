/** Texts are tokenized one by one although one call takes the list. */
import type { LoopScope } from "../../facts/facts.ts";
import { contains, type Span } from "../../text/span.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { mayBeList, takesItem, takesWhatRoundsChange } from "../batching.ts";
import { atLoop, firstThatFits, listName } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, batch, cost }) =>
  role === "tokenize" && (batch?.kind === "array" || cost === "network");

export default defineRule({
  name: "tokenizer-in-loop",
  summary: "Texts are tokenized, or their tokens counted by a service, one by one.",
  since: "0.1.0",
  stage: "stable",
  severity: "hint",
  group: "batching",
  dimensions: ["throughput", "speed"],
  fix: "none",
  evidence: [
    {
      claim: "A list given to the tokenizer comes back as one padded tensor, which a model takes in one run.",
      source: "https://huggingface.co/docs/transformers.js/api/tokenizers",
    },
    {
      claim: "Tokenizers that work on several cores do so over the texts of one batch only.",
      source: "https://huggingface.co/learn/llm-course/chapter6/3",
    },
    {
      claim: "Counting tokens is a request to the service, with a rate limit of its own.",
      source: "https://platform.claude.com/docs/en/build-with-claude/token-counting",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("tokenize")) {
      const { call, row, framework } = event;
      if (!concerns(row, framework)) continue;
      const [loop] = usage.loopsAround(call);
      if (!loop || !isOverItems(loop) || !takesItem(usage, event, loop)) continue;
      if (!usage.varies(event.given, loop.id) || usage.dependence(call, loop) !== null) continue;
      if (takesWhatRoundsChange(usage, event.given, loop)) continue;
      const remote = row.cost === "network";
      if (!remote && (mayBeList(usage, event, loop) || runsModel(usage, loop) || onlyCounts(usage, event))) continue;
      const list = listName(usage, loop);
      const of = list ? ` of ${list}` : "";
      report({
        at: call.callee,
        about: call.id,
        severity: remote ? "information" : "hint",
        message: remote
          ? firstThatFits(
              `One request per text${of} to count its tokens. Measure a count on this machine instead.`,
              "One request per text to count its tokens. Measure a count on this machine instead.",
            )
          : firstThatFits(
              `Each text${of} is tokenized by itself. Pass the list with padding, so that one run takes it.`,
              "Each text is tokenized by itself. Pass the list with padding, so that one run takes it.",
            ),
        reasons: [atLoop(loop)],
      });
    }
  },
});

const isOverItems = ({ form, over }: LoopScope): boolean =>
  form === "for" || form === "for-of" || (form === "callback" && over !== null);

/** The model call in the same loop is what costs; other rules speak of it. */
const runsModel = (usage: Usage, loop: LoopScope): boolean =>
  usage.of("infer", "generate", "embed").some(({ call }) => contains(loop.span, call.span));

const counts = /^[^;\n]{0,40}?\.(?:length|size|dims)\b/;

/** How many tokens a text has is asked of each text by itself. */
function onlyCounts(usage: Usage, { call }: Event): boolean {
  const counted = new RegExp(usage.words?.results?.countedPattern ?? "(?!)");
  const isCounted = ({ start }: Span): boolean =>
    counted.test(usage.textOf({ start: Math.max(0, start - 8), end: start }));
  if (isCounted(call.span)) return true;
  const behind = (end: number): string => usage.textOf({ start: end, end: end + 60 });
  const kept = usage.facts.bindings.filter(
    ({ id, writes }) =>
      call.results.includes(id) ||
      writes.some(({ kind, value }) => kind === "initial" && value !== null && contains(value.span, call.span)),
  );
  if (kept.length === 0) return counts.test(behind(call.span.end).replace(/^\s*\)/, ""));
  return kept.every(({ reads }) => reads.some(({ span }) => counts.test(behind(span.end)) || isCounted(span)));
}
