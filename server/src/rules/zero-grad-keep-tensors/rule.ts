/** Gradients are filled with zeros in place of being let go of. Absent on purpose: code that reads them in between. */
import { defineRule, type Fix, type Rule } from "../rule.ts";
import { wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ keeps }) => keeps !== undefined;

export default defineRule({
  name: "zero-grad-keep-tensors",
  summary: "Gradients are overwritten with zeros in each step in place of being let go of.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["efficiency", "throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "set_to_none=True takes less memory and can modestly improve performance; it is the default.",
      source: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html",
    },
    {
      claim:
        "Without filling with zeros there is one write less for each gradient, since the next backward pass assigns.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const zero of usage.of("zero")) {
      const { keeps } = zero.row;
      if (!keeps || new RegExp(keeps.unless).test(wholeText(usage))) continue;
      const { call, options } = zero;
      const placed = call.arguments.filter((value) => value !== call.keywords)[keeps.position];
      const isOff = options.literal(keeps.option) === false || (placed?.kind === "literal" && placed.value === false);
      if (!isOff) continue;
      report({
        at: call.callee,
        about: call.id,
        message: `Gradients are filled with zeros in place of being let go of. Leave ${keeps.option} on.`,
        experiment: { kind: "fix", judged: "time" },
        fixes: placed ? [] : [removal(call.id, keeps.option)],
      });
    }
  },
});

const removal = (call: number, option: string): Fix => ({
  title: `Remove ${option}`,
  class: "suggestion",
  changes: "what gradients hold until the next backward pass",
  make: (say) => say.removeOption(call, -1, option),
});
