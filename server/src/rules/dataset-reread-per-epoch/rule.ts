/**
 * Data is gone through or read anew although nothing has changed: a loader emptied to count its batches, a file read in each epoch.
 * Absent on purpose: files whose name changes from round to round, and what is read now and then.
 */
import type { BindingId, Call, LoopScope, Value } from "../../facts/facts.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import { contains } from "../../text/span.ts";
import type { Usage } from "../../usage/usage.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule, type RuleContext } from "../rule.ts";
import { backwardsIn, homeOf, isForSomeRounds, isStepLoop } from "../training.ts";

const concerns: Rule["concerns"] = ({ role }, { training }) =>
  role === "read" || (role === "data" && training !== undefined);

export default defineRule({
  name: "dataset-reread-per-epoch",
  summary: "All data is loaded again to count it, or a file is read again in each epoch.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "caching",
  dimensions: ["throughput", "efficiency"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A loader of a data set with a length knows the number of its batches without loading any.",
      source: "https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader",
    },
    {
      claim: "An example trains, then loads and tokenises the whole set again in each epoch, to divide by its length.",
      source: "https://github.com/pytorch/examples/blob/main/language_translation/main.py",
    },
  ],
  concerns,
  check(context) {
    const words = context.usage.training;
    if (!words) return;
    reportCounted(context, words);
    reportRead(context);
  },
});

/** `len(list(loader))`. */
function reportCounted({ usage, report }: RuleContext, { counts }: TrainingWords): void {
  for (const outer of usage.facts.calls) {
    const [given, ...others] = outer.arguments;
    if (given?.kind !== "call" || others.length > 0 || usage.textOf(outer.callee) !== counts.outer) continue;
    const inner = usage.facts.calls[given.call]!;
    const [loader] = inner.arguments;
    if (loader?.kind !== "reference" || usage.textOf(inner.callee) !== counts.inner) continue;
    const loop = loopOver(usage, loader.binding, outer);
    if (!loop && !isLoader(usage, loader.binding)) continue;
    report({
      at: inner.callee,
      about: outer.id,
      message: `This loads all of ${usage.textOf(loader.span)} again to count it. Ask for its length instead.`,
      reasons: loop ? [atLoop(loop, "has gone through it already")] : [],
      fixes: [
        {
          title: `Take the ${counts.outer} of ${usage.textOf(loader.span)}`.slice(0, 60),
          class: "suggestion",
          changes: "an error where it has no length",
          make: (say) => say.rewrite(inner.span, "{0}"),
        },
      ],
    });
  }
}

const isLoader = (usage: Usage, id: BindingId): boolean => usage.of("data").some(({ call }) => call.result === id);

/** A loop over the same value in the same function, in which a model runs or is trained. */
const loopOver = (usage: Usage, id: BindingId, call: Call): LoopScope | undefined =>
  usage.facts.scopes.find(
    (scope): scope is LoopScope =>
      scope.kind === "loop" &&
      (scope.over?.uses.includes(id) ?? false) &&
      contains(homeOf(usage, call).span, scope.span) &&
      usage.of("infer", "backward").some((event) => contains(scope.body, event.call.span)),
  );

/** A file that is the same in each round, read in a loop around the one that trains. */
function reportRead({ usage, report }: RuleContext): void {
  for (const call of usage.facts.calls) {
    if (usage.rowOf(call)?.role !== "read") continue;
    const loop = usage.loopsAround(call).find((one) => one.bound !== 1 && backwardsIn(usage, one.body).length > 0);
    const isSame =
      loop &&
      [...call.arguments, ...(call.keywords ? [call.keywords] : [])].every((value) => !changes(usage, value, loop));
    if (!loop || !isSame || isForSomeRounds(usage, call, loop)) continue;
    report({
      at: call.callee,
      about: call.id,
      message: `This file is read again in each ${isStepLoop(usage, loop) ? "step" : "epoch"}. Read it once before the loop.`,
      reasons: [atLoop(loop)],
    });
  }
}

/** Any of what it is made from gets another value in the loop; what a call gives may be another each time. */
const changes = (usage: Usage, value: Value, loop: LoopScope): boolean =>
  usage.facts.calls.some(({ span }) => contains(value.span, span)) ||
  value.uses.some(
    (id) =>
      loop.variables.includes(id) || usage.facts.bindings[id]!.writes.some(({ span }) => contains(loop.span, span)),
  );
