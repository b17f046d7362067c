/** A result is read from the device by a call that holds up the thread. Absent on purpose: what the read values are used for. */

import type { Call, LoopScope } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import { isUnused } from "../../usage/outcome.ts";
import { liesInMemory } from "../../usage/resultPlace.ts";
import { upFrom } from "../../usage/scopes.ts";
import type { Event, Frequency, Usage } from "../../usage/usage.ts";
import { isForSomeRounds } from "../hotPath.ts";
import { firstThatFits, shortPhrase } from "../naming.ts";
import { defineRule, type Fix, type Rule, type RuleContext, type Severity } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role, asynchronous }) => role === "sync" && asynchronous !== undefined;

export default defineRule({
  name: "tfjs-sync-readback",
  summary: "Results are read from the device by a call that holds up the page or the event loop until they are there.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["speed", "scalability"],
  fix: "suggestion",
  evidence: [
    {
      claim: "dataSync blocks the UI thread until the values are ready, which can cause performance issues.",
      source: "https://js.tensorflow.org/api/latest/#tf.Tensor.dataSync",
    },
    {
      claim: "Synchronous reads make a page stutter, and a library that reads so leaves its users no way out.",
      source: "https://github.com/ml5js/ml5-library/issues/501",
    },
    {
      claim: "With nothing else to do, dataSync can be faster: 100 ms against 140 ms for a large output on WebGL.",
      source: "https://github.com/tensorflow/tfjs/issues/6687",
    },
  ],
  concerns,
  check({ usage, report }) {
    for (const read of usage.of("sync")) {
      const { call, row } = read;
      if (!concerns(row, read.framework) || isUnused(call, usage.textOf) || liesInMemory(usage, read)) continue;
      if (promisesToBlock(usage, call)) continue;
      const often = usage.frequencyOf(call);
      const severity = severityOf(usage, read, often);
      if (!severity) {
        for (const asking of loopedCallsOf(usage, read)) reportAsking(usage, report, asking, read);
        continue;
      }
      const name = usage.textOf(call.callee).split(".").at(-1)!;
      const freed = usage.isFreedAround(call);
      // What is freed when its function ends cannot be waited for.
      const act = freed ? "Read all rows in one call." : `Use await ${row.asynchronous}().`;
      const thread = usage.target === "browser" ? "the page" : "the thread";
      const say = (phrase: string) =>
        `${name} holds up ${thread} until the device is done${phrase && `, ${phrase}`}. ${act}`;
      report({
        // The member alone: what it is called on may be a finding of its own.
        at: { start: call.callee.end - name.length, end: call.callee.end },
        about: call.id,
        severity,
        message: call.awaited
          ? `${name} holds up ${thread} and awaiting it changes nothing. ${act}`
          : firstThatFits(say(often.phrase), say(shortPhrase(often)), say("")),
        reasons: often.reasons,
        fixes: freed ? [] : [fixFor(read)],
        experiment: { kind: "fix", judged: "pause" },
      });
    }
  },
});

/** Calls in loops of functions that read inside a scope that frees: there it has to be read, so the loop is what can change. */
function loopedCallsOf(usage: Usage, read: Event): readonly Call[] {
  const { call } = read;
  if (!usage.isFreedAround(call) || usage.loopsAround(call).length > 0) return [];
  if (isChosen(usage, read) || isSwitchedByHand(usage, read)) return [];
  return usage.facts.calls.filter((asking) => {
    const [loop] = usage.loopsAround(asking);
    if (asking.target === null || !loop || !contains(usage.scope(asking.target).body, call.span)) return false;
    return (
      !isForSomeRounds(usage, asking, loop) &&
      usage.varies(asking.arguments, loop.id) &&
      canGoTogether(usage, asking, loop)
    );
  });
}

/** A text that is written word by word needs each before the next. */
function canGoTogether(usage: Usage, call: Call, loop: LoopScope): boolean {
  if (loop.form === "while" || loop.form === "do") return false;
  // What is read may be made on the spot, `model.predict(x).dataSync()`, or just before.
  const chain = usage.facts.calls.filter(
    (one) =>
      one === call ||
      contains(call.callee, one.span) ||
      (contains(loop.body, one.span) && one.results.some((id) => call.receiver.includes(id))),
  );
  return chain.every((one) => {
    const dependence = usage.dependence(one, loop);
    return dependence === null || dependence === "works in chunks" || dependence === "test or benchmark";
  });
}

function reportAsking(usage: Usage, report: RuleContext["report"], asking: Call, { call }: Event): void {
  const name = usage.textOf(asking.callee).split(".").at(-1)!;
  report({
    at: { start: asking.callee.end - name.length, end: asking.callee.end },
    about: asking.id,
    severity: "information",
    message: `${name} waits for the device in every round of this loop. Read all rows in one call.`,
    reasons: [{ span: call.callee, text: "reads and waits" }],
    fixes: [],
  });
}

/** `predictSync`, which says so by its name, for callers that cannot wait. */
const promisesToBlock = ({ facts }: Usage, { scope }: Call): boolean =>
  upFrom(facts, scope).some((one) => one.kind === "function" && !one.async && /Sync$/.test(one.name ?? ""));

/** The code has the other way beside this one, so it chooses: by the backend, for instance. */
const isChosen = (usage: Usage, { call }: Event): boolean =>
  usage
    .of("sync")
    .some(({ row, call: other }) => !row.asynchronous && other.receiver.some((id) => call.receiver.includes(id)));

/** In a branch that a constant of the code decides, `const returnTensors = false`: as it stands, it may never run. */
const isSwitchedByHand = ({ facts }: Usage, { call }: Event): boolean =>
  upFrom(facts, call.scope).some(
    (scope) =>
      scope.kind === "branch" &&
      scope.uses.length > 0 &&
      scope.uses.every((id) => {
        const { constant, writes } = facts.bindings[id]!;
        const [first] = writes;
        return constant && first?.value?.kind === "literal" && typeof first.value.value === "boolean";
      }),
  );

/** Undefined where holding up the thread costs nobody anything, or nobody knows. */
function severityOf(usage: Usage, read: Event, often: Frequency): Severity | undefined {
  const { call } = read;
  if (call.awaited) return "warning";
  if (isChosen(usage, read) || isSwitchedByHand(usage, read)) return undefined;
  const [loop] = usage.loopsAround(call);
  if (loop && isForSomeRounds(usage, call, loop)) return undefined;
  // What is freed when a function ends has to be read before it does; in a loop it could be read at once.
  if (usage.isFreedAround(call)) return loop && canGoTogether(usage, call, loop) ? "information" : undefined;
  const isPage = usage.target === "browser" || usage.target === "unknown";
  if (often.level === "per request" && often.per !== "event" && isPage) return "warning";
  if (often.level === "per request" || often.level === "per iteration")
    return isPage || often.handler !== null ? "information" : undefined;
  return isPage && often.level === "per call" ? "information" : undefined;
}

const fixFor = ({ call, row }: Event): Fix => ({
  title: `Use await ${row.asynchronous}()`,
  ...(call.awaited ? { class: "safe" } : { class: "suggestion", changes: "what runs meanwhile" }),
  make: (say) => say.awaitMember(call.id, row.asynchronous!),
});
