/** Texts that never change are embedded again for every request. */
import type { BindingId, Value } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { firstThatFits, shortPhrase } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "embed";

export default defineRule({
  name: "constant-embedding-per-request",
  summary: "Texts that never change are embedded again on every request, message or render.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "caching",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "With the vectors of queries kept, a new query took 425 ms and a repeated one 170 ms (medians).",
      source: "https://github.com/repowise-dev/repowise/pull/2189",
    },
    {
      claim: "With the vectors of queries kept, a first search took 0.4 to 1 s and each repeat about 25 ms.",
      source: "https://github.com/meilisearch/meilisearch/pull/5418",
    },
  ],
  silences: ["node-event-loop-blocking-inference"],
  concerns,
  check({ usage, report }) {
    for (const event of usage.of("embed")) {
      const { call } = event;
      if (call.arguments.length === 0 || usage.loopsAround(call).length > 0) continue;
      const often = usage.frequencyOf(call);
      if (often.level !== "per request" || often.handler === null) continue;
      if (!isFixed(usage, event) || usage.varies(call.arguments, often.handler, call.receiver)) continue;
      const say = (phrase: string) =>
        `The same texts are embedded ${phrase}{cost}. Embed them once and keep the vectors.`;
      report({
        at: call.callee,
        about: call.id,
        severity: often.per === "tick" ? "hint" : "information",
        message: firstThatFits(say(often.phrase), say(shortPhrase(often))),
        reasons: often.reasons,
        fixes: [
          {
            title: "Embed once at module level",
            class: "suggestion",
            changes: "when errors appear",
            make: (say) => say.hoistPromise(call.id),
          },
        ],
      });
    }
  },
});

/** Made of what stands in the code: nothing that some function is given, and nothing a call of something unknown gave. */
function isFixed(usage: Usage, { call }: Event): boolean {
  const seen = new Set<BindingId>();
  const ofValue = (value: Value): boolean => value.uses.every((id) => isOwn(id, value) || ofBinding(id));
  /** `labels.map((label) => label.text)`: declared within the value itself. */
  const isOwn = (id: BindingId, value: Value): boolean => contains(value.span, usage.facts.bindings[id]!.declaration);
  const ofBinding = (id: BindingId): boolean => {
    if (seen.has(id)) return true;
    seen.add(id);
    const { origin, writes } = usage.facts.bindings[id]!;
    if (origin === "parameter" || origin === "loop" || origin === "catch" || origin === "field") return false;
    return writes.every((write) => write.kind === "initial" && (write.value === null || ofValue(write.value)));
  };
  return call.arguments.every(ofValue);
}
