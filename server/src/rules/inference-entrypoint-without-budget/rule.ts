/** In a file that states what its functions may cost, one that runs a model states nothing. */
import type { FunctionScope } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import type { Usage } from "../../usage/usage.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "infer" || role === "embed" || role === "generate";

export default defineRule({
  name: "inference-entrypoint-without-budget",
  summary: "An exported function runs a model and states no budget, in a file where others do.",
  since: "0.1.0",
  stage: "preview",
  severity: "hint",
  group: "monitoring",
  dimensions: ["speed", "efficiency"],
  fix: "none",
  evidence: [
    {
      claim: "A latency objective is written down as a threshold and a share of requests before it can be watched.",
      source: "https://sre.google/workbook/implementing-slos/",
    },
  ],
  concerns,
  check({ usage, report }) {
    const whole = usage.scope(0).span;
    if (!budget.test(usage.textOf(whole))) return;
    for (const scope of usage.facts.scopes) {
      if (scope.kind !== "function" || scope.exportedAs.length === 0 || !scope.nameSpan) continue;
      if (budget.test(commentBefore(usage, scope))) continue;
      const run = usage
        .of("infer", "embed", "generate")
        .find((event) => concerns(event.row, event.framework) && contains(scope.body, event.call.span));
      if (!run) continue;
      report({
        at: scope.nameSpan,
        about: null,
        message: `${scope.name ?? "It"} runs a model and has no budget. State one, as its neighbours do.`,
        reasons: [{ span: run.call.callee, text: "runs the model here" }],
      });
    }
  },
});

const budget = /inferlens-budget\b/;

/** Characters before a function that may be its comment. */
const longestComment = 400;

/** What stands between the function and the code before it. */
function commentBefore(usage: Usage, { span, nameSpan }: FunctionScope): string {
  const start = Math.min(span.start, nameSpan?.start ?? span.start);
  const ends = [...usage.facts.scopes, ...usage.facts.calls].map((one) => one.span.end).filter((end) => end <= start);
  return usage.textOf({ start: Math.max(0, start - longestComment, ...ends), end: start });
}
