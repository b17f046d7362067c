/** What every report about another file's doing has in common: the way there, and fixes only where they stay right. Absent on purpose: rules. */
import type { Report, Rule } from "../rules/rule.ts";
import type { Event, Usage } from "../usage/usage.ts";

/**
 * Appends the chain from the call to the event. A fix here moves the call, which is right only where the function does
 * nothing else. `usage` is the one across files.
 */
export function acrossFiles(rule: Rule, usage: Usage, report: Report): Report {
  const events = usage.events.filter(
    ({ call, via, row, framework }) => via && call.id === report.about && rule.concerns(row, framework),
  );
  // Several functions of other files may be handed to one call.
  const event = events.find(({ call }) => call.callee.start === report.at.start) ?? events[0];
  if (!event?.via) return report;
  return {
    ...report,
    reasons: [...(report.reasons ?? []), ...event.via.reasons],
    fixes: event.via.alone && !isHanded(event, usage) ? (report.fixes ?? []) : [],
  };
}

/** No call is written: the function itself is handed over. */
const isHanded = ({ call }: Event, { facts }: Usage): boolean => facts.calls[call.id] !== call;
