/** When a call that could be made once is made again and again. Absent on purpose: what the call costs. */
import type { Call, FunctionScope, LoopScope, ScopeId, Value } from "../facts/facts.ts";
import { isLoopCallback, isWithin, upFrom } from "../usage/scopes.ts";
import type { Event, Frequency, Usage } from "../usage/usage.ts";
import type { Fix, Severity } from "./rule.ts";
import { backwardsIn, isForSomeRounds as isNowAndThen } from "./training.ts";

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
  if (often.level === "per request" && asksForNewOne.test(often.phrase)) return undefined;
  if (isChosenByCallers(usage, given, call, within)) return undefined;
  const loop = often.level === "per iteration" ? usage.loopsAround(call).find(({ id }) => id === within) : undefined;
  // `names.includes(one) ? engine() : null`: what a function elsewhere may do, for some of the rounds.
  if (via && loop && isForSomeRounds(usage, call, loop)) return undefined;
  // Checked now and then while training goes on, and perhaps let go of on purpose.
  if (loop && backwardsIn(usage, loop.body).length > 0 && isNowAndThen(usage, call, loop)) return undefined;
  // A clock may tick once a day.
  const severity = often.level === "per request" && often.per === "tick" ? "hint" : "warning";
  return { often, within, inLoop: loop !== undefined, severity };
}

/** Routes by which somebody asks for a fresh start: `POST /admin/reload`. */
const asksForNewOne =
  /\/(?:[\w-]*[-_])?(?:re-?load|load|refresh|init|warm-?up|preload|restart|switch|swap)(?:[-_/]|$)/i;

/** Moves the call to where it is made once: in front of its loop, or to module level by the verb that suits it. */
export function onceFix(
  { call }: Event,
  { inLoop, within }: Repetition,
  titles: { readonly beforeLoop: string; readonly atModuleLevel: string },
  hoist: "hoistPromise" | "hoistValue",
): Fix {
  return inLoop
    ? { title: titles.beforeLoop, class: "safe", make: (say) => say.moveBeforeLoop(call.id, within) }
    : { title: titles.atModuleLevel, class: "safe", make: (say) => say[hoist](call.id) };
}

/** Under a condition about the round of the loop: every 50th, or the last. */
export const isForSomeRounds = ({ facts }: Usage, { scope }: Call, { id, variables }: LoopScope): boolean =>
  upFrom(facts, scope, id).some((one) => one.kind === "branch" && one.uses.some((used) => variables.includes(used)));

/** Calls from a helper to what repeats it that are followed. */
const deepest = 3;

/** In a helper, what is made from its parameters is what each of its calls asks for: `open(req.params.name)`. */
function isChosenByCallers(usage: Usage, given: readonly Value[], at: Call, within: ScopeId, depth = 0): boolean {
  const { facts } = usage;
  const helper = depth < deepest && !isWithin(facts, at.scope, within) ? helperAround(usage, at) : undefined;
  if (!helper) return false;
  const own = new Set(helper.parameters);
  // Something else than what it is given makes each run of the helper another one: `open(await keyOf(tenant))`.
  if (usage.varies(given, helper.id, [], own)) return true;
  const isMadeFrom = (one: number): boolean =>
    usage.varies(given, helper.id, [], new Set([...own].filter((id) => id !== one)));
  const used = helper.parameters.flatMap((id, index) => (isMadeFrom(id) ? [index] : []));
  if (used.length === 0) return false;
  return facts.calls.some((call) => {
    if (call.target !== helper.id) return false;
    // What is taken apart has no place of its own among the arguments.
    const handed = used.flatMap((index) => call.arguments[index] ?? call.arguments);
    return isWithin(facts, call.scope, within)
      ? usage.varies(handed, within)
      : isChosenByCallers(usage, handed, call, within, depth + 1);
  });
}

const helperAround = ({ facts }: Usage, { scope }: Call): FunctionScope | undefined =>
  upFrom(facts, scope).find(
    (one): one is FunctionScope => one.kind === "function" && !one.immediate && !isLoopCallback(facts, one),
  );
