/** Facts × knowledge: the one join. Everything is worked out when first asked for. Absent on purpose: rules. */
import type { Binding, Call, CodeFacts, FunctionScope } from "../facts/facts.ts";
import type { Role } from "../knowledge/framework.ts";
import type { LanguageWords } from "../knowledge/languageWords.ts";
import type { Knowledge } from "../knowledge/match.ts";
import { overlaps, type Span } from "../text/span.ts";
import { type CallGraph, createCallGraph } from "./callGraph.ts";
import { createFarHandlers } from "./farHandlers.ts";
import { createFrequency } from "./frequency.ts";
import { createGuards } from "./guards.ts";
import { createIndependence } from "./independence.ts";
import { createMeanings, type Meanings } from "./meanings.ts";
import { createOwnership, type Ownership } from "./ownership.ts";
import { createPlaces } from "./places.ts";
import { platformOf } from "./platform.ts";
import { loopsAround } from "./scopes.ts";
import { createSettings } from "./settings.ts";
import type { SummaryOf } from "./summary.ts";
import { guessTarget } from "./target.ts";
import { createThrough, type Through } from "./through.ts";
import { awaitedTogether } from "./together.ts";
import type { Event, SettingWrite, Target, Usage } from "./usage.ts";
import { createVaries } from "./varies.ts";

export interface JoinInput {
  readonly facts: CodeFacts;
  readonly text: string;
  /** With `/`, below the workspace folder where that is known. */
  readonly fileName: string;
  readonly knowledge: Knowledge;
  readonly target?: Target | undefined;
  /** Globs of test files, when the settings name them. */
  readonly tests?: readonly string[] | undefined;
  readonly versionOf?: ((packageName: string) => string | undefined) | undefined;
  /** What imported files do when they are called. */
  readonly summaryOf?: SummaryOf | undefined;
}

/** The join with what it was made of, for what is worked out from a whole file (summarise.ts). */
export interface Joined {
  readonly usage: Usage;
  readonly knowledge: Knowledge;
  readonly meanings: Meanings;
  readonly graph: CallGraph;
  readonly through: Through;
}

export const joinUsage = (input: JoinInput): Usage => joinFile(input).usage;

