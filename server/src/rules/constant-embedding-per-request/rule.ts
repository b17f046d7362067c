/** Texts that never change are embedded again for every request. */
import { isFixed } from "../../usage/fixed.ts";
import { firstThatFits, shortPhrase } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "embed";

export default defineRule({
  name: "constant-embedding-per-request",
  summary: "Texts that never change are embedded again on every request, message or render.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "caching",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "With the vectors of queries kept, a new query took 425 ms and a repeated one 170 ms (medians).",
      source: "https://github.com/repowise-dev/repowise/pull/2189",
    },
    {
      claim: "With the vectors of queries kept, a first search took 0.4 to 1 s and each repeat about 25 ms.",
      source: "https://github.com/meilisearch/meilisearch/pull/5418",
    },
  ],
  silences: ["node-event-loop-blocking-inference"],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("embed")) {
      const { call } = event;
      if (call.arguments.length === 0 || usage.loopsAround(call).length > 0) continue;
      const often = usage.frequencyOf(call);
      if (often.level !== "per request" || often.handler === null) continue;
      if (!isFixed(usage.facts, call.arguments) || usage.varies(call.arguments, often.handler, call.receiver)) continue;
      const say = (phrase: string) =>
        `The same texts are embedded ${phrase}{cost}. Embed them once and keep the vectors.`;
      report({
        at: call.callee,
        about: call.id,
        severity: often.per === "tick" ? "hint" : "information",
        message: firstThatFits(say(often.phrase), say(shortPhrase(often))),
        reasons: often.reasons,
        fixes: [
          {
            title: "Embed once at module level",
            class: "suggestion",
            changes: "when errors appear",
            make: (say) => say.hoistPromise(call.id),
          },
        ],
      });
    }
  },
});
