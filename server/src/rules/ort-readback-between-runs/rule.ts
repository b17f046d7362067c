/** A result comes back from the device only to be sent there again by the next run. Absent on purpose: results somebody reads, which have to come back. */
import type { BindingId, Call, Value } from "../../facts/facts.ts";
import type { ResultPlace } from "../../knowledge/rowOptions.ts";
import { contains } from "../../text/span.ts";
import type { Event, Usage } from "../../usage/usage.ts";
import { writeOption } from "../optionFixes.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ results }) => results !== undefined;

export default defineRule({
  name: "ort-readback-between-runs",
  summary: "A result on a GPU is copied to the CPU and back because the next run takes it.",
  since: "0.1.0",
  stage: "stable",
  severity: "information",
  group: "memory",
  dimensions: ["speed", "throughput"],
  fix: "suggestion",
  evidence: [
    {
      claim: "Results lie on the CPU unless asked for elsewhere; kept on the GPU they spare the copies between runs.",
      source: "https://onnxruntime.ai/docs/tutorials/web/ep-webgpu.html",
    },
  ],
  concerns,
  check({ usage, report }) {
    if (["server", "serverless", "batch", "edge"].includes(usage.target)) return;
    const runs = usage.of("infer").filter((run) => keptValue(run) !== undefined && !usage.broken(run.call));
    for (const run of runs) {
      const taker = takerOf(usage, run, runs);
      if (!taker) continue;
      const { source } = run;
      const { option } = source!.row.results!;
      report({
        at: run.call.callee,
        about: run.call.id,
        message: `A result goes to the CPU and back between runs. Keep it on the device with ${option}.`,
        reasons: [
          { span: taker.callee, text: taker === run.call ? "the next round takes it" : "takes it here" },
          { span: source!.call.callee, text: "loads here" },
        ],
        fixes: writeOption(source!, option, keptValue(run)!, {
          title: "Keep results on the device",
          changes: "results are read with getData and disposed of",
        }),
      });
    }
  },
});

/** The value that keeps this run's results on its device; undefined where they stay already, or nobody can tell. */
function keptValue({ source }: Event): string | undefined {
  const results = source?.row.results;
  if (!source || !results || !source.options.absent(results.option)) return undefined;
  const devices = source.options.get(results.devices);
  const first = devices?.kind === "array" ? devices.items[0] : devices;
  const device = first?.kind === "record" ? first.fields.find(({ name }) => name === "name")?.value : first;
  return device?.kind === "literal" ? results.kept[String(device.value)] : undefined;
}

/** What a run gave, and how its numbers would be read. */
interface Made {
  readonly results: readonly BindingId[];
  readonly place: ResultPlace;
}

/** The run that is given a result as it is: another one, or this one in the next round of its loop. */
function takerOf(usage: Usage, run: Event, runs: readonly Event[]): Call | undefined {
  const { results } = run.call;
  const place = run.source?.row.results;
  if (!place || results.length === 0 || results.some((id) => isReadBack(usage, id, place))) return undefined;
  const made: Made = { results, place };
  for (const { call } of runs) {
    if (
      call !== run.call &&
      call.span.start > run.call.span.end &&
      call.arguments.some((value) => isGiven(usage, value, made))
    )
      return call;
  }
  const [loop] = usage.loopsAround(run.call);
  if (!loop || usage.dependence(run.call, loop) !== "uses an earlier result") return undefined;
  const given = run.call.arguments.flatMap(({ uses }) => uses);
  const isHandedOn = given.some((id) =>
    usage.facts.bindings[id]!.writes.some(
      ({ kind, value, span }) =>
        kind !== "initial" && value !== null && contains(loop.span, span) && isPart(usage, value, made),
    ),
  );
  return isHandedOn ? run.call : undefined;
}

/** A result, or a part of one, in the feeds of a run. */
function isGiven(usage: Usage, value: Value, made: Made): boolean {
  if (value.kind === "record") return value.fields.some((field) => isPart(usage, field.value, made));
  return isPart(usage, value, made);
}

/** `out`, `out.present`, `out["present.0"]`: a tensor as it came, not its numbers. */
function isPart(usage: Usage, value: Value, { results, place }: Made): boolean {
  if (!value.uses.some((id) => results.includes(id))) return false;
  const [, member] = /^[\w$]+(?:\.([\w$]+)|\["[^"]+"\]|\['[^']+'\])?$/.exec(usage.textOf(value.span)) ?? [null, null];
  return member === undefined || (member !== null && member !== place.shape && !place.numbers.includes(member));
}

/** Its numbers are read: `out.logits.data`. */
function isReadBack(usage: Usage, id: BindingId, { numbers }: ResultPlace): boolean {
  const member = new RegExp(`^(?:\\.[\\w$]+|\\[[^\\]]+\\])?\\.(?:${numbers.join("|")})\\b`);
  return usage.facts.bindings[id]!.reads.some(({ span }) =>
    member.test(usage.textOf({ start: span.end, end: span.end + longestAccess })),
  );
}

/** Characters of `.name.getData` that are looked at. */
const longestAccess = 60;
