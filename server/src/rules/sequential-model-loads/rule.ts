/** Models that need nothing of each other are loaded one after the other. Absent on purpose: loads that work on the calling thread, which gain nothing. */
import type { BindingId, BranchScope, CallId, ScopeId } from "../../facts/facts.ts";
import { madeOf, usesOf } from "../../usage/madeOf.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { togetherTrial } from "../experiments.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "load";

export default defineRule({
  name: "sequential-model-loads",
  summary: "Models, tokenizers or processors that need nothing of each other are loaded one after the other.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "parallelism",
  dimensions: ["speed"],
  fix: "suggestion",
  evidence: [
    {
      claim:
        "A task's parts are loaded with one Promise.all over model, tokenizer and processor by the library itself.",
      source: "https://github.com/huggingface/transformers.js/blob/main/packages/transformers/src/pipelines.js",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const run of runsOf(usage)) {
      const [, second] = run;
      if (!second) continue;
      const heavy = run.filter(({ row }) => row.cost === "seconds").length;
      const ids = run.map(({ call }) => call.id);
      report({
        at: second.call.callee,
        about: second.call.id,
        severity: heavy > 1 ? "warning" : "information",
        message: `${run.length === 2 ? "Two" : run.length} independent loads are awaited one after the other. Start them together.`,
        reasons: run
          .filter((load) => load !== second)
          .map(({ call }, index) => ({
            span: call.callee,
            text: index === 0 ? "is awaited first" : "waits for it as well",
          })),
        ...togetherTrial(run),
        fixes: [
          {
            title: "Load them together",
            class: "suggestion",
            changes: "order of errors",
            make: (say) => say.awaitTogether(ids),
          },
        ],
      });
    }
  },
});

/** Loads of one block that follow on each other, of which none needs what another gave. */
function runsOf(usage: Usage): readonly (readonly Event[])[] {
  const runs: Event[][] = [];
  const byBlock = new Map<ScopeId, Event[]>();
  for (const load of usage.of("load")) {
    if (!load.call.awaited || usage.broken(load.call) || !overlaps(usage, load) || !isKept(usage, load)) continue;
    const block = blockOf(usage, load);
    const current = byBlock.get(block);
    if (current && isNext(usage, current, load)) current.push(load);
    else {
      const fresh = [load];
      byBlock.set(block, fresh);
      runs.push(fresh);
    }
  }
  return runs.filter(({ length }) => length > 1);
}

/** Whether most of a load is waiting for a disk or a network. What only works on the calling thread is no faster together. */
function overlaps(usage: Usage, { row, framework }: Event): boolean {
  if (row.modelKind === "hub") return true;
  if (framework.local?.node !== "promise-sync") return true;
  return usage.target === "browser" || usage.target === "worker";
}

/** The statement does nothing but keep the load: `const a = await load()`, `this.a ??= await load()`. */
const isKept = (usage: Usage, { call }: Event): boolean =>
  /^(?:(?:const|let|var) )?[\w$.#[\]{}, :]+ (?:\?\?)?= await \(?$/.test(
    usage.textOf({ start: call.statement.start, end: call.span.start }),
  );

/** The scope whose statement the load is: the right side of `??=` is a branch of its own. */
function blockOf(usage: Usage, { call }: Event): ScopeId {
  let scope = usage.scope(call.scope);
  while (scope.kind === "branch" && scope.span.start > call.statement.start && scope.parent !== null)
    scope = usage.scope(scope.parent);
  return scope.id;
}

/** What may stand between two loads without being there for their order. */
const breaksRun = /\b(?:await|return|throw|break|continue|yield)\b|=>|\bif\b/;

function isNext(usage: Usage, run: readonly Event[], load: Event): boolean {
  const last = run.at(-1)!;
  const gap = { start: last.call.statement.end, end: load.call.statement.start };
  if (gap.end < gap.start || breaksRun.test(withoutNotes(usage.textOf(gap)))) return false;
  if (run.some(({ call }) => sameGuard(usage, call.id, load.call.id))) return false;
  const needed = madeOf(usage.facts, [...usesOf(load.call.arguments), ...load.call.receiver]);
  return !run.some(({ call }) => call.results.some((id) => needed.has(id)));
}

/** Comments speak of awaiting too. White space is folded, so a line comment goes up to the next statement at most. */
const withoutNotes = (text: string): string => text.replace(/\/\*.*?\*\//g, "").replace(/\/\/ [^;{}()]*/g, "");

/** `x ??= await a(); x ??= await b()`: the second is for when the first gave nothing. */
function sameGuard(usage: Usage, a: CallId, b: CallId): boolean {
  const guarded = (id: CallId): BindingId | undefined => {
    const scope = usage.scope(usage.facts.calls[id]!.scope);
    return scope.kind === "branch" ? (scope as BranchScope).emptyOf?.binding : undefined;
  };
  const guard = guarded(a);
  return guard !== undefined && guard === guarded(b);
}
