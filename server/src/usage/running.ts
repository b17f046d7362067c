/**
 * How often a call runs for each run of a function around it. Absent on purpose: who calls the function, which is what
 * frequency.ts climbs to.
 */
import type { Call, FunctionScope, ScopeId } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";
import { type BarrierInput, guardOf, looksLikeMemo } from "./barriers.ts";
import { settles, waitsForEvents } from "./callbacks.ts";
import type { Marks } from "./marks.ts";
import { isLoopCallback, upFrom } from "./scopes.ts";
import type { Work } from "./summary.ts";

export interface RunningInput extends BarrierInput {
  readonly marks: Marks;
  /** The code at a place. */
  readonly textOf: (span: Span) => string;
}

export interface Running {
  /** Null when a run of the function does not run the call. */
  of(call: Call, root: ScopeId): Work["often"] | null;
  /** Whether whoever was handed the function keeps what it gives. */
  isKept(scope: FunctionScope): boolean;
  /** Whether its name already stands for what keeps what it gives: a memo is its decorator. */
  isMemo(scope: FunctionScope): boolean;
}

export function createRunning(input: RunningInput): Running {
  const { facts, marks, textOf } = input;

  /** What the call a function is handed to does with it. */
  const ofHanded = (scope: FunctionScope): Work["often"] | null => {
    const handing = marks.handingOf(scope);
    if (!handing) return null; // reached by calls, which are followed themselves
    const callee = textOf(handing.call.callee);
    switch (marks.ofHanding(handing, scope)?.row.role) {
      case "memo":
      case "once":
        return "once";
      case "delay":
      case "worker":
        return "per call";
      case "limit":
        return marks.ofHanding(handing, scope)?.row.repeats ? "per iteration" : "per call";
      case "repeat":
        return "per iteration";
      case undefined:
        break;
      default:
        return null;
    }
    if (looksLikeMemo(callee)) return "once";
    return waitsForEvents.test(callee) && !settles.test(callee) ? null : "per call";
  };

  const of: Running["of"] = (call, root) => {
    let often: Work["often"] = "per call";
    for (const scope of upFrom(facts, call.scope)) {
      if (scope.id === root) return often;
      switch (scope.kind) {
        case "module":
          return null;
        case "class":
          if (scope.id !== root) return null;
          break;
        case "loop":
          if (scope.bound !== 0 && scope.bound !== 1) often = "per iteration";
          break;
        case "branch": {
          const guard = guardOf(input, scope);
          if (guard && (guard.home === null || facts.scopes[guard.home]!.kind === "class")) return "once";
          break;
        }
        case "function": {
          if (isLoopCallback(facts, scope) || scope.immediate) break;
          const handed = marks.of(scope) ? null : ofHanded(scope);
          if (handed === null || handed === "once") return handed;
          if (handed === "per iteration") often = handed;
          break;
        }
      }
    }
    return null;
  };

  return {
    of,
    isKept: (scope) => ofHanded(scope) === "once",
    isMemo: (scope) => scope.decorators.length > 0 && marks.of(scope)?.row.role === "memo",
  };
}
