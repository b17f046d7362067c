/**
 * What becomes of values that hold memory only a release frees: followed from where they are made through names, calls
 * of this file and what scopes give back. Absent on purpose: proving a leak in general; a value that leaves this file's sight
 * counts as somebody else's, and rules stay silent then.
 */
import type { BindingId, Call, CallId, CodeFacts, FunctionScope, Value } from "../facts/facts.ts";
import type { Framework, Role } from "../knowledge/framework.ts";
import type { Span } from "../text/span.ts";
import type { CallGraph } from "./callGraph.ts";
import { createDestinations } from "./destinations.ts";
import type { Meanings } from "./meanings.ts";
import { classOf, functionAround, upFrom } from "./scopes.ts";
import type { Event, Fate } from "./usage.ts";
import { follow } from "./values.ts";

export interface OwnershipInput {
  readonly facts: CodeFacts;
  readonly text: string;
  readonly meanings: Meanings;
  readonly graph: CallGraph;
}

export interface Ownership {
  /** The known call a value that must be released comes from: the call itself, or what a function of this file returns. */
  makerOf(call: Call): Event | undefined;
  fateOf(call: Call): Fate;
  /** Whether what is made at a call is freed when something around it ends: `tidy(() => …)`. */
  isFreedAround(call: Call): boolean;
}

/** Functions a value is followed into; further away the guess outweighs what it says. */
const deepest = 3;

