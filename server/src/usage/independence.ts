/**
 * The loop independence guard: reasons not to tell anybody to batch a loop, run it together or move a call out of it.
 * Absent on purpose: what would be gained.
 */
import type { Call, CodeFacts, FunctionScope, LoopScope, ScopeId } from "../facts/facts.ts";
import { contains, type Span } from "../text/span.ts";
import { createFlow, type Needed } from "./flow.ts";
import type { Meanings } from "./meanings.ts";
import { isUnused } from "./outcome.ts";
import type { Places } from "./places.ts";
import { functionAround, isWithin, upFrom } from "./scopes.ts";
import { isTestFile } from "./target.ts";
import { waitsAtBlock } from "./turns.ts";
import type { Dependence } from "./usage.ts";
import { follow } from "./values.ts";
import type { Varies } from "./varies.ts";

export interface IndependenceInput {
  readonly facts: CodeFacts;
  readonly fileName: string;
  readonly tests: readonly string[] | undefined;
  readonly meanings: Meanings;
  readonly varies: Varies;
  readonly places: Places;
  /** The code at a place. */
  readonly textOf: (span: Span) => string;
}

/** A handful of rounds is not worth a change. */
const fewRounds = 3;
/** Names of functions that wait or take turns, of modules nobody has described. */
const waitsByName =
  /(?:^|\.)(?:sleep|delay|wait|waitFor\w*|pause|throttle|backoff|acquire|rateLimit\w*)$|^(?:limit|limiter)$|(?:limiter|ratelimit\w*|throttler?|bucket|semaphore|quota)\.\w+$/i;
const readsClock = /(?:^|\.)(?:performance\.now|hrtime|hrtime\.bigint|console\.time|console\.timeEnd)$/;
/** A time of day is read for other reasons too: only one before and one after a call measure it. */
const readsTime = /^(?:new )?(?:globalThis\.)?Date(?:\.now)?$|^time\.(?:perf_counter|monotonic|time)$/;
const triesAgain = /^(?:attempts?|retry|retries|tries|try|attempt[A-Z]\w*|retry[A-Z]\w*)$/i;
/** Functions that cut a list into lists; those that cut a text into pieces are called otherwise. */
const makesChunks =
  /(?:^|\.)(?:chunk|chunks|chunked|chunk(?:Array|List|By|Items|ed)|(?:to|in|into|as|create|make|get|split(?:Into|In)?)?_?(?:Batches|Batched)|batch(?:es|ed|ify)?|split(?:Into|In)?Chunks|sliding|partition)$/i;
const isBatchName = /^batch(?:es)?$|Batch(?:es)?$/;

