/** When a call that could be made once is made again and again. Absent on purpose: what the call costs, and what to do about it. */
import type { Call, LoopScope, ScopeId } from "../facts/facts.ts";
import { upFrom } from "../usage/scopes.ts";
import type { Event, Frequency, Usage } from "../usage/usage.ts";
import type { Severity } from "./rule.ts";

export interface Repetition {
  readonly often: Frequency;
  /** The loop or the handler whose runs repeat it. */
  readonly within: ScopeId;
  /** It stands in that loop itself, not in a function the loop calls. */
  readonly inLoop: boolean;
  readonly severity: Severity;
}

/** Undefined where it runs once, or where anything it is given changes from run to run: then each call may be another one. */
export function repetitionOf(usage: Usage, { call, given, via }: Event): Repetition | undefined {
  const often = usage.frequencyOf(call);
  const within = often.level === "per iteration" ? often.loop : often.level === "per request" ? often.handler : null;
  if (within === null || usage.varies(given, within, call.receiver)) return undefined;
  const loop = often.level === "per iteration" ? usage.loopsAround(call).find(({ id }) => id === within) : undefined;
  // `names.includes(one) ? engine() : null`: what a function elsewhere may do, for some of the rounds.
  if (via && loop && isForSomeRounds(usage, call, loop)) return undefined;
  // A clock may tick once a day.
  const severity = often.level === "per request" && often.per === "tick" ? "hint" : "warning";
  return { often, within, inLoop: loop !== undefined, severity };
}

/** Under a condition about the round of the loop: every 50th, or the last. */
export const isForSomeRounds = ({ facts }: Usage, { scope }: Call, { id, variables }: LoopScope): boolean =>
  upFrom(facts, scope, id).some((one) => one.kind === "branch" && one.uses.some((used) => variables.includes(used)));
