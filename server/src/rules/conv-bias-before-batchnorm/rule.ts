/** A convolution adds a bias that the normalisation behind it takes away again. Absent on purpose: layers that are joined elsewhere. */
import type { Call, Value } from "../../facts/facts.ts";
import type { Layer } from "../../knowledge/framework.ts";
import type { Usage } from "../../usage/usage.ts";
import { argumentOf } from "../../usage/values.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ layer }) => layer !== undefined;

export default defineRule({
  name: "conv-bias-before-batchnorm",
  summary: "A convolution adds a bias that the normalisation right behind it takes away again.",
  since: "0.1.0",
  stage: "stable",
  severity: "hint",
  group: "memory",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A convolution right before batch norm needs no bias: subtracting the mean cancels it.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const call of usage.facts.calls) {
      if (usage.rowOf(call)?.layer?.kind !== "sequence") continue;
      const layers = call.arguments.map((value) => layerOf(usage, value));
      layers.forEach((layer, index) => {
        const bias = layer?.kind === "convolution" ? layer.bias : undefined;
        if (!layer || bias === undefined || layers[index + 1]?.kind !== "normalisation") return;
        if (argumentOf(usage.facts, layer.call, bias) !== undefined || typeof bias === "number") return;
        const name = typeof bias === "object" && "keyword" in bias ? bias.keyword : undefined;
        if (name === undefined) return;
        report({
          at: layer.call.callee,
          about: layer.call.id,
          message: `The normalisation behind it takes this convolution's ${name} away. Leave it out.`,
          reasons: [{ span: layers[index + 1]!.call.callee, text: "subtracts the mean, and with it the bias" }],
          fixes: [
            {
              title: `Leave ${name} out`,
              class: "suggestion",
              changes: "names in saved weights",
              make: (say) => say.setOption(layer.call.id, -1, name, "False"),
            },
          ],
        });
      });
    }
  },
});

/** A layer that is made in place. */
function layerOf(usage: Usage, value: Value): (Layer & { readonly call: Call }) | undefined {
  const call = value.kind === "call" ? usage.facts.calls[value.call] : undefined;
  const layer = call && usage.rowOf(call)?.layer;
  return call && layer && { ...layer, call };
}
