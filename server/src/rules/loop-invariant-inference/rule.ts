/** A model call in a loop gets the same input in every round, or a model is warmed up again with every request. */
import { atLoop, firstThatFits, shortPhrase } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";
import { warmUpAgain } from "./warmUp.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "embed" || role === "infer" || role === "tokenize";

export default defineRule({
  name: "loop-invariant-inference",
  summary: "A model call in a loop does not depend on the loop, or a model is warmed up again with every request.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "caching",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "With the vectors of queries kept, a new query took 425 ms and a repeated one 170 ms (medians).",
      source: "https://github.com/repowise-dev/repowise/pull/2189",
    },
    {
      claim: "One search of several indexes embedded the same text once for each of them.",
      source: "https://github.com/meilisearch/meilisearch/issues/5430",
    },
  ],
  silences: [
    "sequential-embedding-in-loop",
    "sequential-inference-in-loop",
    "promise-all-local-inference",
    "node-event-loop-blocking-inference",
  ],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("embed", "infer", "tokenize")) {
      const { call } = event;
      const again = warmUpAgain(usage, event);
      if (again) {
        const say = (phrase: string) => `This warm-up runs ${phrase}. Run it once, when the model has loaded.`;
        report({
          at: call.callee,
          about: call.id,
          message: firstThatFits(say(again.phrase), say(shortPhrase(again))),
          reasons: again.reasons,
          fixes: [],
        });
        continue;
      }
      const [loop] = usage.loopsAround(call);
      if (event.row.drawn) continue;
      // A model that learns answers differently each time.
      if (event.row.recorded !== undefined && usage.of("backward", "step").length > 0) continue;
      if (!loop || call.arguments.length === 0 || usage.varies(call.arguments, loop.id, call.receiver)) continue;
      // A camera or a canvas changes by itself: only going over items shows that the input is meant to be the same.
      const goesOverItems =
        loop.form === "for-of" || loop.form === "for-in" || (loop.form === "callback" && loop.over !== null);
      if (!goesOverItems && event.role === "infer") continue;
      if (usage.dependence(call, loop) !== null) continue;
      const name = call.result === null ? null : usage.facts.bindings[call.result]?.name;
      const what = { embed: "embedding", infer: "result", tokenize: "tokenized text" }[event.role as "embed"];
      const surelyRuns = loop.bound !== null && loop.bound > 0;
      report({
        at: call.callee,
        about: call.id,
        message: `This ${what} is the same in every iteration. Compute it once before the loop.`,
        reasons: [atLoop(loop)],
        fixes: [
          {
            title: `Compute ${name ?? "it"} before the loop`,
            class: surelyRuns ? "safe" : "suggestion",
            ...(!surelyRuns && { changes: "cost of an empty list" }),
            make: (say) => say.moveBeforeLoop(call.id, loop.id),
          },
        ],
      });
    }
  },
});
