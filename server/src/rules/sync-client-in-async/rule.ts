/** An asynchronous function asks a service by a client that answers only when all is there: nothing else of the event loop goes on. */
import type { Event } from "../../usage/usage.ts";
import { blocks, goesOnBesideOthers, heldBy, shortCallee } from "../blocking.ts";
import { firstThatFits } from "../naming.ts";
import { defineRule, type Fix, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = (row, framework) =>
  (row.role === "generate" || row.role === "embed" || row.role === "search" || row.role === "upsert") &&
  row.cost === "network" &&
  blocks(row, framework);

export default defineRule({
  name: "sync-client-in-async",
  summary: "An asynchronous function waits for a client that holds the event loop until it is answered.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "parallelism",
  dimensions: ["speed", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "The library has an asynchronous client of the same interface for asynchronous code.",
      source: "https://github.com/openai/openai-python#async-usage",
    },
    {
      claim: "What an asynchronous function calls without awaiting it holds its event loop until it returns.",
      source: "https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code",
    },
  ],
  silences: ["sequential-llm-calls", "llm-batch-api-candidate", "no-streaming-user-facing", "llm-usage-unrecorded"],
  acrossFiles: true,
  concerns,
  check({ usage, report }) {
    if (usage.target === "test") return;
    const told = new Set<number>();
    for (const event of usage.of("generate", "embed", "search", "upsert")) {
      const { call, row, framework } = event;
      if (!concerns(row, framework)) continue;
      const held = heldBy(usage, call);
      if (!held || told.has(held.owner.id)) continue; // once per function is enough
      const { at, often, owner } = held;
      const beside = goesOnBesideOthers(usage, held);
      if (!beside && (often.level === "once" || usage.target === "batch")) continue;
      told.add(owner.id);
      const name = shortCallee(usage, at);
      const act = row.awaitable ? `Use ${row.awaitable} and await it.` : "Use the asynchronous form and await it.";
      const others = often.handler !== null ? "all other requests" : "the event loop";
      report({
        at: at.callee,
        about: call.id,
        severity: beside ? "warning" : "information",
        message: firstThatFits(
          `${name} holds up ${others} until it is answered. ${act}`,
          `${name} holds up ${others}. ${act}`,
        ),
        reasons: [...often.reasons, ...held.reasons],
        fixes: at === call ? awaitFix(event) : [],
      });
    }
  },
});

/** Only where the same value has a member to await: another client is another place to change. */
const awaitFix = ({ call, row, via }: Event): readonly Fix[] =>
  via || !row.awaitable || !/^a[a-z_]+$/.test(row.awaitable)
    ? []
    : [
        {
          title: `Await ${row.awaitable}`,
          class: "suggestion",
          changes: "order of what runs meanwhile",
          make: (say) => say.awaitMember(call.id, row.awaitable!),
        },
      ];
