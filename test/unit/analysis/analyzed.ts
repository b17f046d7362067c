/** Analyses a small source text with rules made for the test or with ours. */

import type { Analysis, AnalysisHost } from "../../../server/src/analysis/analysis.ts";
import { createAnalyzer } from "../../../server/src/analysis/analyze.ts";
import { type AnalysisSettings, defaultSettings } from "../../../server/src/analysis/settings.ts";
import { frontEndIdFor, loadFrontEnd } from "../../../server/src/languages/index.ts";
import { rules as ours } from "../../../server/src/rules/index.ts";
import type { Report, Rule } from "../../../server/src/rules/rule.ts";
import type { Event } from "../../../server/src/usage/usage.ts";

export interface Analysed {
  readonly rules?: readonly Rule[];
  readonly fileName?: string;
  readonly settings?: Partial<AnalysisSettings>;
  readonly host?: AnalysisHost;
}

const python = await loadFrontEnd("python");
const typescript = await loadFrontEnd("typescript");

export function analysed(
  text: string,
  { rules = ours, fileName = "src/server.tsx", settings = {}, host = {} }: Analysed = {},
): Analysis {
  return createAnalyzer(rules)(
    (frontEndIdFor(fileName) === "python" ? python : typescript).parse({ fileName, text }),
    { ...defaultSettings, ...settings },
    host,
  );
}

/** What was found, short: the rule and the underlined text. */
export const listed = (text: string, options: Analysed = {}): readonly string[] =>
  analysed(text, options).findings.map(({ rule, span }) => `${rule}: ${text.slice(span.start, span.end)}`);

/** A rule that reports every load, or what `report` makes of it. */
export function loadRule(
  name: string,
  more: Partial<Rule> = {},
  report: (load: Event) => Partial<Report> = () => ({}),
): Rule {
  return {
    name,
    summary: "Finds every load.",
    since: "0.1.0",
    stage: "stable",
    severity: "warning",
    group: "caching",
    dimensions: ["speed"],
    fix: "none",
    evidence: [],
    concerns: ({ role }) => role === "load",
    check({ usage, report: say }) {
      for (const load of usage.of("load"))
        say({ at: load.call.callee, about: load.call.id, message: `${name}{cost}.`, ...report(load) });
    },
    ...more,
  };
}
