/** A method that checks a whole table before it computes is called for one row after the other. */
import { atLoop } from "../naming.ts";
import { oneByOne } from "../oneByOne.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ batch }) => batch?.wastes === "checks";

export default defineRule({
  name: "sklearn-predict-per-row",
  summary: "A method that checks its whole input in each call is called for one row at a time.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "batching",
  dimensions: ["speed", "throughput"],
  fix: "none",
  evidence: [
    {
      claim:
        "With few features all rows in one call are always faster than one by one, for some estimators 10 to 100 times.",
      source: "https://scikit-learn.org/stable/computing/computational_performance.html#bulk-versus-atomic-mode",
    },
  ],
  silences: ["sequential-inference-in-loop"],
  concerns,
  check({ usage, report }) {
    for (const { event, loop } of oneByOne(usage, "checks")) {
      report({
        at: event.call.callee,
        about: event.call.id,
        message: "One row per call, and each call checks its input again. Pass all rows in one call.",
        reasons: [atLoop(loop)],
      });
    }
  },
});
