/** The call a report is about. Absent on purpose: reports about a place that is none, such as a setting or a declaration. */
import type { Call } from "../facts/facts.ts";
import type { Report } from "../rules/rule.ts";
import type { Usage } from "../usage/usage.ts";

export const callOf = ({ facts }: Usage, { about }: Report): Call | undefined =>
  about === null ? undefined : facts.calls[about];