export function joinFile(input: JoinInput): Joined {
  const { facts, fileName, knowledge, summaryOf, versionOf = () => undefined } = input;
  const target = input.target ?? guessTarget({ facts, fileName, knowledge, tests: input.tests });
  const meanings = createMeanings({ facts, text: input.text, fileName, knowledge, versionOf });
  const places = createPlaces(facts);
  const graph = createCallGraph(facts);
  const textOf = (span: Span): string => input.text.slice(span.start, span.end).replace(/\s+/g, " ");
  // What a store answers changes with what is written to it, so it is not known by what it is asked.
  const isKnown = (call: Call): boolean => {
    const role = meanings.eventOf(call)?.role;
    if (role !== undefined) return role !== "search" && role !== "upsert";
    return call.paths.some(({ module, steps }) => knowledge.runsModels(module) && !draws.test(steps));
  };
  const isChanging = ({ paths }: Binding): boolean =>
    paths.some(({ module, steps }) => knowledge.frameworksOf(module).some(({ changing }) => changing?.includes(steps)));
  const varies = createVaries({ facts, places, graph, isKnown, isChanging, textOf });
  const through = createThrough({ facts, knowledge, summaryOf, textOf });
  let frequencyOf: Usage["frequencyOf"] | undefined;
  let dependence: Usage["dependence"] | undefined;
  let owned: Ownership | undefined;
  const ownership = (): Ownership => (owned ??= createOwnership({ facts, text: input.text, meanings, graph }));
  let guarded: Usage["isGuarded"] | undefined;
  let offThread: boolean | undefined;
  let settings: readonly SettingWrite[] | undefined;

  /** `limit(() => run(x))` is a part of what is around it, only later. */
  const isLimited = ({ opener }: FunctionScope): boolean =>
    opener !== null && meanings.rowOf(facts.calls[opener.call]!)?.role === "limit";

  const here = listOf(() => facts.calls.flatMap((call) => meanings.eventOf(call) ?? []));
  const farHandlers = createFarHandlers({ facts, meanings, through, textOf });
  const everywhere = listOf(() => {
    if (!summaryOf) return here();
    const found = facts.calls.flatMap((call): readonly Event[] => {
      const event = meanings.eventOf(call);
      return event ? [event] : through.eventsOf(call);
    });
    const handed = farHandlers.events;
    return handed.length === 0
      ? found
      : [...found, ...handed].sort((a, b) => a.call.callee.start - b.call.callee.start);
  });

  const usage: Usage = {
    facts,
    fileName,
    target,
    platform: platformOf(facts, target),
    words: wordsFor(knowledge, fileName),
    get training() {
      return facts.imports.flatMap(({ module }) => knowledge.frameworksOf(module)).find(({ training }) => training)
        ?.training;
    },
    get events() {
      return here();
    },
    of: (...roles) => here(...roles),
    get across() {
      return across;
    },
    eventOf: (call) => meanings.eventOf(call),
    get settings() {
      settings ??= createSettings(facts, meanings);
      return settings;
    },
    roleOf: (call) => meanings.rowOf(call)?.role,
    rowOf: (call) => meanings.rowOf(call),
    together: (loop, call) => awaitedTogether(facts, loop, call),
    textOf,
    frequencyOf(at) {
      frequencyOf ??= createFrequency({
        ...{ facts, meanings, graph, fileName, textOf },
        farHandlerOf: (call) => farHandlers.markOf(call),
      });
      return frequencyOf(at);
    },
    // Routes that a loop registers do not run in it.
    loopsAround: (call) =>
      farHandlers.markOf(call) ? [] : loopsAround(facts, call.scope, (scope) => scope.immediate || isLimited(scope)),
    varies,
    dependence(call, loop) {
      dependence ??= createIndependence({ facts, fileName, tests: input.tests, meanings, varies, places, textOf });
      return dependence(call, loop);
    },
    makerOf: (call) => ownership().makerOf(call),
    fateOf: (call) => ownership().fateOf(call),
    isFreedAround: (call) => ownership().isFreedAround(call),
    isGuarded(run) {
      guarded ??= createGuards({ facts, meanings, graph, textOf });
      return guarded(run);
    },
    callersOf: graph.callersOf,
    broken: (call) => facts.broken.some((span) => overlaps(span, call.statement)),
    get offThread() {
      offThread ??=
        target === "worker" ||
        usesWorkers(facts, knowledge) ||
        facts.calls.some((call) => meanings.rowOf(call)?.role === "worker");
      return offThread;
    },
    scope: (id) => facts.scopes[id]!,
    versionOf,
  };
  const across: Usage = Object.create(usage, {
    events: { get: () => everywhere() },
    of: { value: (...roles: readonly Role[]) => everywhere(...roles) },
  });
  return { usage, knowledge, meanings, graph, through };
}

/** Functions of libraries that give something else each time. */
const draws = /(?:^|\.)(?:rand|random|multinomial|bernoulli|normal|shuffle|dropout|sample)/i;

const wordsFor = ({ frameworks }: Knowledge, fileName: string): LanguageWords | undefined => {
  const ending = fileName.slice(fileName.lastIndexOf(".") + 1);
  return frameworks.find(({ words }) => words?.files.includes(ending))?.words;
};

/** Events, worked out when first asked for: all of them, or those of some roles. */
function listOf(find: () => readonly Event[]): (...roles: readonly Role[]) => readonly Event[] {
  const byRole = new Map<string, readonly Event[]>();
  let all: readonly Event[] | undefined;
  return (...roles) => {
    all ??= find();
    if (roles.length === 0) return all;
    const key = roles.join();
    let found = byRole.get(key);
    if (!found) {
      found = all.filter((event) => roles.includes(event.role));
      byRole.set(key, found);
    }
    return found;
  };
}

/** Importing them is enough: where the worker is made may be a file away. */
const usesWorkers = (facts: CodeFacts, knowledge: Knowledge): boolean =>
  facts.imports.some(
    ({ module, typeOnly }) =>
      !typeOnly && knowledge.frameworksOf(module).some(({ rows }) => rows.some((row) => row.role === "worker")),
  );
