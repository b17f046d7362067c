/**
 * What a file does when others call its exports: the known calls each exported function runs, directly, through functions of
 * the file and through files it imports. Absent on purpose: what already is a finding here by what the file itself says.
 */
import type { Call, Scope, ScopeId } from "../facts/facts.ts";
import type { Surface } from "../facts/surface.ts";
import type { Role } from "../knowledge/framework.ts";
import { LineIndex } from "../text/span.ts";
import { FarCall, lastName } from "./farCall.ts";
import { createHandedOn } from "./handedOn.ts";
import type { Joined } from "./join.ts";
import { createMarks } from "./marks.ts";
import { isPure } from "./pure.ts";
import { createRunning } from "./running.ts";
import { isWithin } from "./scopes.ts";
import { calledAt, type ModuleSummary, type Place, type SummaryOf, type Work, worksAt } from "./summary.ts";
import { isBoundedByClient, takesTurns, waitsAtBlock } from "./turns.ts";
import type { Event } from "./usage.ts";

export interface SummariseInput {
  readonly joined: Joined;
  readonly surface: Surface;
  /** Absolute: others point at places in it. */
  readonly file: string;
  readonly text: string;
  readonly summaryOf: SummaryOf;
}

/** Places from a function to what it runs; further away nobody follows. */
const longestChain = 4;
/** Different things one function runs; more are a program of its own. */
const mostWorks = 12;

export function summarise({ joined, surface, file, text, summaryOf }: SummariseInput): ModuleSummary {
  const works = createWorks(joined, file, text);
  const functions = new Map<string, Work[]>();
  const give = (path: string, given: readonly Work[]): void => {
    if (given.length === 0) return;
    const known = functions.get(path) ?? [];
    for (const work of given) if (known.length < mostWorks && !known.some((one) => isSame(one, work))) known.push(work);
    functions.set(path, known);
  };
  for (const [path, scopes] of surface.functions)
    for (const scope of scopes) give(calledAt(path), works.exported(scope));
  for (const [path, targets] of surface.aliases) {
    for (const { module, steps } of targets) {
      const theirs = summaryOf(module);
      if (theirs) for (const [below, given] of under(theirs, calledAt(steps))) give(calledAt(join(path, below)), given);
    }
  }
  for (const module of surface.stars) {
    for (const [path, given] of Object.entries(summaryOf(module)?.functions ?? {})) {
      if (!/^default(?![\w$])/.test(path) && !functions.has(path)) give(path, given); // the default export stays behind
    }
  }
  return { functions: Object.fromEntries(functions) };
}

