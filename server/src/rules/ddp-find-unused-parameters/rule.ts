/** Every step searches the graph for parameters that were not used, although all are. */
import { isWithin } from "../../usage/scopes.ts";
import type { Usage } from "../../usage/usage.ts";
import { chosen, offersChoice, wordsOf } from "../choices.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row) => offersChoice(row, "unused");

export default defineRule({
  name: "ddp-find-unused-parameters",
  summary: "Every training step searches for unused parameters, although the model uses all.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "parallelism",
  dimensions: ["throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "find_unused_parameters walks the graph in every iteration; it is off by default, and a warning says when none was found.",
      source: "https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html",
    },
    {
      claim:
        "Order of layers and use of parameters decide how well gradients are exchanged while the backward pass works.",
      source: "https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const one of chosen(usage, "unused")) {
      // A wrapper of a model nobody sees may need it.
      const method = one.event.row.spread?.method;
      if (method !== undefined && !allRunStraight(usage, method)) continue;
      report(wordsOf(usage, one));
    }
  },
});

/** The models of this file run all they are made of: there is one, and none has a branch in what runs it. */
function allRunStraight({ facts }: Usage, method: string): boolean {
  const runs = facts.scopes.filter(
    (scope) => scope.kind === "function" && scope.member !== null && scope.name === method,
  );
  const branches = facts.scopes.filter(({ kind }) => kind === "branch" || kind === "try");
  return runs.length > 0 && !branches.some(({ id }) => runs.some((run) => isWithin(facts, id, run.id)));
}
