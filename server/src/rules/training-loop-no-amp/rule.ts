/**
 * A training loop computes everything in full precision on a device that is several times as fast in a smaller one. Absent on purpose:
 * small networks, where it hardly matters, and files that speak of precision at all: there it is a decision.
 */
import type { LoopScope } from "../../facts/facts.ts";
import type { Usage } from "../../usage/usage.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";
import { wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ role }, { training }) => role === "backward" && training !== undefined;

export default defineRule({
  name: "training-loop-no-amp",
  summary: "A large network is trained in full precision on a device that computes faster in a smaller one.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "precision",
  dimensions: ["throughput", "efficiency"],
  fix: "none",
  evidence: [
    {
      claim: "Mixed precision takes tensor cores into use: up to three times the speed on Volta and newer devices.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
    {
      claim: "A training step with autocast and GradScaler takes less time and memory than in default precision.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/amp_recipe.html",
    },
    {
      claim: "Binary cross entropy of probabilities raises an error under autocast; of logits it is safe.",
      source:
        "https://docs.pytorch.org/docs/stable/amp.html#prefer-binary-cross-entropy-with-logits-over-binary-cross-entropy",
    },
  ],
  concerns,
  check({ usage, report }) {
    const [first] = usage.of("backward").filter(({ row, framework }) => concerns(row, framework));
    const words = first?.framework.training;
    if (!words) return;
    const text = wholeText(usage);
    const says = (expression: string): boolean => new RegExp(expression).test(text);
    if (!says(words.devicePattern) || says(words.precisionPattern) || !says(words.heavyPattern)) return;
    if (says(words.unmixedPattern)) return; // the advice would fail there
    for (const backward of usage.of("backward")) {
      const loop = usage.loopsAround(backward.call)[0];
      if (!loop || !trainsWeights(usage, loop)) continue;
      report({
        at: backward.call.callee,
        about: backward.call.id,
        message: "This loop trains in full precision. Try autocast around the forward pass and the loss, and measure.",
        reasons: [atLoop(loop)],
      });
      return;
    }
  },
});

/** It steps an optimizer, as attacks on a model do not. */
const trainsWeights = (usage: Usage, loop: LoopScope): boolean =>
  usage.of("step", "zero").some(({ call }) => usage.loopsAround(call).some(({ id }) => id === loop.id));
