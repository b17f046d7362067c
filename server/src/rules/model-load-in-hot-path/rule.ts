/** A model, pipeline or tokenizer is loaded on a line that runs again and again. */
import { modelFile, modelName } from "../naming.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  name: "model-load-in-hot-path",
  summary: "A model, session, pipeline or tokenizer is loaded per request, per render or per iteration.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "caching",
  dimensions: ["speed", "efficiency", "scalability"],
  fix: "safe",
  evidence: [
    { claim: "Ten create and release cycles of one onnxruntime-node session grew a process from 325 MB to 994 MB.", source: "https://github.com/microsoft/onnxruntime/issues/25325" },
    { claim: "Caching the session instead of building it per call: 1.5 ms to 0.1 ms a call for a tiny model.", source: "https://github.com/dianna-ai/dianna/pull/895" },
    { claim: "A prediction took about 10 s instead of under 1 s with the model loaded in the function.", source: "https://github.com/tensorflow/tfjs/issues/1494" },
  ],
  silences: ["lazy-load-race", "ort-options-pessimised"],
  check({ usage, report }) {
    for (const load of usage.of("load")) {
      const { call } = load;
      const often = usage.frequencyOf(call);
      const within = often.level === "per iteration" ? often.loop : often.level === "per request" ? often.handler : null;
      // What changes from round to round or request to request is a different model, or may be.
      if (within === null || usage.varies(call.arguments, within, call.receiver)) continue;
      const model = modelFile(load);
      report({
        at: call.callee,
        about: call.id,
        message: `${modelName(load)} is loaded ${often.phrase}{cost}. Load it once and reuse the ${load.row.noun ?? "model"}.`,
        reasons: often.reasons,
        fixes: [often.level === "per iteration" && usage.loopsAround(call).some((loop) => loop.id === within) ? beforeLoop(call.id, within) : atModuleLevel(call.id)],
        ...(model !== undefined && { model, experiment: { kind: "load-against-run", model } as const }),
      });
    }
  },
});

const atModuleLevel = (call: number): Fix => ({ title: "Load once at module level", class: "safe", make: (say) => say.hoistPromise(call) });
const beforeLoop = (call: number, loop: number): Fix => ({ title: "Load once before the loop", class: "safe", make: (say) => say.moveBeforeLoop(call, loop) });
