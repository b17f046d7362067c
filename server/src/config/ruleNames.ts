/** All names that may stand under `rules`: the register, and findings about our own comments. Absent on purpose: their severity in force. */
import { ownRules } from "../analysis/suppress.ts";
import { rules } from "../rules/index.ts";
import type { RuleSummary } from "./schema.ts";

const aboutComments: readonly RuleSummary[] = [
  { name: ownRules.reasonless, summary: "An ignore comment that does not say why.", severity: "hint" },
  { name: ownRules.unknown, summary: "An ignore comment that names no rule there is.", severity: "hint" },
  { name: ownRules.unused, summary: "An ignore comment that silences nothing.", severity: "hint" },
];

export const configurableRules = (): readonly RuleSummary[] =>
  [...rules, ...aboutComments]
    .map(({ name, summary, severity }) => ({ name, summary, severity }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
