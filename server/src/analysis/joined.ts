/** A parsed text joined with what is known: the step analysis and summaries share. Absent on purpose: rules. */
import { createKnowledge, type Knowledge } from "../knowledge/match.ts";
import type { Parsed } from "../languages/language.ts";
import { type Joined, joinFile } from "../usage/join.ts";
import type { AnalysisHost } from "./analysis.ts";
import { asksToMeasure } from "./asksToMeasure.ts";
import type { AnalysisSettings } from "./settings.ts";
import { below } from "./testFile.ts";

/** Undefined when the file can use nothing that is known. Joined once for the summary and the analysis of the same text. */
export function joined(parsed: Parsed, settings: AnalysisSettings, host: AnalysisHost): Joined | undefined {
  const before = last.get(parsed);
  const { exportsOf, summaryOf, folder } = host;
  if (
    before &&
    before.settings === settings &&
    before.exportsOf === exportsOf &&
    before.summaryOf === summaryOf &&
    before.folder === folder
  )
    return before.joined;
  // Without the hosts of a workspace nobody asks twice.
  const fresh = join(parsed, settings, host);
  if (exportsOf && summaryOf) last.set(parsed, { settings, exportsOf, summaryOf, folder, joined: fresh });
  return fresh;
}

interface Last extends Required<Pick<AnalysisHost, "exportsOf" | "summaryOf">> {
  readonly settings: AnalysisSettings;
  readonly folder: string | undefined;
  readonly joined: Joined | undefined;
}

const last = new WeakMap<Parsed, Last>();

function join(parsed: Parsed, settings: AnalysisSettings, host: AnalysisHost): Joined | undefined {
  const knowledge = knowledgeFor(settings);
  const nearby = (specifier: string): boolean => {
    const exports = host.exportsOf?.(specifier);
    if (exports !== undefined && (exports.names.size > 0 || exports.returns.size > 0 || exports.stars.length > 0))
      return true;
    const summary = host.summaryOf?.(specifier);
    return summary !== undefined && Object.keys(summary.functions).length > 0;
  };
  const isKnown = (specifier: string): boolean => knowledge.isModelModule(specifier) || nearby(specifier);
  const imports = parsed.specifiers.some(isKnown);
  const marked = asksToMeasure(parsed.text);
  if (!imports && !marked && !knowledge.namesGlobal(parsed.text)) return undefined;
  const facts = host.timed ? host.timed("facts", () => parsed.facts(host.exportsOf)) : parsed.facts(host.exportsOf);
  // The text alone cannot tell a script's global from a name of the file's own.
  if (
    !imports &&
    !marked &&
    !knowledge.frameworks.some(({ globals }) => globals?.some((name) => facts.globals.has(name)))
  )
    return undefined;
  return joinFile({
    facts,
    text: parsed.text,
    fileName: below(host.folder, parsed.fileName),
    knowledge,
    target: settings.target,
    tests: settings.tests,
    versionOf: host.versionOf,
    summaryOf: host.summaryOf,
  });
}

const builtIn: { knowledge?: Knowledge } = {};
const extended = new WeakMap<object, Knowledge>();

/** Compiled once: the built-in rows, and the workspace's own per list. */
function knowledgeFor({ frameworks }: AnalysisSettings): Knowledge {
  if (!frameworks || frameworks.length === 0) {
    builtIn.knowledge ??= createKnowledge();
    return builtIn.knowledge;
  }
  const known = extended.get(frameworks) ?? createKnowledge(frameworks);
  extended.set(frameworks, known);
  return known;
}
