/**
 * Whether a value changes from one run of a scope to the next, through local bindings and over everything it depends on.
 * Absent on purpose: proving that it does; what cannot be followed counts as changing, and rules stay silent then.
 */
import type { Binding, BindingId, Call, CodeFacts, FunctionScope, ScopeId, Value, Write } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";
import type { CallGraph } from "./callGraph.ts";
import { isUnused } from "./outcome.ts";
import type { Places } from "./places.ts";
import { isPure } from "./pure.ts";
import { isDeclaredOnly, isWithin, upFrom } from "./scopes.ts";

export type Varies = (
  values: readonly Value[],
  within: ScopeId,
  receiver?: readonly BindingId[],
  /** Bindings that count as the same. */
  fixed?: ReadonlySet<BindingId>,
) => boolean;

export interface VariesInput {
  readonly facts: CodeFacts;
  readonly places: Places;
  readonly graph: CallGraph;
  /** Whether knowledge says what a call gives: it changes with what goes in and not otherwise. */
  readonly isKnown: (call: Call) => boolean;
  /** Whether knowledge says that an imported name stands for something else in each run. */
  readonly isChanging: (binding: Binding) => boolean;
  /** The code at a place. */
  readonly textOf: (span: Span) => string;
}

export function createVaries({ facts, places, graph, isKnown, isChanging, textOf }: VariesInput): Varies {
  return (values, within, receiver = [], fixed = none) => {
    const seen = new Set<BindingId>(fixed);
    const entered = new Set<ScopeId>();

    const value = (one: Value): boolean => one.uses.some(binding) || places.callsWithin(one.span).some(changing);

    const binding = (id: BindingId): boolean => {
      if (seen.has(id)) return false;
      seen.add(id);
      const found = facts.bindings[id]!;
      if (found.origin === "import" && isChanging(found)) return true;
      if (isWithin(facts, found.home, within)) return changesInside(found);
      // A local of a function that is called: its parameters are what the call gives it, which is asked about there.
      if ([...entered].some((scope) => isWithin(facts, found.home, scope))) {
        return found.origin === "variable" && found.writes.some(({ value: given }) => given !== null && value(given));
      }
      return isChangedFrom(found);
    };

    const changesInside = (found: Binding): boolean => {
      if (found.origin === "import") return false;
      // Parameters, loop variables, caught errors, and functions that may close over any of them.
      if (found.origin !== "variable") return true;
      return found.writes.length === 0 || found.writes.some((write) => write.value === null || value(write.value));
    };

    /** Of a binding that lives longer than a run: whether a run changes it. */
    const isChangedFrom = (found: Binding): boolean => {
      const isReached = (scope: ScopeId): boolean =>
        isWithin(facts, scope, within) ||
        [...graph.reachedFrom(within)].some((called) => isWithin(facts, scope, called));
      return found.writes.some((write) => changes(write, found) && isReached(write.scope)) || isHandedOut(found);
    };

    /** Filling what is empty gives the same value ever after. */
    const changes = (write: Write, found: Binding): boolean =>
      write.kind !== "initial" &&
      write.kind !== "empty" &&
      !upFrom(facts, write.scope).some((scope) => scope.kind === "branch" && scope.emptyOf?.binding === found.id);

    /** `fill(buffer)`, `camera.next()`: an unknown call whose result nobody uses is there for what it changes. */
    const isHandedOut = (found: Binding): boolean => {
      if (found.origin === "import" || found.origin === "function" || found.origin === "class") return false;
      if (found.writes.length > 0 && found.writes.every((write) => write.value?.kind === "literal")) return false;
      return places.callsWithin(facts.scopes[within]!.span).some((call) => {
        const isGiven =
          call.receiver.includes(found.id) ||
          call.arguments.some((given) => given.kind === "reference" && given.binding === found.id);
        return (
          isGiven && isElsewhere(call) && !isKnown(call) && !tells.test(textOf(call.callee)) && isUnused(call, textOf)
        );
      });
    };

    const isElsewhere = ({ target }: Call): boolean => target === null || isDeclaredOnly(facts, target);

    const changing = (call: Call): boolean => {
      if (isKnown(call) || isPure(call, textOf(call.callee))) return false;
      if (call.target === null || isDeclaredOnly(facts, call.target)) return true;
      if (entered.has(call.target)) return false;
      entered.add(call.target);
      const { returns } = facts.scopes[call.target] as FunctionScope;
      return returns.some((returned) => returned.value !== null && value(returned.value));
    };

    return values.some(value) || receiver.some(binding);
  };
}

const none: ReadonlySet<BindingId> = new Set();

/** Calls that report something and leave it as it is, and lists that take it in, which front ends note themselves. */
const tells =
  /(?:^console\.\w+|\.(?:log|info|warn|error|debug|trace|send|json|emit|push|add|set|close|release|dispose))$/;
