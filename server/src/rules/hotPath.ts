/** When a call that could be made once is made again and again. Absent on purpose: what the call costs, and what to do about it. */
import type { Call, LoopScope, ScopeId } from "../facts/facts.ts";
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
  const inLoop = often.level === "per iteration" && usage.loopsAround(call).some((loop) => loop.id === within);
  // `names.includes(one) ? engine() : null`: what a function elsewhere may do, for some of the rounds.
  if (via && inLoop && isForSomeRounds(usage, call, within)) return undefined;
  // A clock may tick once a day.
  const severity = often.level === "per request" && often.per === "tick" ? "hint" : "warning";
  return { often, within, inLoop, severity };
}

/** Under a condition about the round of the loop. */
function isForSomeRounds(usage: Usage, call: Call, within: ScopeId): boolean {
  const { variables } = usage.scope(within) as LoopScope;
  for (let id: ScopeId | null = call.scope; id !== null && id !== within; id = usage.scope(id).parent) {
    const scope = usage.scope(id);
    if (scope.kind !== "branch" || scope.emptyOf !== null) continue;
    if (scope.uses.some((used) => variables.includes(used))) return true;
  }
  return false;
}
