/**
 * A clock is read before and after a model runs on a device that only queues the work, so what is measured is the queueing. Absent on
 * purpose: spans with many runs, of which the last is a small part, and code that reads results in between.
 */
import type { BindingId, Call } from "../../facts/facts.ts";
import type { TrainingWords } from "../../knowledge/framework.ts";
import { contains } from "../../text/span.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { defineRule, type Rule } from "../rule.ts";
import { homeOf, wholeText } from "../training.ts";

const concerns: Rule["concerns"] = ({ role }, { training }) => role === "infer" && training !== undefined;

export default defineRule({
  name: "gpu-timing-without-sync",
  summary: "A clock is stopped before the device has done the work that is measured.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "monitoring",
  dimensions: ["speed"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Operations on the device are asynchronous: timings without synchronisation are not accurate.",
      source: "https://docs.pytorch.org/docs/stable/notes/cuda.html#asynchronous-execution",
    },
    {
      claim: "A clock alone reports the time to launch kernels, not the time they take.",
      source: "https://discuss.pytorch.org/t/how-to-measure-execution-time-in-pytorch/111458",
    },
  ],
  concerns,
  check({ usage, report }) {
    const words = usage.training;
    if (!words || !new RegExp(words.devicePattern).test(wholeText(usage))) return;
    const told = new Set<number>();
    for (const run of usage.of("infer")) {
      if (!run.framework.training) continue;
      const span = timedAround(usage, run, words);
      if (!span || told.has(span.stop.id)) continue;
      told.add(span.stop.id);
      report({
        at: span.stop.callee,
        about: span.stop.id,
        message: "The clock is read before the device is done, so this measures queueing. Wait for the device first.",
        reasons: [
          { span: span.start.callee, text: "starts the clock" },
          { span: run.call.callee, text: "queues work and returns" },
        ],
        fixes: [
          {
            title: "Wait for the device before both readings",
            class: "suggestion",
            changes: "time until the code goes on",
            make(say) {
              const before = say.insertBefore(span.start.span, words.wait);
              const after = say.insertBefore(span.stop.span, words.wait);
              return before && after && distinct([...before, ...after]);
            },
          },
        ],
      });
    }
  },
});

interface Timed {
  readonly start: Call;
  readonly stop: Call;
}

/** The readings right before and behind a run in the same round of the same loop, of which a difference is taken. */
function timedAround(usage: Usage, run: Event, words: TrainingWords): Timed | undefined {
  const home = homeOf(usage, run.call).id;
  const loop = usage.loopsAround(run.call)[0]?.id;
  const clocks = usage.facts.calls.filter(
    (call) =>
      call.arguments.length === 0 &&
      new RegExp(words.clockPattern).test(usage.textOf(call.callee)) &&
      homeOf(usage, call).id === home &&
      usage.loopsAround(call)[0]?.id === loop,
  );
  const start = clocks.findLast(({ span }) => span.end <= run.call.span.start);
  const stop = clocks.find(({ span }) => span.start >= run.call.span.end);
  if (!start || !stop || start.result === null || !isSubtracted(usage, start.result, stop)) return undefined;
  const between = usage.textOf({ start: start.span.end, end: stop.statement.start });
  const waits = new RegExp(words.waitsPattern);
  if (waits.test(between) || callsBetween(usage, start, stop).some((text) => waits.test(text))) return undefined;
  return { start, stop };
}

/** What functions of this file do that are called in between. */
const callsBetween = (usage: Usage, start: Call, stop: Call): readonly string[] =>
  usage.facts.calls
    .filter(({ span, target }) => target !== null && span.start > start.span.end && span.end < stop.span.start)
    .map(({ target }) => usage.textOf(usage.scope(target!).span));

/** `clock() - start`, or `end - start` where `end = clock()`. */
function isSubtracted(usage: Usage, start: BindingId, stop: Call): boolean {
  const { reads, name } = usage.facts.bindings[start]!;
  const inStop = reads.some(({ span }) => contains(stop.statement, span) && span.start > stop.span.end);
  if (stop.result === null || inStop) return inStop;
  const end = usage.facts.bindings[stop.result]!;
  return end.reads.some(({ span }) => {
    const behind = usage.textOf({ start: span.end, end: span.end + name.length + 8 });
    return new RegExp(`^\\s*-\\s*${name.replace(/\W/g, "\\$&")}\\b`).test(behind);
  });
}

/** An import both add is added once. */
const distinct = <Edit extends { readonly span: { readonly start: number }; readonly text: string }>(
  edits: readonly Edit[],
): readonly Edit[] =>
  edits.filter(
    (edit, index) => edits.findIndex((one) => one.span.start === edit.span.start && one.text === edit.text) === index,
  );
