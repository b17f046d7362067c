/** Generation with what it has worked out before switched off or thrown away. */
import type { Event, Usage } from "../../usage/usage.ts";
import { follow } from "../../usage/values.ts";
import { optionsPlace, removeOption } from "../optionFixes.ts";
import { keySpan } from "../options.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, pessimal, options }) =>
  role === "generate" && pessimal !== undefined && optionsPlace({ options }) !== undefined;

export default defineRule({
  name: "kv-cache-disabled",
  summary: "A language model is told to keep nothing of what it has worked out.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "caching",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Without the cache keys and values of all earlier tokens are computed again for each new one.",
      source: "https://huggingface.co/docs/transformers/kv_cache",
    },
    {
      claim: "use_cache keeps the keys and values of earlier tokens to speed up decoding; it is on by default.",
      source: "https://huggingface.co/docs/transformers.js/api/generation/configuration_utils",
    },
    {
      claim: "Ollama keeps a model for 5 minutes after an answer by default; keep_alive 0 unloads it at once.",
      source: "https://docs.ollama.com/faq",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("generate")) {
      const { call, row, options } = event;
      if (!concerns(row, event.framework)) continue;
      for (const { option, is, effect, changes } of row.pessimal ?? []) {
        const value = options.literal(option);
        if (value === undefined || value === null || !is.includes(value)) continue;
        report({
          at: keySpan(usage, event, option),
          about: call.id,
          message: `${written(usage, event, option) ?? option} ${effect}. Leave it out.`,
          reasons: [{ span: call.callee, text: "for this generation" }],
          fixes: removeOption(event, option, changes ?? "memory"),
        });
      }
    }
  },
});

/** `use_cache: false`, `use_cache=False`: as the language writes it. */
function written(usage: Usage, { options }: Event, option: string): string | undefined {
  const record = options.value && follow(usage.facts, options.value);
  const field = record?.kind === "record" ? record.fields.findLast(({ name }) => name === option) : undefined;
  return field && usage.textOf(field.span);
}
