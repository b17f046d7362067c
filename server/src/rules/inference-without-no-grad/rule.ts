/** A model that was switched to evaluation runs while its operations are recorded for gradients nobody asks for. */
import type { FunctionScope, ScopeId } from "../../facts/facts.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { defineRule, type Fix, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, recorded }) => role === "infer" && recorded !== undefined;

export default defineRule({
  name: "inference-without-no-grad",
  summary: "A model runs for evaluation while its operations are recorded for gradients.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "memory",
  dimensions: ["speed", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Turning gradients off for inference reduces memory and speeds the run up; eval() does not do it.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
    {
      claim:
        "inference_mode is the extreme form of no_grad: its tensors cannot enter autograd later, and it is faster.",
      source: "https://docs.pytorch.org/docs/stable/notes/autograd.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    const told = new Set<ScopeId>();
    for (const run of usage.of("infer")) {
      if (!concerns(run.row, run.framework) || run.call.target !== null) continue;
      const home = functionAround(usage, run);
      if (told.has(home) || usage.isGuarded(run)) continue;
      if (worksGradientsOut(usage, home, run)) continue;
      const switched = evaluationBefore(usage, run, home);
      const isLetGo = letsGoOfGraph(usage, home, run);
      if (!isLetGo && !(switched && isOnlyCalledHere(usage, home))) continue;
      told.add(home);
      report({
        at: run.call.callee,
        about: run.call.id,
        message: `This evaluation is recorded for gradients nobody asks for. Run it under ${run.row.recorded?.guard}.`,
        reasons: switched
          ? [{ span: switched.call.callee, text: "switches to evaluation, which records all the same" }]
          : [{ span: run.call.callee, text: "gives a result whose recording is thrown away behind it" }],
        experiment: { kind: "fix", judged: "time" },
        fixes: [guardFix(run, home)],
      });
    }
  },
});

/** The whole function where that can be said, else the statement that runs the model. */
function guardFix({ row, call }: Event, home: ScopeId): Fix {
  const guard = row.recorded!.guard;
  const name = /(\w+)\(/.exec(guard)?.[1] ?? guard;
  const form = guard.replace(/^[\w.]+/, "{$&}");
  return {
    title: `Run it under ${name}`,
    class: "suggestion",
    changes: "results that gradients are asked of",
    make: (say) => say.guardFunction(home, form) ?? say.runUnder(call.statement, form),
  };
}

/** The function a run stands in; the module when it stands in none. */
function functionAround(usage: Usage, { call }: Event): ScopeId {
  return upFrom(usage.facts, call.scope).find(({ kind }) => kind === "function")?.id ?? 0;
}

/** The same value was switched to evaluation before, in the same function, and not back. */
function evaluationBefore(usage: Usage, { call }: Event, home: ScopeId): Event | undefined {
  const owner = call.receiver.at(-1);
  return usage
    .of("evaluate")
    .findLast(
      (one) =>
        one.call.span.end <= call.span.start &&
        functionAround(usage, one) === home &&
        one.call.receiver.at(-1) === owner &&
        owner !== undefined,
    );
}

const worksGradientsOut = (usage: Usage, home: ScopeId, { row }: Event): boolean =>
  usage.of("backward", "step").some((event) => functionAround(usage, event) === home) ||
  new RegExp(row.recorded!.unless).test(usage.textOf(usage.scope(home).span));

/**
 * `scores = model(x)` and then `scores.detach()`, in a file that trains nothing: it was recorded, whoever calls the function, and the
 * recording is thrown away.
 */
function letsGoOfGraph(usage: Usage, home: ScopeId, { call, row }: Event): boolean {
  if (usage.of("backward", "step", "zero").length > 0) return false;
  const { end } = usage.scope(home).span;
  const behind = usage.textOf({ start: call.span.end, end });
  const { ends } = row.recorded!;
  if (new RegExp(`^(?:\\.\\w+|\\[[^\\]]*\\])*${ends}`).test(behind)) return true;
  const name = call.result === null ? undefined : usage.facts.bindings[call.result]!.name;
  return name !== undefined && new RegExp(`\\b${name}(?:\\.\\w+|\\[[^\\]]*\\])*${ends}`).test(behind);
}

/** Whoever calls it from elsewhere may have a guard around the call: only what this file calls itself can be judged. */
function isOnlyCalledHere(usage: Usage, home: ScopeId): boolean {
  const scope = usage.scope(home);
  if (scope.kind === "module") return true;
  const callers = usage.callersOf(home);
  return callers.length > 0 || isHandler(usage, scope as FunctionScope);
}

const isHandler = (usage: Usage, scope: FunctionScope): boolean => {
  const within = usage.facts.calls.find((call) => call.scope === scope.id);
  return within !== undefined && usage.frequencyOf(within).level === "per request";
};
