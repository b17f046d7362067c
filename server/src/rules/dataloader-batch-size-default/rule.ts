/** A training loop gets one sample at a time, because nobody said how many. Absent on purpose: evaluation, and batches of one that are written down. */

import { loopsOver } from "../loaders.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";
import { backwardsIn, isStepLoop } from "../training.ts";

const concerns: Rule["concerns"] = ({ role, batchSize }) => role === "data" && batchSize !== undefined;

export default defineRule({
  name: "dataloader-batch-size-default",
  summary: "A training loop gets one sample in each step, because no batch size is given.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "batching",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A DataLoader loads batches of batch_size samples, and batch_size is 1 where it is not given.",
      source: "https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const load of usage.of("data")) {
      const { call, options, row } = load;
      const { batchSize } = row;
      if (!batchSize || call.arguments.filter((value) => value !== call.keywords).length > batchSize.position) continue;
      if (![batchSize.option, ...batchSize.beside].every((name) => options.absent(name))) continue;
      const loop = loopsOver(usage, load).find(
        (one) => backwardsIn(usage, one.body).length > 0 && isStepLoop(usage, one),
      );
      if (!loop) continue;
      report({
        at: call.callee,
        about: call.id,
        message: `Each step trains on one sample, since ${batchSize.option} is not given. Choose one, and the rate to go with it.`,
        reasons: [atLoop(loop, "trains on what it gives")],
        fixes: [
          {
            title: `Add ${batchSize.option}=${batchSize.value}`,
            class: "suggestion",
            changes: "what is learned in a step, memory",
            make: (say) => say.setOption(call.id, -1, batchSize.option, batchSize.value),
          },
        ],
      });
    }
  },
});
