/** From a call to what it runs in other files, by their summaries. Absent on purpose: finding and reading those files. */
import type { Call, CodeFacts } from "../facts/facts.ts";
import type { AccessPath } from "../facts/path.ts";
import type { Knowledge, Match } from "../knowledge/match.ts";
import type { Span } from "../text/span.ts";
import { FarCall } from "./farCall.ts";
import { type ModuleSummary, type SummaryOf, type Work, worksAt } from "./summary.ts";

export interface ThroughInput {
  readonly facts: CodeFacts;
  readonly knowledge: Knowledge;
  readonly summaryOf: SummaryOf | undefined;
  /** The code at a place. */
  readonly textOf: (span: Span) => string;
}

export interface Through {
  /** What the call runs elsewhere, one of a role: the first that is not behind a barrier. */
  eventsOf(call: Call): readonly FarCall[];
  /** What a function does that other files give by one of these paths. */
  worksAt(paths: readonly AccessPath[]): readonly Work[];
  /** The same of works that are known by another way. */
  eventsFor(call: Call, works: readonly Work[]): readonly FarCall[];
}

export function createThrough({ facts, knowledge, summaryOf, textOf }: ThroughInput): Through {
  const summaries = new Map<string, ModuleSummary | undefined>();
  const summary = (module: string): ModuleSummary | undefined => {
    if (!summaries.has(module)) summaries.set(module, module === "" ? undefined : summaryOf?.(module));
    return summaries.get(module);
  };

  const eventsFor = (call: Call, works: readonly Work[]): readonly FarCall[] => {
    const chosen = new Map<string, FarCall>();
    for (const work of works) {
      const match = isQuiet(work) || chosen.has(work.role) ? undefined : rowOf(knowledge, work);
      if (match) chosen.set(work.role, new FarCall(facts, call, work, match, textOf(call.callee)));
    }
    return [...chosen.values()];
  };

  const worksOf = (paths: readonly AccessPath[]): readonly Work[] => {
    for (const { module, steps } of summaryOf ? paths : []) {
      const works = worksAt(summary(module), steps);
      if (works.length > 0) return works;
    }
    return none;
  };

  return {
    eventsFor,
    worksAt: worksOf,
    eventsOf(call) {
      const works = summaryOf ? worksOf(call.paths) : none;
      return works.length > 0 ? eventsFor(call, works) : none;
    },
  };
}

const none: readonly never[] = [];

/** Nothing to say at the call: it is kept, each time another one, or repeated by a loop of the other file, which is the place to say so. */
const isQuiet = ({ role, often, given }: Work): boolean =>
  often === "once" || ((role === "load" || role === "construct") && (given === null || often === "per iteration"));

/** Undefined when the data has changed since the summary was made. */
function rowOf(knowledge: Knowledge, { framework: name, row: index, at, role }: Work): Match | undefined {
  for (const framework of knowledge.frameworks) {
    const row = framework.package === name ? framework.rows[index] : undefined;
    if (row && row.at === at && row.role === role) return { framework, row };
  }
  return undefined;
}