export function createIndependence(input: IndependenceInput): (call: Call, loop: LoopScope) => Dependence | null {
  const { facts, meanings, places, textOf, varies } = input;
  const flow = createFlow({ facts, places, isKnown: (call) => meanings.eventOf(call) !== undefined });
  const inTest = isTestFile(input.fileName, input.tests);
  const loopReasons = new Map<ScopeId, Dependence | null>();

  /** Reasons that lie in the loop itself, whichever call is asked about. */
  const ofLoop = (loop: LoopScope): Dependence | null => {
    let known = loopReasons.get(loop.id);
    if (known === undefined) {
      known = reasonOf(loop);
      loopReasons.set(loop.id, known);
    }
    return known;
  };

  const reasonOf = (loop: LoopScope): Dependence | null => {
    // What a generator gives is asked for one by one, and whoever asks may stop.
    if (loop.form === "for-await" || functionAround(facts, loop.id)?.generator) return "reads a stream";
    if (loop.bound !== null && loop.bound <= fewRounds) return "few rounds";
    const calls = places.callsWithin(loop.body);
    if (calls.some((call) => readsClock.test(textOf(call.callee)))) return "test or benchmark";
    const counted = [...loop.variables, ...loop.condition].map((id) => facts.bindings[id]!.name);
    if (loop.over === null && counted.some((name) => triesAgain.test(name))) return "retries";
    if (loop.chunked || goesOverBatches(loop)) return "works in chunks";
    if (calls.some(isLimitOrDelay) || waitsAtBlock({ facts, textOf }, loop.body))
      return "limited or delayed on purpose";
    return null;
  };

  const goesOverBatches = (loop: LoopScope): boolean => {
    if (loop.variables.some((id) => isBatchName.test(facts.bindings[id]!.name))) return true;
    if (!loop.over) return false;
    const over = follow(facts, loop.over);
    if (over.kind === "call") return makesChunks.test(textOf(facts.calls[over.call]!.callee));
    return loop.over.kind === "reference" && isBatchName.test(facts.bindings[loop.over.binding]!.name);
  };

  const isTimed = (call: Call, loop: LoopScope): boolean => {
    const times = places.callsWithin(loop.body).filter((one) => readsTime.test(textOf(one.callee)));
    return (
      times.some(({ span }) => span.end <= call.span.start) && times.some(({ span }) => span.start >= call.span.end)
    );
  };

  const isLimitOrDelay = (call: Call): boolean => {
    const role = meanings.rowOf(call)?.role;
    return role === "limit" || role === "delay" || waitsByName.test(textOf(call.callee));
  };

  /** A way out right after the call, inside the same try: the next round is only for failures. */
  const triesUntilDone = (call: Call, loop: LoopScope): boolean => {
    for (const scope of upFrom(facts, call.scope)) {
      if (scope.id === loop.id) return false;
      if (scope.kind !== "try" || scope.part !== "try") continue;
      if (loop.exits.some(({ kind, span }) => (kind === "break" || kind === "return") && contains(scope.span, span)))
        return true;
    }
    return false;
  };

  /** The arguments are a window on a list: `xs.slice(at, at + 32)`, `xs.splice(0, 32)`. */
  const takesWindow = ({ values }: Needed, loop: LoopScope): boolean =>
    values
      .flatMap((value) => places.callsWithin(value.span))
      .some((call) => {
        const method = /\.(slice|subarray|splice)$/.exec(textOf(call.callee))?.[1];
        if (method === undefined || call.receiver.some((id) => loop.variables.includes(id))) return false;
        return method === "splice" || (call.arguments[0] !== undefined && call.arguments[0].kind !== "literal");
      });

  const usesEarlier = (
    call: Call,
    loop: LoopScope,
    needed: Needed,
    reached: ReturnType<typeof flow.reachedBy>,
  ): boolean => {
    const lasts = (id: number): boolean => !isWithin(facts, facts.bindings[id]!.home, loop.id);
    for (const id of needed.bindings) if (lasts(id) && reached.all.has(id)) return true;
    if (call.receiver.some((id) => lasts(id) && reached.written.has(id))) return true;
    const asked = needed.values.flatMap(({ span }) => places.callsWithin(span)).flatMap(({ target }) => target ?? []);
    if (asked.some((scope) => [...reached.all].some((id) => lasts(id) && isReadIn(id, scope)))) return true;
    return needsAccumulator(loop, needed);
  };

  const isReadIn = (id: number, scope: ScopeId): boolean =>
    facts.bindings[id]!.reads.some((read) => isWithin(facts, read.scope, scope));

  /** `reduce(async (before, x) => …)`: the first parameter is what the round before gave. */
  const needsAccumulator = (loop: LoopScope, { bindings }: Needed): boolean => {
    if (loop.method !== "reduce" && loop.method !== "reduceRight") return false;
    const callback = facts.scopes.find(
      (scope): scope is FunctionScope => scope.kind === "function" && scope.parent === loop.id,
    );
    return callback?.parameters.some((id) => !loop.variables.includes(id) && bindings.has(id)) ?? false;
  };

  const endsOn = (call: Call, loop: LoopScope, reached: ReadonlySet<number>): boolean => {
    if (loop.condition.some((id) => reached.has(id))) return true;
    return loop.exits.some(({ kind, span, uses }) => {
      // Leaving out one item of a list, or failing, ends nothing.
      if (kind === "throw" || (kind === "continue" && loop.over !== null)) return false;
      return contains(span, call.span) || uses.some((id) => reached.has(id));
    });
  };

  return (call, loop) => {
    if (inTest) return "test or benchmark";
    const ofItself = ofLoop(loop);
    if (ofItself) return ofItself;
    if (isTimed(call, loop)) return "test or benchmark";
    if (triesUntilDone(call, loop)) return "retries";
    const needed = flow.neededBy(call.arguments, loop);
    if (takesWindow(needed, loop)) return "works in chunks";
    const reached = flow.reachedBy(call, loop);
    if (usesEarlier(call, loop, needed, reached)) return "uses an earlier result";
    if (endsOn(call, loop, reached.all)) return "ends on the result";
    if (varies(call.arguments, loop.id, call.receiver)) return null;
    if (meanings.eventOf(call)?.role === "generate") return "sampling on purpose";
    // Warm-up: the same input, and nobody looks at what comes out.
    return isUnused(call, textOf) ? "test or benchmark" : null;
  };
}