export function createOwnership({ facts, text, meanings, graph }: OwnershipInput): Ownership {
  const destinationOf = createDestinations(facts, text);
  const fates = new Map<CallId, Fate>();

  const freeing = (call: Call, what: "callback" | "scope" | "arguments"): boolean =>
    meanings.eventOf(call)?.row.frees === what;

  const makerOf = (call: Call, depth = 0): Event | undefined => {
    const event = meanings.eventOf(call);
    if (event && (event.role === "allocate" || event.row.owned)) return event;
    if (depth >= deepest) return undefined;
    if (event?.row.frees === "callback") return givenBack(call, event, depth);
    if (event || call.target === null) return undefined;
    const target = facts.scopes[call.target] as FunctionScope;
    // Behind a wrapper, as of `memoize(() => …)`, nobody can tell whether each call makes its own.
    return target.opener === null ? returned(target, depth) : undefined;
  };

  /** What a scope that frees the rest gives back: what its function returns, or what is done with it, shows that it is one. */
  const givenBack = (call: Call, event: Event, depth: number): Event | undefined => {
    if (destinationOf(call.span).kind === "nowhere") return undefined;
    for (const value of call.arguments) {
      const scope = value.kind === "function" ? (facts.scopes[value.scope] as FunctionScope) : undefined;
      const made = scope && returned(scope, depth);
      if (made) return made;
    }
    const isUsed = usesOf(call).some((use) => use.kind === "method" && readsValue(event.framework, use.name));
    return isUsed && event.row.passes !== "receiver" ? event : undefined;
  };

  /** The first maker of what a function returns; undefined when it may return anything else. */
  const returned = ({ returns }: FunctionScope, depth: number): Event | undefined => {
    const made = returns.map(({ value }) => value && madeBy(value, depth + 1));
    return made.every((one) => one) ? (made[0] ?? undefined) : undefined;
  };

  const madeBy = (value: Value, depth: number): Event | undefined => {
    // What lives longer than the function is kept for others.
    if (value.kind === "reference" && facts.bindings[value.binding]!.shared) return undefined;
    const followed = follow(facts, value);
    return followed.kind === "call" ? makerOf(facts.calls[followed.call]!, depth) : undefined;
  };

  /** What is done with a call's result, under the name it gets too. */
  const usesOf = (call: Call) => {
    const first = destinationOf(call.span);
    if (first.kind !== "write") return [first];
    return first.bindings.flatMap((id) => facts.bindings[id]!.reads.map(({ span }) => destinationOf(span)));
  };

  const fateOfValue = (span: Span, maker: Event, depth: number): Fate => {
    const to = destinationOf(span);
    switch (to.kind) {
      case "nowhere":
        return "lost";
      case "method":
        return fateOfMethod(maker.framework, to.name);
      case "called":
        return meanings.eventOf(to.call) ? "lost" : "elsewhere";
      case "member":
        return maker.framework.plain?.includes(to.name) ? "lost" : fateOfValue(to.span, maker, depth);
      case "argument":
        return fateOfArgument(to, maker, depth);
      case "write":
        return anyOf(to.bindings.map((id) => fateOfName(id, maker, depth)));
      case "return": {
        const opener = to.from.opener && facts.calls[to.from.opener.call]!;
        return opener && freeing(opener, "callback") && depth < deepest
          ? fateOfValue(opener.span, maker, depth + 1)
          : "elsewhere";
      }
      default:
        return "elsewhere";
    }
  };

  const fateOfMethod = (framework: Framework, name: string): Fate => {
    if (releases(framework, name)) return "freed";
    return readsValue(framework, name) ? "lost" : "elsewhere";
  };

  const fateOfArgument = (
    { call, index, whole }: { readonly call: Call; readonly index: number; readonly whole: boolean },
    maker: Event,
    depth: number,
  ): Fate => {
    const event = meanings.eventOf(call);
    if (event?.row.frees === "arguments") return "freed";
    // What a library knows of only looks at what it is given.
    if (event?.framework.local) return "lost";
    if (/^console\.\w+$/.test(text.slice(call.callee.start, call.callee.end))) return "lost";
    if (!whole || call.construct || call.target === null || depth >= deepest) return "elsewhere";
    const target = facts.scopes[call.target] as FunctionScope;
    const parameter = target.parameters[index];
    const head = text.slice(target.span.start, target.body.start);
    if (parameter === undefined || /[{[]|\.\.\./.test(head)) return "elsewhere";
    return fateOfReads(parameter, maker, depth + 1);
  };

  const fateOfName = (id: BindingId, maker: Event, depth: number): Fate => {
    const binding = facts.bindings[id]!;
    const isLocal = binding.origin === "variable" && !binding.shared && binding.exportedAs.length === 0;
    return isLocal ? fateOfReads(id, maker, depth) : "elsewhere";
  };

  /** Parts that are read are values of their own: one of them nobody frees is enough. */
  const fateOfReads = (id: BindingId, maker: Event, depth: number): Fate => {
    if (depth > deepest) return "elsewhere";
    const whole: Fate[] = [];
    const parts = new Map<string, Fate[]>();
    for (const { span } of facts.bindings[id]!.reads) {
      const to = destinationOf(span);
      const fate = fateOfValue(span, maker, depth + (to.kind === "write" ? 1 : 0));
      const isPart = to.kind === "member" && to.name !== "" && !maker.framework.plain?.includes(to.name);
      if (isPart) parts.set(to.name, [...(parts.get(to.name) ?? []), fate]);
      else whole.push(fate);
    }
    const ofWhole = worstOf(whole);
    return ofWhole === "lost" ? anyOf([...parts.values()].map(worstOf)) : ofWhole;
  };

  const isFreedAround = (call: Call, depth = 0): boolean =>
    upFrom(facts, call.scope).some((scope) => {
      if (scope.kind !== "function") return false;
      const opener = scope.opener && facts.calls[scope.opener.call]!;
      if (opener && freeing(opener, "callback")) return true;
      const owner = classOf(facts, scope);
      const base = owner && meanings.rowAt(owner.extends, "extends");
      if (base?.frees === "callback" && (base.names?.includes(scope.name ?? "") ?? true)) return true;
      if (facts.calls.some((one) => isDirectlyIn(facts, one, scope) && freeing(one, "scope"))) return true;
      return (
        depth < deepest &&
        graph.callersOf(scope.id).some((caller) => caller.scope !== call.scope && isFreedAround(caller, depth + 1))
      );
    });

  return {
    makerOf: (call) => makerOf(call),
    fateOf(call) {
      let fate = fates.get(call.id);
      if (fate === undefined) {
        fates.set(call.id, "elsewhere"); // what comes back to itself is not followed twice
        const maker = makerOf(call);
        fate = maker ? fateOfValue(call.span, maker, 0) : "elsewhere";
        fates.set(call.id, fate);
      }
      return fate;
    },
    isFreedAround: (call) => isFreedAround(call),
  };
}

/** Of several things that happen to a value: it is out of sight if one takes it away, else freed if one frees it. */
const worstOf = (fates: readonly Fate[]): Fate =>
  fates.includes("elsewhere") ? "elsewhere" : fates.includes("freed") ? "freed" : "lost";

/** Of several values made together. */
const anyOf = (fates: readonly Fate[]): Fate =>
  fates.length === 0 || fates.includes("lost") ? "lost" : worstOf(fates);

const isDirectlyIn = (facts: CodeFacts, call: Call, scope: FunctionScope): boolean =>
  functionAround(facts, call.scope)?.id === scope.id;

/** Roles of members that use what they are called on, and leave it as it is. */
const runs: ReadonlySet<Role> = new Set<Role>(["infer", "embed", "generate", "tokenize", "preprocess"]);

interface Names {
  readonly release: ReadonlySet<string>;
  readonly read: ReadonlySet<string>;
}

const namesOf = new WeakMap<Framework, Names>();

/** Last words of rows: a part of a result (`outputs[1].dispose()`) has methods no path leads to. */
function names(framework: Framework): Names {
  let known = namesOf.get(framework);
  if (!known) {
    const lasts = (wanted: (row: Framework["rows"][number]) => boolean): ReadonlySet<string> =>
      new Set(framework.rows.filter(wanted).flatMap(({ at }) => /\.\{?([\w$,]+)\}?$/.exec(at)?.[1]?.split(",") ?? []));
    known = {
      release: lasts(({ role, frees }) => role === "release" && frees === undefined),
      read: lasts(
        ({ role, passes }) =>
          role === "sync" || role === "same" || runs.has(role) || (role === "allocate" && passes === "receiver"),
      ),
    };
    namesOf.set(framework, known);
  }
  return known;
}

const releases = (framework: Framework, name: string): boolean => names(framework).release.has(name);
const readsValue = (framework: Framework, name: string): boolean => names(framework).read.has(name);
