/**
 * Our comments: which findings they silence, and what is wrong with the comments themselves. Absent on purpose: reading
 * comments, which front ends do.
 */
import { closest, distance } from "fastest-levenshtein";
import type { Call, Directive } from "../facts/facts.ts";
import type { Fix, Report, Severity } from "../rules/rule.ts";
import { contains, type Span } from "../text/span.ts";
import type { Usage } from "../usage/usage.ts";
import { callOf } from "./about.ts";

export const ownRules = {
  unused: "unused-ignore",
  reasonless: "ignore-without-reason",
  unknown: "unknown-rule-in-ignore",
} as const;

export interface Suppressible {
  readonly rule: string;
  readonly report: Report;
}

export interface OwnFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly Fix[];
}

export function suppress<T extends Suppressible>(
  found: readonly T[],
  usage: Usage,
  ruleNames: readonly string[],
  /** Rules that were not asked: nobody knows whether a comment about them is needed. */
  idle: ReadonlySet<string>,
): { readonly kept: readonly T[]; readonly own: readonly OwnFinding[] } {
  const { directives } = usage.facts;
  if (directives.length === 0) return { kept: found, own: [] };
  const used = new Set<string>();
  const kept = found.filter(({ rule, report }) => {
    const silencing = directives.filter(
      (directive) => directive.rules.includes(rule) && covers(directive, report.at, callOf(usage, report)),
    );
    for (const directive of silencing) used.add(`${directive.span.start} ${rule}`);
    return silencing.length === 0;
  });
  return { kept, own: directives.flatMap((directive) => complaints(directive, used, ruleNames, idle)) };
}

/** A comment above a statement speaks of all of it, also where the call stands some lines further down. */
function covers({ kind, covers: line }: Directive, at: Span, about: Call | undefined): boolean {
  if (kind === "ignore-file") return true;
  if (line === null) return false;
  const starts = (offset: number): boolean => line.start <= offset && offset < line.end;
  return starts(at.start) || (about !== undefined && contains(about.statement, at) && starts(about.statement.start));
}

function complaints(
  directive: Directive,
  used: ReadonlySet<string>,
  ruleNames: readonly string[],
  idle: ReadonlySet<string>,
): readonly OwnFinding[] {
  const own: OwnFinding[] = [];
  const say = (rule: string, message: string, fixes: readonly Fix[] = []) =>
    own.push({ rule, severity: "hint", span: directive.span, message, fixes });
  const isUnused = (rule: string) =>
    ruleNames.includes(rule) && !idle.has(rule) && !used.has(`${directive.span.start} ${rule}`);
  const stay = directive.rules.filter((rule) => !isUnused(rule));
  if (directive.rules.length === 0)
    say(ownRules.unknown, "This comment names no rule. Write the rule to ignore, then -- and the reason.");
  for (const rule of directive.rules) {
    if (!ruleNames.includes(rule)) {
      const near = nearestName(rule, ruleNames);
      const others = directive.rules.map((one) => (one === rule ? near : one)).filter((one) => one !== undefined);
      say(ownRules.unknown, `There is no rule ${rule}.${near ? ` Did you mean ${near}?` : " Remove it."}`, [
        { ...renaming(directive, rule, near), make: (verbs) => verbs.ignoreOnly(directive.span, others) },
      ]);
    } else if (isUnused(rule)) {
      // All that is unused at once, so that the fixes of one comment are one and the same.
      say(ownRules.unused, `Nothing to ignore here: ${rule} finds nothing. Remove the comment.`, [
        {
          title: stay.length === 0 ? "Remove the comment" : "Remove what is unused from the comment",
          class: "safe",
          make: (verbs) => verbs.ignoreOnly(directive.span, stay),
        },
      ]);
    }
  }
  if (!directive.reason && own.length === 0)
    say(ownRules.reasonless, "This comment gives no reason. Write one after `--`.");
  return own;
}

/** A word that may have been meant: at most a third of it differs. */
function nearestName(rule: string, ruleNames: readonly string[]): string | undefined {
  const near = ruleNames.length > 0 ? closest(rule, [...ruleNames]) : "";
  return near && distance(rule, near) <= Math.ceil(rule.length / 3) ? near : undefined;
}

/** Never part of fix-all: another rule is silenced afterwards. */
function renaming(
  { rules }: Directive,
  rule: string,
  near: string | undefined,
): Pick<Fix, "title" | "class" | "changes"> {
  const title = near ? `Write ${near}` : rules.length === 1 ? "Remove the comment" : `Remove ${rule} from the comment`;
  return near
    ? { title, class: "suggestion", changes: "what is ignored" }
    : { title, class: "suggestion", changes: "what is written down" };
}
