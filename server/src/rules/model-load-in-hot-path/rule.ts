/** A model, pipeline or tokenizer is loaded on a line that runs again and again. */
import { contains } from "../../text/span.ts";
import type { Event, Frequency, Usage } from "../../usage/usage.ts";
import { loadTrial } from "../experiments.ts";
import { onceFix, repetitionOf } from "../hotPath.ts";
import { by, firstThatFits, modelName, shortPhrase } from "../naming.ts";
import { defineRule, type Rule } from "../rule.ts";

const concerns: Rule["concerns"] = ({ role }) => role === "load";

export default defineRule({
  name: "model-load-in-hot-path",
  summary: "A model, session, pipeline or tokenizer is loaded per request, per render or per iteration.",
  since: "0.1.0",
  stage: "stable",
  severity: "warning",
  group: "caching",
  dimensions: ["speed", "efficiency", "scalability"],
  fix: "safe",
  evidence: [
    {
      claim: "Ten create and release cycles of one onnxruntime-node session grew a process from 325 MB to 994 MB.",
      source: "https://github.com/microsoft/onnxruntime/issues/25325",
    },
    {
      claim: "Caching the session instead of building it per call: 1.5 ms to 0.1 ms a call for a tiny model.",
      source: "https://github.com/dianna-ai/dianna/pull/895",
    },
    {
      claim:
        "Loaded over the network in each prediction, a model needed nearly 10 s for one; on the author's machine under 1 s.",
      source: "https://github.com/tensorflow/tfjs/issues/1494",
    },
  ],
  silences: ["lazy-load-race", "ort-options-pessimised"],
  acrossFiles: true,
  concerns,
  check({ usage, report }) {
    for (const load of usage.of("load")) {
      const { call } = load;
      // What changes from round to round or request to request is a different model, or may be.
      const repeated = repetitionOf(usage, load);
      if (!repeated || loadsForLater(usage, load, repeated.often)) continue;
      const { often, severity } = repeated;
      report({
        at: call.callee,
        about: call.id,
        severity,
        message: messageFor(load, often),
        reasons: often.reasons,
        fixes: [onceFix(load, repeated, titles, "hoistPromise")],
        ...loadTrial(load),
      });
    }
  },
});

/**
 * A message or a request that says "load now": what it loads outlives it, for others to use. On a request only where the
 * same handler does not use the model itself.
 */
function loadsForLater(usage: Usage, { call }: Event, { level, per, handler }: Frequency): boolean {
  if (level !== "per request" || handler === null) return false;
  const kept = usage.facts.bindings.some(
    (binding) =>
      (binding.shared || binding.origin === "field") &&
      binding.writes.some(({ value, kind }) => kind !== "initial" && value?.kind === "call" && value.call === call.id),
  );
  if (!kept || per !== "request") return kept;
  const { span } = usage.scope(handler);
  return !usage.of("infer", "embed", "generate").some((run) => contains(span, run.call.span));
}

function messageFor(load: Event, often: Frequency): string {
  const noun = load.row.noun ?? "model";
  const say = (name: string, phrase: string) =>
    `${name} is loaded${by(load)} ${phrase}{cost}. Load it once and reuse the ${noun}.`;
  const name = modelName(load);
  const short = name.split("/").at(-1) ?? name;
  return firstThatFits(
    ...[say(name, often.phrase), say(short, often.phrase), say(`The ${noun}`, often.phrase)],
    ...[say(short, shortPhrase(often)), say(`The ${noun}`, shortPhrase(often))],
  );
}

const titles = { atModuleLevel: "Load once at module level", beforeLoop: "Load once before the loop" };
