/**
 * A job nobody waits for asks a language model item by item although the service takes such lists for less. Absent on
 * purpose: services without such an offer, handlers, agents and streams.
 */
import type { LoopScope } from "../../facts/facts.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { takesItem, takesWhatRoundsChange } from "../batching.ts";
import { isAbsent, isOwnServer, streams } from "../languageModel.ts";
import { atLoop } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, text }, { service }) =>
  role === "generate" && text !== undefined && service?.offline !== undefined;

export default defineRule({
  name: "llm-batch-api-candidate",
  summary: "An offline job sends requests one by one that the service would take as a list for less.",
  since: "0.1.0",
  stage: "stable",
  severity: "hint",
  group: "batching",
  dimensions: ["efficiency", "throughput"],
  fix: "none",
  evidence: [
    {
      claim: "Half the price for requests that may take up to 24 hours, with rate limits of their own.",
      source: "https://developers.openai.com/api/docs/guides/batch",
    },
    {
      claim: "Half the price; most batches are done within an hour.",
      source: "https://platform.claude.com/docs/en/build-with-claude/batch-processing",
    },
  ],
  concerns,
  check({ usage, report }) {
    if (usage.target !== "batch" || !writes(usage)) return;
    for (const event of usage.of("generate")) {
      const { call, row, framework } = event;
      const { offline } = framework.service ?? {};
      if (!offline || !concerns(row, framework) || streams(usage, event) === "given") continue;
      if (isOwnServer(usage, event) || !isAbsent(usage, event, row.text?.acts)) continue;
      const [loop] = usage.loopsAround(call);
      if (!loop || loop.form === "while" || loop.form === "do" || loop.form === "for-await") continue;
      if (usage.frequencyOf(call).handler !== null || !takesItem(usage, event, loop) || !canWait(usage, event, loop))
        continue;
      report({
        at: call.callee,
        about: call.id,
        message: `This job asks once per item. Hand the list to ${offline.name} at up to 50 % less.`,
        reasons: [atLoop(loop)],
      });
    }
  },
});

/** Slowed down or cut into groups is as good as free: both are there for limits the other way does not have. */
function canWait(usage: Usage, { call }: Event, loop: LoopScope): boolean {
  if (!usage.varies(call.arguments, loop.id)) return false;
  const why = usage.dependence(call, loop);
  if (why !== null && why !== "limited or delayed on purpose" && why !== "works in chunks") return false;
  // A loop that waits is not asked what else its rounds have in common.
  return !takesWhatRoundsChange(usage, call.arguments, loop);
}

/** The file keeps what it gets: in files or a database. */
const writes = ({ facts, textOf }: Usage): boolean =>
  facts.calls.some(({ callee }) =>
    /(?:write|append|insert|upsert|save|update|createMany|put)\w*$/i.test(textOf(callee)),
  );
