/** Options of a data loader's workers that raise an error without workers, and workers that are started anew for each epoch. */
import type { DataWorkers } from "../../knowledge/rowOptions.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { isRepeated } from "../loaders.ts";
import { atLoop } from "../naming.ts";
import { keySpan } from "../options.ts";
import { defineRule, type Report, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, workers }) => role === "data" && workers !== undefined;

export default defineRule({
  name: "dataloader-worker-options",
  summary: "Workers are started anew for each epoch, or options for workers stand where there are none.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "parallelism",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Without persistent_workers the processes are shut down after a data set has been consumed once.",
      source: "https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader",
    },
    {
      claim: "prefetch_factor and persistent_workers raise a ValueError where num_workers is 0.",
      source: "https://github.com/pytorch/pytorch/blob/main/torch/utils/data/dataloader.py",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const load of usage.of("data")) {
      const { workers } = load.row;
      const found = workers && (raising(usage, load, workers) ?? restarting(usage, load, workers));
      if (found) report(found);
    }
  },
});

/** `prefetch_factor=4` where nothing is fetched ahead. */
function raising(usage: Usage, load: Event, { option, needed }: DataWorkers): Report | undefined {
  const { options, call } = load;
  if (!options.absent(option) && options.literal(option) !== 0) return undefined;
  const wrong = needed.find((name) => {
    const value = options.literal(name);
    return value === true || typeof value === "number";
  });
  if (wrong === undefined) return undefined;
  return {
    at: keySpan(usage, load, wrong),
    about: call.id,
    severity: "error",
    message: `${wrong} raises an error without workers. Set ${option}, or leave it out.`,
    fixes: [
      {
        title: `Remove ${wrong}`,
        class: "suggestion",
        changes: "an error",
        make: (say) => say.removeOption(call.id, -1, wrong),
      },
    ],
  };
}

function restarting(usage: Usage, load: Event, { option, keeps }: DataWorkers): Report | undefined {
  const { options, call } = load;
  const count = options.literal(option);
  if (typeof count !== "number" || count < 1 || !options.absent(keeps.option)) return undefined;
  const loop = isRepeated(usage, load);
  if (!loop) return undefined;
  return {
    at: call.callee,
    about: call.id,
    message: `Its ${count === 1 ? "worker is" : `${count} workers are`} started anew each time through. Add ${keeps.option} to keep them.`,
    reasons: [atLoop(loop, "goes through the data in each round")],
    fixes: [
      {
        title: `Add ${keeps.option}=${keeps.value}`,
        class: "suggestion",
        changes: "memory between epochs",
        make: (say) => say.setOption(call.id, -1, keeps.option, keeps.value),
      },
    ],
  };
}
