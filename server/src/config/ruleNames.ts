/** All names that may stand under `rules`: the register, and findings about our own comments. Absent on purpose: their severity in force. */
import { rules } from "../rules/index.ts";
import type { RuleSummary } from "./schema.ts";

const aboutComments: readonly RuleSummary[] = [
  { name: "ignore-without-reason", summary: "An ignore comment that does not say why.", severity: "hint" },
  { name: "unused-ignore", summary: "An ignore comment that silences nothing.", severity: "hint" },
];

export const configurableRules = (): readonly RuleSummary[] =>
  [...rules, ...aboutComments]
    .map(({ name, summary, severity }) => ({ name, summary, severity }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
