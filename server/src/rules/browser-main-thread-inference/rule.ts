/** A model of the page computes on the thread that draws the page. */
import type { Event, Usage } from "../../usage/usage.ts";
import { processorOf } from "../options.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }, { local }) =>
  (role === "infer" || role === "embed" || role === "generate") && local?.web !== undefined && local.web !== "native";

export default defineRule({
  name: "browser-main-thread-inference",
  summary: "A WebAssembly model runs on the thread that draws the page.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "parallelism",
  dimensions: ["speed"],
  fix: "none",
  evidence: [
    {
      claim: "With env.wasm.proxy, off by default, WebAssembly runs in a worker instead of the main thread.",
      source: "https://github.com/microsoft/onnxruntime/pull/8862",
    },
    {
      claim: "The proxy cannot work with the WebGPU provider, nor where a content security policy forbids its worker.",
      source: "https://onnxruntime.ai/docs/tutorials/web/env-flags-and-session-options.html",
    },
    {
      claim: "The detect methods of MediaPipe tasks, for pictures and for videos, wait synchronously for the response.",
      source:
        "https://github.com/google-ai-edge/mediapipe/blob/master/mediapipe/tasks/web/vision/hand_landmarker/hand_landmarker.ts",
    },
  ],
  concerns,
  check({ usage, report }) {
    if (usage.target !== "browser" || usage.offThread || !drawsPage(usage) || hasProxy(usage)) return;
    const told = new Set<Event>();
    for (const event of usage.of("infer", "embed", "generate")) {
      const { source, call } = event;
      if (!concerns(event.row, event.framework) || !source || told.has(source)) continue;
      if (source.call.paths.some(({ module }) => event.framework.local?.beside?.includes(module))) continue;
      if (processorOf(usage, source) !== "own") continue;
      told.add(source);
      report({
        at: call.callee,
        about: call.id,
        message: "The page stands still while this model computes. Run it in a worker.",
        reasons: [{ span: source.call.callee, text: "loaded here, for the processor of the page" }],
      });
    }
  },
});

const drawsPage = ({ facts }: Usage): boolean =>
  facts.hasJsx || ["document", "window"].some((name) => facts.globals.has(name));

const hasProxy = (usage: Usage): boolean =>
  usage.settings.some(
    ({ row, value }) => row.setting?.of === "proxy" && !(value.kind === "literal" && value.value === false),
  );