/** What a summary says at a path and below it. */
function under(summary: ModuleSummary, path: string): readonly (readonly [string, readonly Work[]])[] {
  if (path === "") return Object.entries(summary.functions);
  return Object.keys(summary.functions).flatMap((at) => {
    if (at !== path && !(at.startsWith(path) && /^[.(]/.test(at.slice(path.length)))) return [];
    return [[at.slice(path.length), worksAt(summary, at)] as const];
  });
}

/** `ns` and `load` is `ns.load`; `load` and `().run` is `load().run`. */
const join = (path: string, below: string): string => (/^[\w$]/.test(below) ? `${path}.${below}` : path + below);

function createWorks(joined: Joined, file: string, text: string): { exported(scope: ScopeId): readonly Work[] } {
  const { usage, meanings, graph, through } = joined;
  const { facts, textOf } = usage;
  const marks = createMarks({ facts, meanings, graph });
  const running = createRunning({ facts, meanings, graph, marks, textOf });
  const handed = createHandedOn(usage);
  const known = new Map<ScopeId, readonly Work[]>();
  let lines: LineIndex | undefined;

  const works = (id: ScopeId): readonly Work[] => {
    const before = known.get(id);
    if (before) return before;
    known.set(id, []); // functions that call each other: what comes round adds nothing
    const found = worksIn(facts.scopes[id]!);
    known.set(id, found);
    return found;
  };

  const worksIn = (scope: Scope): readonly Work[] => {
    const found: Work[] = [];
    const calls = facts.calls.filter((call) => isWithin(facts, call.scope, scope.id));
    const isAlone =
      calls.filter((call) => eventsOf(call).length > 0).length === 1 &&
      calls.every((call) => eventsOf(call).length > 0 || isPure(call, textOf(call.callee)));
    const turns = calls.some((call) => takesTurns(usage, call)) || waitsAtBlock(usage, scope.span);
    for (const call of calls) {
      const events = eventsOf(call);
      const often = events.length > 0 ? running.of(call, scope.id) : null;
      if (often === null) continue;
      for (const event of events) {
        const work = workOf(event, often, scope, {
          alone: isAlone && events.length === 1 && often === "per call",
          turns,
        });
        if (work && found.length < mostWorks && !found.some((one) => isSame(one, work))) found.push(work);
      }
    }
    return found;
  };

  /** What one call runs: itself, or what the function it calls runs. */
  const eventsOf = (call: Call): readonly Event[] => {
    const direct = meanings.eventOf(call);
    if (direct) return [direct];
    const far = through.eventsOf(call);
    if (far.length > 0 || call.target === null) return far;
    return isKeptFor(call, facts.scopes[call.target]!) ? [] : through.eventsFor(call, works(call.target));
  };

  /** A call of what a memo gave no longer reaches the function; one by the function's own name does. */
  const isKeptFor = ({ receiver }: Call, scope: Scope): boolean =>
    scope.kind === "function" &&
    (running.isMemo(scope) || (running.isKept(scope) && !receiver.includes(scope.binding ?? -1)));

  const workOf = (
    event: Event,
    often: Work["often"],
    scope: Scope,
    { alone, turns }: { readonly alone: boolean; readonly turns: boolean },
  ): Work | undefined => {
    const { call, framework, row, role, via } = event;
    const chain = [placeOf(call, wordsFor(event)), ...(far(event)?.chain ?? [])];
    if (unheard.has(role) || chain.length > longestChain || isToldHere(event)) return undefined;
    if (usage.offThread && framework.local && role !== "load") return undefined; // whoever calls it does not wait for it
    return {
      framework: framework.package,
      row: framework.rows.indexOf(row),
      at: row.at,
      role,
      often: often === "per call" ? (far(event)?.often ?? often) : often,
      callee: via?.callee ?? lastName(textOf(call.callee)),
      model: event.modelText ?? handed.argumentOf(event.model, scope),
      given: handed.givenOf(event, scope),
      item: handed.itemOf(event, scope),
      ...((turns || via?.turns || isBoundedByClient(facts, event)) && { turns: true }),
      alone: alone && (via?.alone ?? true),
      chain,
    };
  };

  /** One finding per trouble: what is hot by what this file says stands in this file. */
  const isToldHere = ({ call }: Event): boolean => usage.frequencyOf(call).level === "per request";

  const placeOf = ({ callee }: Call, words: string): Place => {
    lines ??= new LineIndex(text);
    return { file, span: callee, start: lines.position(callee.start), end: lines.position(callee.end), text: words };
  };

  return {
    /** `export const open = memoize(() => load())`: callers get what is kept. */
    exported(id) {
      const scope = facts.scopes[id]!;
      const isWrapped =
        scope.kind === "function" &&
        (running.isMemo(scope) || (scope.exportedAs.length === 0 && running.isKept(scope)));
      return isWrapped ? works(id).map((work) => ({ ...work, often: "once" as const })) : works(id);
    },
  };
}

/** Nobody asks about these at a call of something else. */
const unheard: ReadonlySet<Role> = new Set<Role>(["preprocess", "release", "sync"]);

/** Of something further away: what its file says of it. */
const far = (event: Event): Work | undefined => (event instanceof FarCall ? event.work : undefined);

const isSame = (a: Work, b: Work): boolean =>
  a.framework === b.framework && a.row === b.row && a.often === b.often && a.model === b.model;

const verbs: Partial<Record<Event["role"], string>> = {
  load: "loads",
  construct: "builds",
  infer: "runs",
  embed: "embeds with",
  generate: "generates with",
  tokenize: "tokenizes with",
  upsert: "writes with",
};

function wordsFor({ role, row, modelText, via, framework }: Event): string {
  if (via) return `calls ${via.name} here`;
  const made = role === "construct" || role === "load";
  const name = modelText ?? (made ? `the ${row.noun ?? (role === "load" ? "model" : "client")}` : framework.package);
  return `${verbs[role] ?? "uses"} ${name} here`;
}
