/** What every report about another file's doing has in common: the way there, and fixes only where they stay right. Absent on purpose: rules. */
import type { Report, Rule } from "../rules/rule.ts";
import type { Usage } from "../usage/usage.ts";

/**
 * Appends the chain from the call to the event. A fix here moves the call, which is right only where the function does
 * nothing else. `usage` is the one across files.
 */
export function acrossFiles(rule: Rule, usage: Usage, report: Report): Report {
  const event = usage.events.find(
    ({ call, via, row, framework }) => via && call.id === report.about && rule.concerns(row, framework),
  );
  if (!event?.via) return report;
  return {
    ...report,
    reasons: [...(report.reasons ?? []), ...event.via.reasons],
    fixes: event.via.alone ? (report.fixes ?? []) : [],
  };
}
