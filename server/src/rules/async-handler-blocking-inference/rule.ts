/** A handler on an event loop computes, or waits, without giving the loop back: no other request goes on meanwhile. */
import type { Call } from "../../facts/facts.ts";
import type { Row } from "../../knowledge/framework.ts";
import type { Usage } from "../../usage/usage.ts";
import { blocks, goesOnBesideOthers, type Held, heldBy, shortCallee } from "../blocking.ts";
import { blockingTrial } from "../experiments.ts";
import { defineRule, type Fix, type Report, type Rule, type RuleContext } from "../rule.ts";

const concerns: Rule["concerns"] = (row, framework) =>
  ((runs.has(row.role) && row.cost !== "network") || waits.has(row.role)) && blocks(row, framework);

const runs: ReadonlySet<Row["role"]> = new Set<Row["role"]>(["infer", "embed", "generate"]);
const waits: ReadonlySet<Row["role"]> = new Set<Row["role"]>(["wait", "delay"]);

export default defineRule({
  name: "async-handler-blocking-inference",
  summary: "A model runs on the event loop of a server, which answers nobody else meanwhile.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "parallelism",
  dimensions: ["speed", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "A handler that computed on the event loop kept all other requests waiting until it was done.",
      source: "https://github.com/fastapi/fastapi/issues/2148",
    },
    {
      claim: "Plain functions run in a pool of 40 threads by default, which uploads and dependencies share.",
      source: "https://www.starlette.io/threadpool/",
    },
  ],
  silences: ["sequential-inference-in-loop", "sequential-embedding-in-loop"],
  acrossFiles: true,
  concerns,
  check(context) {
    const { usage } = context;
    if (!usage.facts.scopes.some((scope) => scope.kind === "function" && scope.async)) return;
    const told = new Set<number>();
    for (const event of usage.of("infer", "embed", "generate")) {
      if (concerns(event.row, event.framework))
        tell(context, event.call, told, { ...computes, ...blockingTrial(event) });
    }
    for (const call of usage.facts.calls) {
      const row = usage.rowOf(call);
      // Beside a model these are another matter than a slip: alone they are no concern of ours.
      if (row && waits.has(row.role) && row.blocks) tell(context, call, told, row.role === "wait" ? asks : pauses);
    }
  },
});

interface Saying extends Partial<Report> {
  readonly act: string;
  readonly meanwhile: string;
}

const computes: Saying = { meanwhile: "while it computes{cost}", act: "Move it to a thread." };
const asks: Saying = { meanwhile: "until it is answered", act: "Await an asynchronous client." };
const pauses: Saying = { meanwhile: "while it sleeps", act: "Await a pause instead." };

/** Once per function is enough. */
function tell({ usage, report }: RuleContext, call: Call, told: Set<number>, saying: Saying): void {
  const held = heldBy(usage, call);
  if (!held || told.has(held.owner.id) || usage.target === "test") return;
  const { often, at, owner } = held;
  const beside = goesOnBesideOthers(usage, held);
  const isWait = saying === asks || saying === pauses;
  if (!beside && (isWait || often.level !== "per call" || usage.target === "batch")) return;
  if (isWait && often.handler === null) return;
  told.add(owner.id);
  const { act, meanwhile, ...rest } = saying;
  const others = often.handler !== null ? "all other requests" : "the event loop";
  report({
    at: at.callee,
    about: call.id,
    severity: beside ? "warning" : "information",
    message: `${shortCallee(usage, at)} holds up ${others} ${meanwhile}. ${act}`,
    reasons: [...often.reasons, ...held.reasons],
    fixes: isWait ? [] : plainFix(usage, held, call),
    ...rest,
  });
}

/** Only for the handler itself, where nobody awaits it and the server runs plain functions in threads. */
const plainFix = (usage: Usage, { at, owner, often }: Held, call: Call): readonly Fix[] =>
  at === call && often.pooled && often.handler === owner.id && usage.callersOf(owner.id).length === 0
    ? [
        {
          title: "Run the handler in a thread of the pool",
          class: "suggestion",
          changes: "which thread it runs in",
          make: (say) => say.makeSynchronous(owner.id),
        },
      ]
    : [];
