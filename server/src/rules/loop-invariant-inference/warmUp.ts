/** A model that is warmed up again for every request: a run on an input that never changes, of which nobody keeps anything. */
import type { Call } from "../../facts/facts.ts";
import { contains } from "../../text/span.ts";
import { isFixed } from "../../usage/fixed.ts";
import { isUnused } from "../../usage/outcome.ts";
import { functionAround } from "../../usage/scopes.ts";
import type { Event, Frequency, Usage } from "../../usage/usage.ts";

/** How often it runs, where that is with every request although once would do. */
export function warmUpAgain(usage: Usage, event: Event): Frequency | undefined {
  const { call } = event;
  if (event.role !== "infer" || call.arguments.length === 0 || usage.loopsAround(call).length > 0) return undefined;
  if (!isThrownAway(usage, call)) return undefined;
  const often = usage.frequencyOf(call);
  if (often.level !== "per request" || often.handler === null || !repeats.has(often.per ?? "")) return undefined;
  if (asksForIt.test(often.phrase) || !isFixed(usage.facts, call.arguments)) return undefined;
  return usage.varies(call.arguments, often.handler, call.receiver) ? undefined : often;
}

/** A worker's message may be the one that says "load"; a tick of a clock keeps a model warm on purpose. */
const repeats: ReadonlySet<string> = new Set(["request", "invocation"]);

/** Routes that are there to warm up or to see whether the model answers. */
const asksForIt = /warm|health|ready|readiness|live(?:ness|z)|ping|status|init|preload/i;

/** Left alone, freed at once, or read and forgotten; in the function of a scope that frees too. */
function isThrownAway(usage: Usage, call: Call): boolean {
  if (isUnused(call, usage.textOf)) return true;
  const ends = usage.facts.calls.filter(
    (one) => endings.has(usage.eventOf(one)?.role ?? "") && isUnused(one, usage.textOf),
  );
  if (ends.some(({ callee }) => contains(callee, call.span))) return true;
  const names = call.results.map((id) => usage.facts.bindings[id]!);
  if (names.length > 0)
    return names.every(({ reads }) => reads.every(({ span }) => ends.some((one) => contains(one.span, span))));
  const around = functionAround(usage.facts, call.scope);
  const opener = around?.opener && usage.facts.calls[around.opener.call];
  return opener ? usage.eventOf(opener)?.row.frees === "callback" && isUnused(opener, usage.textOf) : false;
}

const endings: ReadonlySet<string> = new Set(["release", "sync"]);
