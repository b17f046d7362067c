/**
 * Our comments: which findings they silence, and what is wrong with the comments themselves. Absent on purpose: reading
 * comments, which front ends do.
 */
import { closest, distance } from "fastest-levenshtein";
import type { Directive } from "../facts/facts.ts";
import type { Report, Severity } from "../rules/rule.ts";
import type { Span } from "../text/span.ts";

export const ownRules = { unused: "unused-ignore", reasonless: "ignore-without-reason", unknown: "unknown-rule-in-ignore" } as const;

export interface Suppressible {
  readonly rule: string;
  readonly report: Report;
}

export interface OwnFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
}

export function suppress<T extends Suppressible>(
  found: readonly T[],
  directives: readonly Directive[],
  ruleNames: readonly string[],
  /** Rules that were not asked: nobody knows whether a comment about them is needed. */
  idle: ReadonlySet<string>,
): { readonly kept: readonly T[]; readonly own: readonly OwnFinding[] } {
  if (directives.length === 0) return { kept: found, own: [] };
  const used = new Set<string>();
  const kept = found.filter(({ rule, report }) => {
    const silencing = directives.filter((directive) => directive.rules.includes(rule) && covers(directive, report.at));
    for (const directive of silencing) used.add(`${directive.span.start} ${rule}`);
    return silencing.length === 0;
  });
  return { kept, own: directives.flatMap((directive) => complaints(directive, used, ruleNames, idle)) };
}

const covers = (directive: Directive, at: Span): boolean =>
  directive.kind === "ignore-file" || (directive.covers !== null && directive.covers.start <= at.start && at.start < directive.covers.end);

function complaints(directive: Directive, used: ReadonlySet<string>, ruleNames: readonly string[], idle: ReadonlySet<string>): readonly OwnFinding[] {
  const own: OwnFinding[] = [];
  const say = (rule: string, message: string) => own.push({ rule, severity: "hint", span: directive.span, message });
  for (const rule of directive.rules) {
    if (!ruleNames.includes(rule)) {
      const near = ruleNames.length > 0 ? closest(rule, [...ruleNames]) : "";
      const hint = near && distance(rule, near) <= Math.ceil(rule.length / 3) ? ` Did you mean ${near}?` : " Remove it.";
      say(ownRules.unknown, `There is no rule ${rule}.${hint}`);
    } else if (!idle.has(rule) && !used.has(`${directive.span.start} ${rule}`)) {
      say(ownRules.unused, `Nothing to ignore here: ${rule} finds nothing. Remove the comment.`);
    }
  }
  if (!directive.reason && own.length === 0) say(ownRules.reasonless, "This comment gives no reason. Write one after `--`.");
  return own;
}
