/** A library is told to put very few texts into each embedding request. */
import type { Event, Usage } from "../../usage/usage.ts";
import { optionsPlace, writeOption } from "../optionFixes.ts";
import { keySpan } from "../options.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ batchOption, options }) =>
  batchOption !== undefined && optionsPlace({ options }) !== undefined;

export default defineRule({
  name: "embed-batch-too-small",
  summary: "Embedding requests carry a handful of texts each, by an option or by a small default.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "batching",
  dimensions: ["throughput", "speed"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A document of 100 pages took about 1 minute one by one and 10 s in batches.",
      source: "https://github.com/run-llama/llama_index/issues/470",
    },
    {
      claim: "OpenAI takes up to 2,048 texts in one request.",
      source: "https://platform.openai.com/docs/api-reference/embeddings/create",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("construct", "load", "embed", "infer")) {
      const { call, row } = event;
      const { batchOption, options } = row;
      if (!batchOption || optionsPlace({ options }) === undefined) continue;
      const { option, usual, smallBelow } = batchOption;
      const value = event.options.literal(option);
      const asked = typeof value === "number" && value > 0 && value < smallBelow;
      const left = batchOption.default !== undefined && event.options.absent(option) && writesMany(usage);
      if (!(asked || left) || sparesLimits(usage, event)) continue;
      report({
        at: keySpan(usage, event, option),
        about: call.id,
        message: asked
          ? `Each request carries ${value === 1 ? "one text" : `${value} texts`}. Raise ${option}; ${usual} is usual.`
          : `Each request carries ${batchOption.default} texts unless told otherwise. Raise ${option}; ${usual} is usual.`,
        reasons: [],
        fixes: writeOption(event, option, String(usual), {
          title: `Set ${option} to ${usual}`,
          changes: "size of requests",
        }),
      });
    }
  },
});

/** This file fills an index with what it embeds; for single questions the size of a batch is no matter. */
const writesMany = (usage: Usage): boolean => usage.of("upsert").length > 0;

/** Characters around a statement that a note about it may take: lines above, the rest of its own line. */
const commentBefore = 200;
const commentBehind = 120;

/** Somebody bounds requests on purpose, or says so beside it. */
function sparesLimits(usage: Usage, { call }: Event): boolean {
  const { start, end } = call.statement;
  const around = usage.textOf({ start: Math.max(0, start - commentBefore), end: end + commentBehind });
  return /rate.?limit|\b429\b|quota|throttl|out of memory|\bOOM\b|max.?tokens/i.test(around);
}
