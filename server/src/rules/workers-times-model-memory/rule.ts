/** A program that starts copies of itself loads its model in each of them. */
import type { Call, ScopeId } from "../../facts/facts.ts";
import { isWithin, upFrom } from "../../usage/scopes.ts";
import type { Usage } from "../../usage/usage.ts";
import { argumentOf, follow } from "../../usage/values.ts";
import { firstThatFits, modelFile, modelName } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }, { local }) =>
  role === "load" && local !== undefined && (local.node !== undefined || local.web === undefined);

export default defineRule({
  name: "workers-times-model-memory",
  summary: "A file that forks itself once per core loads a model in every copy.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "parallelism",
  dimensions: ["efficiency", "scalability"],
  fix: "none",
  evidence: [
    {
      claim: "Two workers with a model of 1.5 GB took at least 3 GB.",
      source: "https://github.com/fastapi/fastapi/issues/2425",
    },
    {
      claim: "Eight workers that each load a model of 3 GB took 24 GB.",
      source: "https://github.com/benoitc/gunicorn/issues/2007",
    },
  ],
  concerns,
  check({ usage, report }) {
    const fork = usage.facts.calls.find(
      (call) =>
        usage.roleOf(call) === "fork" &&
        (isMany(usage, call) || usage.loopsAround(call).some(({ bound }) => bound === null || bound > 1)),
    );
    if (!fork) return;
    const onlyHere = branchOf(usage, fork.scope);
    for (const load of usage.of("load")) {
      const { call } = load;
      if (!concerns(load.row, load.framework) || load.row.cost !== "seconds") continue;
      if (onlyHere !== undefined && isWithin(usage.facts, call.scope, onlyHere)) continue;
      const model = modelFile(load);
      report({
        at: call.callee,
        about: call.id,
        message: firstThatFits(
          `${modelName(load)} is loaded in every process forked here. Load it in few processes and hand them the work.`,
          "The model is loaded in every process forked here. Load it in few processes and hand them the work.",
        ),
        reasons: [{ span: fork.callee, text: "starts copies of this program here" }],
        ...(model !== undefined && { model }),
      });
    }
  },
});

/** It says itself how many processes it starts. */
function isMany(usage: Usage, call: Call): boolean {
  const { copies } = usage.rowOf(call)!;
  const count = copies === undefined ? undefined : argumentOf(usage.facts, call, copies);
  const number = count && follow(usage.facts, count);
  return number?.kind === "literal" && Number(number.value) > 1;
}

/** The branch only the first process takes, in which it forks. */
const branchOf = (usage: Usage, from: ScopeId): ScopeId | undefined =>
  upFrom(usage.facts, from).find(({ kind }) => kind === "branch")?.id;
