/** Several copies of a model each take as many threads as the machine has cores. */
import type { Event, Usage } from "../../usage/usage.ts";
import { writeOption } from "../optionFixes.ts";
import { optionAt, processorOf } from "../options.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, threads }) => role === "load" && threads !== undefined;

export default defineRule({
  name: "cpu-thread-oversubscription",
  summary: "Copies of a model, one per worker or in a pool, that each use all cores.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "parallelism",
  dimensions: ["speed", "throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "A session takes one thread per physical core unless it is told otherwise, and its threads spin while they wait.",
      source: "https://onnxruntime.ai/docs/performance/tune-performance/threading.html",
    },
    {
      claim:
        "One thread per session took 14, 21 and 25 % off the wall time of 8, 12 and 16 clients that share one GPU.",
      source: "https://github.com/tier4/Diffusion-Planner/pull/426",
    },
    {
      claim: "In a container the default was seen to count the cores of the host.",
      source: "https://github.com/Unstructured-IO/unstructured-inference/pull/346",
    },
  ],
  // Copies on purpose: loading one only would be another program.
  silences: ["model-load-in-hot-path"],
  concerns,
  check({ usage, report }) {
    if (usage.target === "browser" || usage.target === "edge") return;
    for (const load of usage.of("load")) {
      const { call, row } = load;
      if (!concerns(row, load.framework) || !computesHere(usage, load)) continue;
      if (optionAt(usage, load.options, row.threads!) !== undefined) continue;
      const many = copiesOf(usage, load);
      if (!many) continue;
      report({
        at: call.callee,
        about: call.id,
        // There may be but one worker.
        severity: many === "Each worker" ? "hint" : "information",
        message: `${many} uses all cores for itself. Measure fewer, by ${row.threads}.`,
        fixes: writeOption(load, row.threads!, "1", {
          title: `Set ${row.threads} to 1`,
          changes: "speed of a single run",
        }),
      });
    }
  },
});

/** On processors of this machine, and by a build that heeds the option. */
const computesHere = (usage: Usage, load: Event): boolean =>
  processorOf(usage, load) === "own" &&
  !load.row.idle?.some(
    ({ option, modules }) =>
      option === load.row.threads && load.call.paths.some(({ module }) => modules?.includes(module)),
  );

/** Why there is more than one of it. */
function copiesOf(usage: Usage, { call }: Event): string | null {
  if (usage.target === "worker" && usage.platform !== "web") return "Each worker";
  const [loop] = usage.loopsAround(call);
  const isPool = loop !== undefined && (loop.bound === null || loop.bound > 1) && usage.together(loop);
  // Another file for each round is an ensemble, which is no copy.
  return isPool && !usage.varies(call.arguments, loop.id) ? "Each copy" : null;
}
