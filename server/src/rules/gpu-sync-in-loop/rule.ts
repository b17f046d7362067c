/** Every step of a training loop waits until the device has done all that is queued, to read one number. */
import type { Call, LoopScope } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, asynchronous }) => role === "sync" && asynchronous === undefined;

export default defineRule({
  name: "gpu-sync-in-loop",
  summary: "Every step of a training loop waits for the device to read a number.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["throughput"],
  fix: "none",
  evidence: [
    {
      claim: "Operations that synchronise, item() among them, keep the processor from running ahead of the device.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    const told = new Set<number>();
    for (const read of usage.of("sync")) {
      if (!concerns(read.row, read.framework)) continue;
      const loop = trainingLoop(usage, read);
      if (!loop || told.has(loop.id) || isForSomeSteps(usage, read.call, loop)) continue;
      told.add(loop.id);
      const name = usage.textOf(read.call.callee);
      report({
        at: read.call.callee,
        about: read.call.id,
        message:
          name.length <= 24
            ? `${name} waits for the device in every step. Keep the tensor, and read it when you log.`
            : "This waits for the device in every step. Keep the tensor, and read it when you log.",
        reasons: [atLoop(loop)],
      });
    }
  },
});

/** The innermost loop around a read that works gradients out in each round, on a device the code can choose. */
function trainingLoop(usage: Usage, { call }: Event): LoopScope | undefined {
  const text = usage.textOf(usage.scope(0).span);
  if (!/\bcuda\b|\bmps\b|\bxpu\b|\bdevice\b|accelerat|\brank\b/i.test(text)) return undefined;
  return usage
    .loopsAround(call)
    .find((loop) => usage.of("backward").some((event) => contains(loop.body, event.call.span)));
}

/** `if step % 100 == 0:`, or only when something went wrong. */
const isForSomeSteps = (usage: Usage, call: Call, loop: LoopScope): boolean => {
  for (const scope of upFrom(usage.facts, call.scope)) {
    if (scope.id === loop.id) return false;
    if (scope.kind === "branch" || (scope.kind === "try" && scope.part === "catch")) return true;
  }
  return false;
};
