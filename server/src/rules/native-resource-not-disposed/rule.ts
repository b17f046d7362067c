/** A model is loaded again and again, and those loaded before are never released. Absent on purpose: loading once too often; that is another rule. */
import type { BindingId, ScopeId } from "../../facts/facts.ts";
import { functionAround, upFrom } from "../../usage/scopes.ts";
import type { Event, Frequency, Usage } from "../../usage/usage.ts";
import { releaseTrial } from "../experiments.ts";
import { repetitionOf } from "../hotPath.ts";
import { firstThatFits, modelName, shortPhrase } from "../naming.ts";
import { defineRule, type Fix, type Rule, type Severity } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, owned }) => role === "load" && owned === true;

export default defineRule({
  name: "native-resource-not-disposed",
  summary: "Models that are loaded per request, per item or on every switch are never released.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "memory",
  dimensions: ["efficiency", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Even when released, loads add up: 325 MB with one session, 994 MB after ten loads and releases.",
      source: "https://github.com/microsoft/onnxruntime/issues/25325",
    },
    {
      claim:
        "After dispose another pipeline can use the memory; in a browser only the end of the worker gives it back.",
      source: "https://github.com/huggingface/transformers.js/issues/836",
    },
  ],
  concerns,
  check({ usage, report }) {
    if (!usage.of("load").some(({ row, framework }) => concerns(row, framework))) return;
    for (const call of usage.facts.calls) {
      if (call.target === null && usage.eventOf(call) === undefined) continue; // nothing here makes a model
      const load = usage.makerOf(call);
      if (!load || !concerns(load.row, load.framework)) continue;
      // Loaded anew although it is the same each time, or kept for all calls: not a matter of releasing it.
      if (load.call === call ? repetitionOf(usage, load) : isSame(usage, load)) continue;
      const often = usage.frequencyOf(call);
      const release = releaseOf(load);
      if (!release) continue;
      const noun = load.row.noun ?? "model";
      const lost = usage.fateOf(call) === "lost" ? severityOf(usage, often) : undefined;
      const replaced = lost === undefined && load.call === call ? replacedBinding(usage, load, often) : undefined;
      if (lost === undefined && replaced === undefined) continue;
      const name = load.call === call ? modelName(load) : `The ${noun}`;
      const before = (phrase: string) => `${name} is loaded ${phrase} and never released. Call ${release} after use.`;
      report({
        at: call.callee,
        about: call.id,
        severity: lost ?? "information",
        message:
          lost === undefined
            ? `The ${noun} kept before is never released when another is loaded. Call ${release} on it first.`
            : firstThatFits(before(often.phrase), before(shortPhrase(often))),
        reasons: often.reasons,
        fixes: lost === undefined ? [] : fixesFor(usage, call.id, release),
        ...releaseTrial(load),
      });
    }
  },
});

/** What a function of the file loads is the same on each call, or kept. */
function isSame(usage: Usage, { call }: Event): boolean {
  if (usage.frequencyOf(call).barrier !== null) return true;
  const around = functionAround(usage.facts, call.scope) ?? usage.scope(0);
  return !usage.varies(call.arguments, around.id, call.receiver);
}

/** The member that frees a load: `release`, `dispose`. */
const releaseOf = ({ framework }: Event): string | undefined =>
  framework.rows
    .find(({ role, frees }) => role === "release" && frees === undefined)
    ?.at.split(".")
    .at(-1);

function severityOf(usage: Usage, { level, loop, per }: Frequency): Severity | undefined {
  if (level === "per request") return per === "tick" ? "information" : "warning";
  if (level !== "per iteration" || loop === null) return undefined;
  const scope = usage.scope(loop);
  return scope.kind === "loop" && scope.bound === null ? "information" : undefined; // a written list is what it is
}

/**
 * The name that outlives the call and gets another load each time, one the caller chooses, while nothing in the file ever
 * releases one.
 */
function replacedBinding(usage: Usage, load: Event, { level, handler }: Frequency): BindingId | undefined {
  if (level !== "per request" || handler === null) return undefined;
  const { call } = load;
  const kept = call.results.find((id) => {
    const binding = usage.facts.bindings[id]!;
    return binding.shared || binding.origin === "field";
  });
  if (kept === undefined || isGuarded(usage, call.scope, kept)) return undefined;
  if (!usage.varies(call.arguments, handler, call.receiver)) return undefined;
  return usage.of("release").some(({ framework }) => framework === load.framework) ? undefined : kept;
}

const isGuarded = (usage: Usage, from: ScopeId, kept: BindingId): boolean =>
  upFrom(usage.facts, from).some(
    (scope) => scope.kind === "branch" && (scope.emptyOf !== null || scope.uses.includes(kept)),
  );

function fixesFor(usage: Usage, id: number, release: string): readonly Fix[] {
  const { result, awaited } = usage.facts.calls[id]!;
  if (result === null || !awaited) return [];
  const { name } = usage.facts.bindings[result]!;
  return [
    {
      title: `Call ${release} after its last use`,
      class: "suggestion",
      changes: "how long its memory lives",
      make: (say) => say.addAfterLastUse(result, `await ${name}.${release}()`),
    },
  ];
}
