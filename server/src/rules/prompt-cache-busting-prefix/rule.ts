/**
 * Something that is new on every call stands at the head of long instructions, so that nothing after it can be kept by the
 * service. Absent on purpose: dates, which hold for a day, and what is particular to a user, who may ask more than once.
 */
import type { BindingId, Call } from "../../facts/facts.ts";
import type { ClockWords } from "../../knowledge/framework.ts";
import type { Usage } from "../../usage/usage.ts";
import { cachingOf, instructionsOf, lengthOf, marksPrompt, type Piece, shortestKept } from "../promptText.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, text }, { service }) =>
  role === "generate" && (text?.system ?? text?.messages) !== undefined && service?.caching !== undefined;

export default defineRule({
  name: "prompt-cache-busting-prefix",
  summary: "A clock, a random or a new identifier at the head of a prompt keeps the rest from being reused.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "caching",
  dimensions: ["speed", "efficiency"],
  fix: "none",
  evidence: [
    {
      claim: "A time in milliseconds near the head: reused input fell from about 94 % to 15 %, at 13 times the price.",
      source: "https://github.com/joshuadavidthomas/opencode-agent-memory/pull/20",
    },
    {
      claim: "With the time at the head of the instructions, turn after turn wrote the cache and read nothing from it.",
      source: "https://github.com/goruck/home-generative-agent/issues/617",
    },
    {
      claim: "Relative times in a system prompt made the cache be written anew: more than 100,000 tokens per turn.",
      source: "https://github.com/vellum-ai/vellum-assistant/pull/22241",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("generate")) {
      const caching = cachingOf(usage, event);
      if (!caching || !concerns(event.row, event.framework)) continue;
      const marked = marksPrompt(usage, event, caching);
      if (caching.kind === "marked" && !marked) continue;
      const pieces = instructionsOf(usage, event)?.pieces ?? [];
      const at = pieces.findIndex((piece) => isNew(usage, piece));
      const volatile = pieces[at];
      if (!volatile || lengthOf(pieces.slice(0, at)) >= headCharacters) continue;
      // Marked prompts are long by their author's word; others have to show it.
      const after = lengthOf(pieces.slice(at + 1));
      if (after < (marked ? headCharacters : shortestKept(caching)) && !(marked && hasUnknown(pieces.slice(at + 1))))
        continue;
      report({
        at: volatile.at,
        about: event.call.id,
        severity: marked ? "warning" : "information",
        message: "This is new on every call, so nothing after it in the prompt is reused. Move it to the end.",
        reasons: [{ span: event.call.callee, text: "sends the prompt" }],
      });
    }
  },
});

/** A prompt that begins with so much constant text is reused up to there. */
const headCharacters = 4096;

const hasUnknown = (pieces: readonly Piece[]): boolean => pieces.some(({ kind }) => kind === "value");

function isNew(usage: Usage, piece: Piece): boolean {
  if (piece.kind === "text" || piece.value.kind !== "call") return false;
  const { value } = piece;
  const { clock } = usage.words ?? {};
  if (!clock) return false;
  const text = usage.textOf(value.span) + formatBehind(usage, value.span.end);
  if (new RegExp(clock.dayOnlyPattern).test(text) && !new RegExp(clock.timePattern).test(text)) return false;
  const call = usage.facts.calls[value.call]!;
  // What is worked out when the module loads, or kept, stays the same.
  if (usage.frequencyOf(call).level === "once") return false;
  if (isNow(usage, call, clock)) return true;
  const callee = usage.textOf(call.callee);
  if (new RegExp(clock.neverSamePattern).test(callee)) return true;
  if (!new RegExp(clock.saysTimePattern).test(callee)) return false;
  return new RegExp(clock.ofNowPattern).test(callee) || call.receiver.some((id) => holdsNow(usage, id, clock));
}

const isNow = (usage: Usage, call: Call, { nowPattern }: ClockWords): boolean =>
  call.arguments.length === 0 && new RegExp(nowPattern).test(usage.textOf(call.callee));

/** `:%Y-%m-%d` behind a value in a text. */
const formatBehind = (usage: Usage, at: number): string =>
  /^:[^{}"']*(?=\})/.exec(usage.textOf({ start: at, end: at + longestFormat }))?.[0] ?? "";

const longestFormat = 30;

/** The moment, kept under a name in a function. */
function holdsNow(usage: Usage, id: BindingId, clock: ClockWords): boolean {
  const { writes, shared } = usage.facts.bindings[id]!;
  const [only, ...others] = writes;
  if (shared || others.length > 0 || only?.value?.kind !== "call") return false;
  return isNow(usage, usage.facts.calls[only.value.call]!, clock);
}
