/** Gradients are added up over several steps, and exchanged between all processes in each of them. */
import type { BranchScope, LoopScope } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";
import { spreadBy } from "../spread.ts";

const concerns: Rule["concerns"] = ({ spread }) => spread?.unsynced !== undefined;

export default defineRule({
  name: "ddp-missing-no-sync",
  summary: "Gradients that are added up over several steps are exchanged in each of them.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "parallelism",
  dimensions: ["throughput", "scalability"],
  fix: "none",
  evidence: [
    {
      claim:
        "On several machines a step took 2.00 s with an exchange in each and 0.91 s without; on one 0.50 s and 0.41 s.",
      source: "https://huggingface.co/docs/accelerate/concept_guides/gradient_synchronization",
    },
    {
      claim: "Around backward alone it changed nothing: the forward pass decides whether gradients are exchanged.",
      source: "https://huggingface.co/docs/accelerate/concept_guides/gradient_synchronization",
    },
  ],
  concerns,
  check({ usage, report }) {
    const wrapper = spreadBy(usage, ({ unsynced }) => unsynced !== undefined);
    const unsynced = wrapper?.row.spread?.unsynced;
    if (!wrapper || unsynced === undefined) return;
    if (new RegExp(`\\b${unsynced}\\b`).test(usage.textOf(usage.scope(0).span))) {
      for (const backward of usage.of("backward")) {
        const forward = forwardOutside(usage, backward, unsynced);
        if (!forward) continue;
        report({
          at: backward.call.callee,
          about: backward.call.id,
          message: `${unsynced}() around the backward pass alone changes nothing. Put the forward pass in, too.`,
          reasons: [{ span: forward.call.callee, text: "decides that gradients are exchanged" }],
        });
      }
      return;
    }
    const told = new Set<number>();
    for (const backward of usage.of("backward")) {
      const [loop] = usage.loopsAround(backward.call);
      if (!loop || told.has(loop.id) || isForSomeRounds(usage, backward, loop)) continue;
      const step = usage.of("step").find((one) => isForSomeRounds(usage, one, loop));
      if (!step) continue;
      told.add(loop.id);
      report({
        at: backward.call.callee,
        about: backward.call.id,
        message: `Gradients are exchanged in every step and used in some. Run the others, forward too, under ${unsynced}().`,
        reasons: [
          { span: step.call.callee, text: "updates the weights after several steps" },
          { span: wrapper.call.callee, text: "exchanges gradients between processes" },
          atLoop(loop),
        ],
      });
    }
  },
});

/** The run a backward pass belongs to, where the context that keeps from exchanging holds the backward pass only. */
function forwardOutside(usage: Usage, { call }: Event, unsynced: string): Event | undefined {
  const { facts } = usage;
  const around = upFrom(facts, call.scope).find(
    (scope) =>
      scope.kind === "context" &&
      scope.call !== null &&
      usage.textOf(facts.calls[scope.call]!.callee).endsWith(`.${unsynced}`),
  );
  const [loop] = usage.loopsAround(call);
  if (!around || !loop || !contains(loop.body, around.span)) return undefined;
  const runs = usage
    .of("infer")
    .filter((run) => contains(loop.body, run.call.span) && run.call.span.end <= call.span.start);
  const isModel = (run: Event): boolean => run.row.recorded !== undefined;
  return runs.some((run) => contains(around.span, run.call.span)) ? undefined : runs.findLast(isModel);
}

/** `if (step + 1) % 4 == 0:` between a call and the loop it stands in. */
function isForSomeRounds(usage: Usage, { call }: Event, loop: LoopScope): boolean {
  if (!contains(loop.body, call.span)) return false;
  return upFrom(usage.facts, call.scope, loop.id).some((scope) => scope.kind === "branch" && counts(usage, scope));
}

/** Taken by a remainder, written in the condition or kept before: `is_last = step % 4 == 3`. */
function counts(usage: Usage, { span, uses }: BranchScope): boolean {
  const before = usage.textOf({ start: Math.max(0, span.start - longestCondition), end: span.start });
  if (/\bif\b(?:(?!\bif\b).)*$/.exec(before)?.[0].includes("%")) return true;
  const writes = uses.flatMap((id) => usage.facts.bindings[id]!.writes);
  return writes.some(({ value }) => value !== null && usage.textOf(value.span).includes("%"));
}

const longestCondition = 200;
