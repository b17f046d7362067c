/** Texts are embedded one call at a time although one call takes them all. */
import { batchFixes, mayBeList, takesItem } from "../batching.ts";
import { batchTrial } from "../experiments.ts";
import { atLoop, by, listName } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, batch }) =>
  role === "embed" && (batch?.kind === "array" || batch?.kind === "sibling");

export default defineRule({
  name: "sequential-embedding-in-loop",
  summary: "One embedding request per text, awaited one after another.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "batching",
  dimensions: ["speed", "throughput", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A document of 100 pages took about 1 minute one by one and 10 s in batches.",
      source: "https://github.com/run-llama/llama_index/issues/470",
    },
    {
      claim: "256 chunks took many minutes one by one and sometimes never finished.",
      source: "https://github.com/Mintplex-Labs/anything-llm/pull/153",
    },
    {
      claim:
        "One call per chunk held a pipeline at 20-25 chunks/s, about 48 ms each, of which the service needs about 2 ms.",
      source: "https://github.com/vectorize-io/hindsight/issues/3784",
    },
  ],
  silences: ["sequential-inference-in-loop"],
  acrossFiles: true,
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("embed")) {
      const { call, row, framework } = event;
      if (!event.waited || !concerns(row, framework)) continue;
      const [loop] = usage.loopsAround(call);
      if (!loop || loop.form === "callback" || !takesItem(usage, event, loop)) continue;
      if (!usage.varies(event.given, loop.id) || usage.dependence(call, loop) !== null || mayBeList(usage, event, loop))
        continue;
      const list = listName(usage, loop);
      const per = framework.local ? "run" : "request";
      const act = framework.local ? "Measure one call with the whole list." : "Pass the list in one call.";
      report({
        at: call.callee,
        about: call.id,
        severity: framework.local ? "information" : "warning",
        message: `One ${per} per text${list ? ` in ${list}` : ""}${event.via ? `, sent${by(event)}` : ""}. ${act}`,
        reasons: [atLoop(loop)],
        fixes: batchFixes(event, loop),
        ...batchTrial(event, "in-order"),
      });
    }
  },
});
