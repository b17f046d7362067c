/** Whether a call makes others wait for their turn: a limiter that is known, or one by its name. Absent on purpose: how many it lets through. */
import type { Call, CodeFacts } from "../facts/facts.ts";
import { contains, type Span } from "../text/span.ts";
import type { Event, Usage } from "./usage.ts";
import { argumentOf } from "./values.ts";

export function takesTurns(usage: Pick<Usage, "roleOf" | "textOf">, call: Call): boolean {
  const role = usage.roleOf(call);
  return role === "limit" || role === "delay" || bounding.test(usage.textOf(call.callee));
}

/** A block that is entered one after the other, or by a few at a time, lies within: `async with limiter:`. */
export const waitsAtBlock = ({ facts, textOf }: Pick<Usage, "facts" | "textOf">, within: Span): boolean =>
  facts.scopes.some(
    (scope) =>
      scope.kind === "context" &&
      contains(within, scope.span) &&
      boundingBlock.test(textOf({ start: Math.max(0, scope.span.start - longestHead), end: scope.span.start })),
  );

/** Characters of the head of a block that are looked at. */
const longestHead = 60;
const boundingBlock =
  /\bwith\b[^:]*?(?:sem|limit|lock|throttl|slots?|gate|bucket|quota)\w*(?:\[[^\]]*\])?(?:\([^()]*\))?$/i;

/** The client was made with a bound. */
export function isBoundedByClient(facts: CodeFacts, { source }: Event): boolean {
  const bound = source?.row.fanOut?.bound;
  return source != null && bound !== undefined && argumentOf(facts, source.call, bound) !== undefined;
}

const bounding =
  /(?:^|[._a-z])(?:limit(?:er|ed)?|throttle\w*|semaphore|queue|pool|mutex|lock|acquire|schedule|concurren\w*|sleep|delay|rateLimit\w*|withRateLimit\w*|batchProcess\w*|caller)(?:$|[.(]|[A-Z])/i;
