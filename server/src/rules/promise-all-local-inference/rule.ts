/** Runs of one local model are started together although they wait for each other. */
import { batchFixes } from "../batching.ts";
import { batchTrial, orderTrial } from "../experiments.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }, { local }) =>
  (role === "infer" || role === "embed" || role === "generate") && local !== undefined && local.node !== "native";

export default defineRule({
  name: "promise-all-local-inference",
  summary: "Promise.all over runs of one local model: they run one after another anyway.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "batching",
  dimensions: ["throughput", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "onnxruntime-node computes each run on the calling thread; promises give no parallelism.",
      source: "https://github.com/microsoft/onnxruntime/issues/19611",
    },
    {
      claim: "In a browser all runs of transformers.js are put on one promise chain.",
      source: "https://github.com/huggingface/transformers.js/blob/4.3.1/packages/transformers/src/backends/onnx.js",
    },
  ],
  silences: ["sequential-inference-in-loop", "sequential-embedding-in-loop", "node-event-loop-blocking-inference"],
  acrossFiles: true,
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("infer", "embed", "generate")) {
      const { call, row, framework } = event;
      if (!concerns(row, framework)) continue;
      const [loop] = usage.loopsAround(call);
      if (!loop || !usage.together(loop)) continue;
      // Another session for each item is a pool, which may well run in parallel.
      if (
        usage.varies([], loop.id, call.receiver) ||
        !usage.varies(event.given, loop.id) ||
        usage.dependence(call, loop) !== null
      )
        continue;
      const batchable = row.batch !== undefined && row.batch.kind !== "none";
      report({
        at: call.callee,
        about: call.id,
        message: `Local runs${event.via ? ` of ${event.via.name}` : ""} wait for each other; Promise.all only holds all inputs in memory. ${batchable ? "Pass one batch." : "Run them one by one."}`,
        reasons: [atLoop(loop, "starts all runs here")],
        fixes: batchFixes(event, loop),
        ...(batchable ? batchTrial(event, "together") : orderTrial(event)),
      });
    }
  },
});
