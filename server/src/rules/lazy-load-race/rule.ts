/** A lazily loaded model is kept only once it has arrived, so calls that come meanwhile load their own. */
import type { FunctionScope, Write } from "../../facts/facts.ts";
import { functionAround, upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { doubleLoadTrial } from "../experiments.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "load";

export default defineRule({
  name: "lazy-load-race",
  summary: "A lazily loaded model is stored after the await, so calls that arrive meanwhile load their own copy.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "caching",
  dimensions: ["speed", "efficiency", "scalability"],
  fix: "safe",
  evidence: [
    {
      claim: "The maintainer confirms the singleton that keeps the promise as the advised shape.",
      source: "https://github.com/huggingface/transformers.js/issues/396",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const load of usage.of("load")) {
      const { call } = load;
      const kept = keptUnder(usage, load);
      if (!call.awaited || kept === undefined) continue;
      const owner = functionAround(usage.facts, call.scope);
      if (!owner?.async || !mayOverlap(usage, owner)) continue;
      const { name } = usage.facts.bindings[kept]!;
      report({
        at: call.callee,
        about: call.id,
        message: "Requests that arrive during start-up each load their own copy. Keep the promise, not the model.",
        reasons: [
          { span: usage.facts.bindings[kept]!.declaration, text: `${name} is empty until the load has finished` },
        ],
        fixes: [{ title: `Keep the promise in ${name}`, class: "safe", make: (say) => say.keepPromise(kept, call.id) }],
        ...doubleLoadTrial(load, "together"),
      });
    }
  },
});

/** The binding that outlives calls and gets the awaited load only while it is empty. */
function keptUnder(usage: Usage, load: Event): number | undefined {
  for (const scope of upFrom(usage.facts, load.call.scope)) {
    if (scope.kind === "function") return undefined;
    if (scope.kind !== "branch" || !scope.emptyOf || scope.emptyOf.key !== null) continue;
    const binding = usage.facts.bindings[scope.emptyOf.binding];
    if (!binding || (!binding.shared && binding.origin !== "field")) continue;
    if (binding.writes.some((write) => isAwaitedLoad(write, load))) return binding.id;
  }
  return undefined;
}

const isAwaitedLoad = ({ awaited, value }: Write, load: Event): boolean =>
  awaited && value?.kind === "call" && value.call === load.call.id;

/** Whether two runs can overlap: a handler, or a function others call while nothing awaited it before they could. */
function mayOverlap(usage: Usage, owner: FunctionScope): boolean {
  if (owner.opener) {
    const role = usage.roleOf(usage.facts.calls[owner.opener.call]!);
    return role === "handler"; // a lock, a start-up hook or something unknown: silent
  }
  const callers = usage.facts.calls.filter((call) => call.target === owner.id);
  const levels = callers.map((call) => usage.frequencyOf(call).level);
  if (levels.includes("once")) return false; // loaded at start-up
  if (levels.includes("per request")) return true;
  const parent = owner.parent === null ? undefined : usage.scope(owner.parent);
  const exported = owner.exportedAs.length > 0 || (parent?.kind === "class" && parent.exportedAs.length > 0);
  return exported;
}
