/** A model that computes much is left on the processor in a browser. */
import { meets } from "../../usage/values.ts";
import { firstThatFits, modelName } from "../naming.ts";
import { writeOption } from "../optionFixes.ts";
import { processorOf } from "../options.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, accelerator }) => role === "load" && accelerator?.worth !== undefined;

export default defineRule({
  name: "browser-device-unspecified",
  summary: "A large model in a browser that names no device and so computes on the CPU.",
  since: "0.1.0",
  stage: "stable",
  severity: "hint",
  group: "edge",
  dimensions: ["speed"],
  fix: "suggestion",
  evidence: [
    {
      claim: "In a browser the default device is wasm, with q8 weights; on any other device the default is fp32.",
      source: "https://github.com/huggingface/transformers.js/blob/4.3.1/packages/transformers/src/utils/dtypes.js",
    },
    {
      claim:
        "On one machine 32 texts of 512 tokens took 385 ms with WebGPU and 12.6 s with WASM; one took 32 and 378 ms.",
      source: "https://huggingface.co/spaces/Xenova/webgpu-embedding-benchmark/discussions/3",
    },
  ],
  concerns,
  check({ usage, report }) {
    if ((usage.target !== "browser" && usage.target !== "worker") || usage.platform === "node") return;
    for (const load of usage.of("load")) {
      const { call, row } = load;
      const { accelerator, precision } = row;
      if (!accelerator || !concerns(row, load.framework) || processorOf(usage, load) !== "own") continue;
      if (load.options.get(accelerator.option)) continue; // somebody chose
      if (!meets(usage.facts, call, accelerator.worth)) continue;
      const name = modelName(load);
      // Another device changes the weights that are loaded by default, so they must be named before it can be.
      const named = precision === undefined || load.options.literal(precision.option) !== undefined;
      const weights = named || !precision ? "" : ` with a ${precision.option}`;
      report({
        at: call.callee,
        about: call.id,
        message: firstThatFits(
          `${name} computes on the CPU. Measure ${accelerator.option} ${accelerator.value}${weights}.`,
          `The model computes on the CPU. Measure ${accelerator.option} ${accelerator.value}${weights}.`,
        ),
        fixes: named
          ? writeOption(load, accelerator.option, accelerator.value, {
              title: `Ask for ${accelerator.value}`,
              changes: "outputs; it fails where the browser has no such device",
            })
          : [],
      });
    }
  },
});
