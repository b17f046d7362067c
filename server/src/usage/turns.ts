/** Whether a call makes others wait for their turn: a limiter that is known, or one by its name. Absent on purpose: how many it lets through. */
import type { Call, CodeFacts } from "../facts/facts.ts";
import type { Event, Usage } from "./usage.ts";
import { argumentOf } from "./values.ts";

export function takesTurns(usage: Pick<Usage, "roleOf" | "textOf">, call: Call): boolean {
  const role = usage.roleOf(call);
  return role === "limit" || role === "delay" || bounding.test(usage.textOf(call.callee));
}

/** The client was made with a bound. */
export function isBoundedByClient(facts: CodeFacts, { source }: Event): boolean {
  const bound = source?.row.fanOut?.bound;
  return source != null && bound !== undefined && argumentOf(facts, source.call, bound) !== undefined;
}

const bounding =
  /(?:^|[._a-z])(?:limit(?:er|ed)?|throttle\w*|semaphore|queue|pool|mutex|lock|acquire|schedule|concurren\w*|sleep|delay|rateLimit\w*|withRateLimit\w*|batchProcess\w*|caller)(?:$|[.(]|[A-Z])/i;
