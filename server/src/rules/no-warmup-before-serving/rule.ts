/** A server takes requests before its model has run once. */
import type { Event, Usage } from "../../usage/usage.ts";
import { processorOf } from "../options.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, accelerator }, { local }) =>
  role === "load" &&
  accelerator !== undefined &&
  local !== undefined &&
  (local.node !== undefined || local.web === undefined);

export default defineRule({
  name: "no-warmup-before-serving",
  summary: "A server listens before the model it loaded for a graphics device has run once.",
  since: "0.1.0",
  stage: "preview",
  severity: "hint",
  group: "caching",
  dimensions: ["speed", "scalability"],
  fix: "none",
  evidence: [
    {
      claim: "The first run with CUDA searches for the best convolution algorithms; later runs take what was found.",
      source: "https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html",
    },
    {
      claim: "TensorRT may take long to optimise a model and build its engine; a cache, off by default, keeps that.",
      source: "https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    const listens = usage.facts.calls.find((call) => usage.rowOf(call)?.serves);
    if (!listens) return;
    for (const load of usage.of("load")) {
      if (!concerns(load.row, load.framework) || processorOf(usage, load) !== "fast") continue;
      const { level, barrier } = usage.frequencyOf(load.call);
      if (level !== "once" || barrier === "guard" || barrier === "memo" || runsBefore(usage, load)) continue;
      report({
        at: load.call.callee,
        about: load.call.id,
        message: "The first request waits for what a first run prepares. Run the model once before listening.",
        reasons: [{ span: listens.callee, text: "requests are taken from here on" }],
      });
    }
  },
});

/** Some run of the model that happens by itself, once. */
const runsBefore = (usage: Usage, load: Event): boolean =>
  usage
    .of("infer", "embed", "generate")
    .some((run) => (run.source === load || run.source === null) && usage.frequencyOf(run.call).level === "once");
