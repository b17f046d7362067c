/** A method made for many items, which prepares a pipeline of data in each call, is called for single ones in a loop. */
import { atLoop } from "../naming.ts";
import { oneByOne } from "../oneByOne.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ batch }) => batch?.wastes === "set-up";

export default defineRule({
  name: "keras-predict-in-loop",
  summary: "A method that prepares a pipeline of data in each call runs once per item.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "batching",
  dimensions: ["speed", "throughput"],
  fix: "none",
  evidence: [
    {
      claim: "predict is made for many inputs, not for loops over small ones; calling the model is faster for few.",
      source: "https://keras.io/api/models/model_training_apis/#predict-method",
    },
  ],
  silences: ["sequential-inference-in-loop"],
  concerns,
  check({ usage, report }) {
    for (const { event, loop } of oneByOne(usage, "set-up")) {
      report({
        at: event.call.callee,
        about: event.call.id,
        message:
          "Each round sets up a data pipeline for one item. Pass all items in one call, or call the model itself.",
        reasons: [atLoop(loop)],
      });
    }
  },
});
