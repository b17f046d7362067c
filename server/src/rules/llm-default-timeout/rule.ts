/**
 * A person waits for a client that would wait for minutes, or a loop tries again what the client tries again itself.
 * Absent on purpose: clients that come from other files, whose options nobody sees here.
 */
import type { LoopScope } from "../../facts/facts.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { given, givenForCall } from "../languageModel.ts";
import { atLoop, firstThatFits, shortPhrase } from "../naming.ts";
import { optionsPlace, writeOption } from "../optionFixes.ts";
import { defineRule, type Rule, type RuleContext } from "../rule.ts";

/** Shorter waits than this are somebody's choice already. */
const longSeconds = 300;

const concerns: Rule["concerns"] = ({ role }, { patience }) =>
  (role === "construct" && (patience?.timeout?.defaultSeconds ?? longSeconds) >= longSeconds && !!patience?.timeout) ||
  (role === "generate" && patience?.retries !== undefined);

export default defineRule({
  name: "llm-default-timeout",
  summary: "Requests wait for a client with a default timeout of minutes, or retries are multiplied.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "resilience",
  dimensions: ["speed", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "The client's own types: 10 minutes by default, and requests that time out are retried twice.",
      source: "https://github.com/openai/openai-node/blob/master/src/client.ts",
    },
    {
      claim:
        "A call hung for 37 minutes: the limit of the client ends with the head of an answer. A signal covers all of it.",
      source: "https://github.com/web-infra-dev/midscene/pull/2350",
    },
    {
      claim: "Requests were seen to hang now and then, so a limit of ten seconds and a retry became the default.",
      source: "https://github.com/opensouls/soul-engine-sdk/pull/139",
    },
  ],
  concerns,
  check(context) {
    const { usage } = context;
    // Where the platform ends each run, nobody waits longer than that.
    if (usage.target !== "serverless" && usage.target !== "edge") {
      const clients = usage.of("construct").filter(({ row, framework }) => concerns(row, framework));
      if (clients.length > 0 && !isTimed(usage)) for (const client of clients) checkClient(context, client);
    }
    for (const event of usage.of("generate")) if (concerns(event.row, event.framework)) checkRetries(context, event);
  },
});

function checkClient({ usage, report }: RuleContext, client: Event): void {
  const { call, row, framework } = client;
  const { timeout, retries, instead = [], signals = [] } = framework.patience!;
  if (!timeout || optionsPlace(row) === undefined) return;
  if ([timeout.option, ...instead].some((name) => given(usage, client, name) !== "absent")) return;
  const [waited] = usage.events
    .filter((event) => event.source?.call === call)
    .filter((event) => [timeout.option, ...signals].every((name) => givenForCall(usage, event, name) === "absent"))
    .map((event) => usage.frequencyOf(event.call))
    .filter(({ per, handler }) => per === "request" && handler !== null);
  if (!waited) return;
  const long = timeout.defaultSeconds === undefined ? "for ever" : `${timeout.defaultSeconds / 60} minutes`;
  const times = retries && given(usage, client, retries.option) === "absent" ? retries.default + 1 : 1;
  const say = (phrase: string) =>
    `A stuck call may wait ${long}${times > 1 ? `, and is tried ${times} times,` : ""} ${phrase}. Set ${timeout.option}.`;
  report({
    at: call.callee,
    about: call.id,
    message: firstThatFits(say(waited.phrase), say(shortPhrase(waited))),
    reasons: waited.reasons,
    fixes: writeOption(client, timeout.option, timeout.minute, {
      title: `Set ${timeout.option} to a minute`,
      changes: "which calls fail",
    }),
  });
}

/** Somewhere a call is handed on with a limit of its own. */
const isTimed = (usage: Usage): boolean =>
  usage.facts.calls.some((call) => usage.roleOf(call) === "same" && waits.test(usage.textOf(call.span)));

const waits = /timeout|signal/i;

function checkRetries({ usage, report }: RuleContext, event: Event): void {
  const { call, framework, source } = event;
  const { retries, perCall } = framework.patience!;
  const loop = usage.loopsAround(call).find((one) => isRetryLoop(usage, event, one));
  if (!loop || !retries || perCall === undefined) return;
  // A client from elsewhere may have said so already.
  const isClient = framework.rows.some(({ role }) => role === "construct");
  if (isClient && (!source || given(usage, source, retries.option) !== "absent")) return;
  if (givenForCall(usage, event, retries.option) !== "absent") return;
  const times = retries.default + 1;
  const most = loop.bound === null ? "" : `, up to ${loop.bound * times} requests`;
  report({
    at: call.callee,
    about: call.id,
    message: `This loop tries again what the client tries ${times} times itself${most}. Set ${retries.option} to 0.`,
    reasons: [atLoop(loop, "tries again in this loop")],
    fixes:
      typeof perCall === "number"
        ? [
            {
              title: "Leave retries to the loop",
              class: "suggestion",
              changes: "number of retries",
              make: (say) => say.setOption(call.id, perCall, retries.option, String(retries.none)),
            },
          ]
        : [], // the client's own option holds for its other calls too
  });
}

/** It counts attempts, and a failed call ends up in a `catch` of the round. */
function isRetryLoop(usage: Usage, { call }: Event, loop: LoopScope): boolean {
  if (loop.over !== null || usage.dependence(call, loop) !== "retries") return false;
  return upFrom(usage.facts, call.scope, loop.id).some((scope) => scope.kind === "try" && scope.part === "try");
}
