/** Where a rule's page is read. Absent on purpose: its text, which is rule.md beside the rule. */

export const rulePageUrl = (rule: string): string =>
  `https://github.com/inferlens/inferlens/blob/main/docs/rules/${rule}.md`;
