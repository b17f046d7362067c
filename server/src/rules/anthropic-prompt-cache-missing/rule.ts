/**
 * Long constant instructions are read anew by the service on each call, because nothing marks them as worth keeping.
 * Absent on purpose: services that keep prompts by themselves, and instructions that change from call to call.
 */
import type { Event, Frequency, Usage } from "../../usage/usage.ts";
import { thousands } from "../naming.ts";
import { writeOption } from "../optionFixes.ts";
import { cachingOf, type Instructions, instructionsOf, lengthOf, marksPrompt, shortestKept } from "../promptText.ts";
import { defineRule, type Fix, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, text }, { service }) =>
  role === "generate" &&
  text?.system !== undefined &&
  (service?.caching?.kind === "marked" || (service?.caching?.services?.some(({ kind }) => kind === "marked") ?? false));

export default defineRule({
  name: "anthropic-prompt-cache-missing",
  summary: "Long constant instructions are sent again and again without a mark to keep them.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "caching",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A prompt that is read from the cache costs a tenth of the input price; writing it costs a quarter more.",
      source: "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
    },
    {
      claim: "Below a model's minimum nothing is kept: 2,038 tokens wrote nothing where 2,067 did, with the same mark.",
      source: "https://github.com/BerriAI/litellm-docs/pull/49",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("generate")) {
      const { call, row, framework } = event;
      const caching = concerns(row, framework) ? cachingOf(usage, event) : undefined;
      if (caching?.kind !== "marked" || marksPrompt(usage, event, caching)) continue;
      const often = usage.frequencyOf(call);
      if (!isRepeated(usage, often)) continue;
      const instructions = instructionsOf(usage, event);
      if (!instructions?.pieces.every(({ kind }) => kind === "text")) continue;
      const length = lengthOf(instructions.pieces);
      if (length < shortestKept(caching)) continue;
      report({
        at: call.callee,
        about: call.id,
        message: `${thousands(length)} characters of constant instructions are read anew on each call. Mark them to be kept.`,
        reasons: [...often.reasons, { span: instructions.value.span, text: "is the same on every call" }],
        fixes: markFixes(usage, event, instructions, caching.marked),
      });
    }
  },
});

/** Runs for many callers, or many times for one; a script that asks once has nothing to gain. */
function isRepeated(usage: Usage, { level, barrier }: Frequency): boolean {
  if (level === "once" || barrier !== null) return false;
  return level !== "per call" || usage.target !== "batch";
}

/** Only a name is put into another place; a long text stays where it is. */
function markFixes(usage: Usage, event: Event, instructions: Instructions, marked: string | undefined): readonly Fix[] {
  const { option, value, plain } = instructions;
  const name = usage.textOf(value.span);
  if (!marked || !plain || !/^[\w$.]+$/.test(name)) return [];
  return writeOption(event, option, marked.replace("{}", name), {
    title: `Mark ${option} to be kept`,
    changes: "price: writing costs more, reading less",
  });
}
