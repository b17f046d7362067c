/** A model of this process runs once per item although it could take several. */
import { batchFixes, mayBeList, takesItem } from "../batching.ts";
import { batchTrial } from "../experiments.ts";
import { atLoop } from "../naming.ts";
import { learns } from "../oneByOne.ts";
import { processorOf } from "../options.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, batch }, { local }) =>
  (role === "infer" || role === "generate") && local !== undefined && batch !== undefined && batch.kind !== "none";

export default defineRule({
  name: "sequential-inference-in-loop",
  summary: "A local model runs once per item of a list.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "batching",
  dimensions: ["throughput", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "187 items/s one by one, 1,206 with batch 8 on one GPU; ragged lengths turned batch 64 into 38.",
      source: "https://huggingface.co/docs/transformers/main_classes/pipelines",
    },
    {
      claim: "In a browser: no gain per item on WASM at batch 32, about 2.7 times on WebGPU.",
      source: "https://huggingface.co/spaces/Xenova/webgpu-embedding-benchmark/discussions/3",
    },
    {
      claim: "For a static embedding model two calls are faster than a batch of two; it pays beyond about four items.",
      source: "https://github.com/MinishLab/model2vec/issues/56",
    },
  ],
  acrossFiles: true,
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("infer", "generate")) {
      const { call, row, framework } = event;
      if (!concerns(row, framework)) continue;
      const [loop] = usage.loopsAround(call);
      // A while loop waits for something: frames, tokens, messages.
      if (!loop || (loop.form !== "for" && loop.form !== "for-of") || !takesItem(usage, event, loop)) continue;
      if (
        !usage.varies(event.given, loop.id) ||
        usage.varies([], loop.id, call.receiver) ||
        usage.dependence(call, loop) !== null
      )
        continue;
      if (learns(usage, event, loop)) continue;
      if (row.batch?.kind === "array" && mayBeList(usage, event, loop)) continue;
      // A batch fills a device that waits between single runs; on a processor it may gain nothing.
      const isFast = event.source !== null && processorOf(usage, event.source) === "fast";
      report({
        at: call.callee,
        about: call.id,
        severity: isFast ? "warning" : "information",
        message: `The model${event.via ? ` behind ${event.via.name}` : ""} runs once per item. Measure one batch against the loop before changing it.`,
        reasons: [atLoop(loop)],
        fixes: batchFixes(event, loop),
        ...batchTrial(event, "in-order"),
      });
    }
  },
});
