/**
 * A service asks a language model on every request and nothing in the file looks at how many tokens that took. Absent on
 * purpose: scripts, and files that speak of usage, cost or tracing in any way.
 */
import type { Usage } from "../../usage/usage.ts";
import { streams } from "../languageModel.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, text }, { service }) =>
  role === "generate" && text !== undefined && service?.counts !== undefined;

export default defineRule({
  name: "llm-usage-unrecorded",
  summary: "A service never looks at how many tokens its requests to a language model take.",
  since: "0.1.0",
  stage: "preview",
  severity: "hint",
  group: "monitoring",
  dimensions: ["efficiency"],
  fix: "none",
  evidence: [
    {
      claim: "Counters of reused input showed the cause of a daily cost that had grown about thirteenfold.",
      source: "https://github.com/joshuadavidthomas/opencode-agent-memory/pull/20",
    },
    {
      claim: "That requests averaged about 45,000 output tokens was worked out from the bill.",
      source: "https://github.com/datachain-ai/datachain/pull/1885",
    },
  ],
  concerns,
  check({ usage, report }) {
    const all = usage.of("generate").filter(({ row, framework }) => concerns(row, framework));
    const counts = all.flatMap(({ framework }) => framework.service?.counts ?? []);
    if (all.length === 0 || looksAtCost(usage, counts)) return;
    // One place says it for the file.
    for (const event of all) {
      const often = usage.frequencyOf(event.call);
      // The file that builds the client is the one that answers for it; a stream has its counters at its end.
      if (often.per !== "request" || often.handler === null || !event.source || streams(usage, event) !== "absent")
        continue;
      report({
        at: event.call.callee,
        about: event.call.id,
        message: `Nothing records how many tokens this takes. Log ${counts[0]} with each request.`,
        reasons: often.reasons,
      });
      return;
    }
  },
});

/** Options that bound an answer count nothing, nor do comments about this rule. */
const limits = /max_?\w*?tokens|llm-usage-unrecorded/gi;
const speaksOfCost =
  /usage|token|cost|meter|metric|telemetry|trac(?:e|ing)|observ|instrument|monitor|budget|quota|credit|bill/i;

/** Whether the file names the counters, or has to do with cost and tracing at all. */
function looksAtCost({ facts, textOf }: Usage, counts: readonly string[]): boolean {
  const module = facts.scopes[0]!;
  const text = textOf(module.span).replace(limits, "");
  return counts.some((name) => text.includes(name)) || speaksOfCost.test(text);
}
