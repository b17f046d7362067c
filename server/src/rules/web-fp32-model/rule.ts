/** Weights are loaded in full precision where smaller ones exist. */
import type { Precision } from "../../knowledge/rowOptions.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { firstThatFits } from "../naming.ts";
import { writeOption } from "../optionFixes.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, precision }) => role === "load" && precision !== undefined;

export default defineRule({
  name: "web-fp32-model",
  summary: "A hub model is loaded with fp32 weights, in a browser or in Node.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "weights",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "The default is q8 on WASM and fp32 on every other device, Node's cpu and webgpu included.",
      source: "https://github.com/huggingface/transformers.js/blob/4.3.1/packages/transformers/src/utils/dtypes.js",
    },
    {
      claim: "One model file is 1.11 GB in fp32 and about 279 MB in q8.",
      source: "https://github.com/typeclaw/typeclaw/pull/806",
    },
    {
      claim: "On another CPU a dynamic int8 model was 2.1 times slower than fp32 and less accurate: measure.",
      source: "https://github.com/bobmatnyc/trusty-tools/pull/3501",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const load of usage.of("load")) {
      const { precision } = load.row;
      if (!precision || alreadySmall(load) || hasFewWeights(load, precision)) continue;
      const inBrowser = usage.target === "browser" || usage.target === "worker" || usage.target === "edge";
      const device = deviceOf(usage, load, precision, inBrowser);
      if (!loadsFull(load, precision, device)) continue;
      const small = (device && precision.small[device]) ?? precision.small["*"];
      if (small === undefined) continue;
      const wanted = small === "true" ? `${precision.option}: true` : `${precision.option} ${small}`;
      const asked = load.options.get(precision.option) !== undefined;
      const without = asked ? undefined : load.row.ignored?.find((option) => load.options.literal(option) === true);
      const { call } = load;
      report({
        at: call.callee,
        about: call.id,
        // Somebody who wrote the precision down may have had a reason; Node downloads once.
        severity: without !== undefined || (inBrowser && !asked) ? "warning" : "information",
        message: firstThatFits(
          ...(without === undefined
            ? []
            : [`${without} has no effect any more; this loads fp32 weights. Ask for ${wanted}.`]),
          inBrowser
            ? `The browser downloads fp32 weights. ${asked ? "Measure" : "Ask for"} ${wanted} and compare the outputs.`
            : `This loads fp32 weights. Measure ${wanted} and compare the outputs.`,
        ),
        fixes: writeOption(load, precision.option, small, { title: `Load ${wanted}`, changes: "outputs" }),
      });
    }
  },
});

const smallNames = /(?:^|[-_./])(?:q[48](?:f16)?|u?int[48]|fp16|bnb4|[48]bit|quanti[sz]ed|gguf)(?:$|[-_./])/i;

/** The id says so, or the files lie in the project and are what someone put there. */
const alreadySmall = ({ modelText }: Event): boolean =>
  modelText !== null && (smallNames.test(modelText) || /^[./]/.test(modelText));

/** Two megabytes, such as of a model that hears whether somebody speaks, are no better for being half a megabyte. */
const hasFewWeights = ({ modelText }: Event, { lightModels }: Precision): boolean =>
  modelText !== null && lightModels !== undefined && new RegExp(lightModels, "i").test(modelText);

/** The device the load runs on; undefined when the code decides at run time. */
function deviceOf(usage: Usage, load: Event, { device }: Precision, inBrowser: boolean): string | undefined {
  if (device === undefined) return "*";
  const literal = load.options.literal(device);
  if (typeof literal === "string") return literal;
  if (!load.options.absent(device)) return undefined;
  if (inBrowser) return "wasm";
  return usage.target === "server" || usage.target === "serverless" || usage.target === "batch" ? "cpu" : undefined;
}

function loadsFull(load: Event, precision: Precision, device: string | undefined): boolean {
  const literal = load.options.literal(precision.option);
  if (literal !== undefined && literal !== null) return precision.full.includes(literal);
  if (!load.options.absent(precision.option) || device === undefined) return false;
  return precision.smallByDefaultOn !== undefined && !precision.smallByDefaultOn.includes(device);
}
