/** The device's cache of memory is given back in every step, only to be asked for again in the next. */
import type { LoopScope } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import type { Usage } from "../../usage/usage.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";
import { isForSomeRounds } from "../training.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "clear";

export default defineRule({
  name: "cuda-empty-cache-in-loop",
  summary: "The device's memory cache is emptied in every step.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "memory",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "250 steps took 65 s with empty_cache in each, 50 s with it in every tenth, 45 s without it.",
      source: "https://github.com/huggingface/peft/issues/2894",
    },
    {
      claim: "Emptying the cache does not give PyTorch itself more memory; it helps other programs on the device only.",
      source: "https://docs.pytorch.org/docs/stable/notes/cuda.html#memory-management",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const { call } of usage.of("clear")) {
      const [loop] = usage.loopsAround(call);
      if (!loop || isForSomeRounds(usage, call, loop) || !isStepLoop(usage, loop) || hasOwnModel(usage, loop)) continue;
      report({
        at: call.callee,
        about: call.id,
        message: "Memory is given back in every step and asked for again in the next. Leave it to the allocator.",
        reasons: [atLoop(loop)],
        experiment: { kind: "fix", judged: "time", gainsOn: "device" },
        fixes: [
          {
            title: `Remove ${usage.textOf(call.callee).split(".").at(-1)}`,
            class: "suggestion",
            changes: "memory other programs see",
            make: (say) => say.removeStatement(call.span),
          },
        ],
      });
    }
  },
});

/** A loop over batches: it runs a model or works gradients out itself, not in a loop inside, as one over epochs does. */
function isStepLoop(usage: Usage, loop: LoopScope): boolean {
  const works = usage.of("backward", "infer", "generate", "embed").filter(({ call }) => contains(loop.body, call.span));
  return works.some(({ call }) => usage.loopsAround(call)[0]?.id === loop.id);
}

/** Each round has a model of its own: what the one before held is free for good. */
const hasOwnModel = (usage: Usage, loop: LoopScope): boolean =>
  usage.of("infer").some(({ call }) => {
    const model = call.receiver.at(-1);
    return (
      model !== undefined &&
      contains(loop.body, call.span) &&
      usage.facts.bindings[model]!.writes.some(({ kind, span }) => kind !== "change" && contains(loop.body, span))
    );
  });
