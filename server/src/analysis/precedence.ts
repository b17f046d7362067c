/** One call, one finding: which of several speaks. Absent on purpose: what rules look for. */
import type { Report, Rule, Severity } from "../rules/rule.ts";
import { contains, overlaps } from "../text/span.ts";
import type { Usage } from "../usage/usage.ts";
import { callOf } from "./about.ts";

export interface Found {
  readonly rule: string;
  readonly severity: Severity;
  readonly report: Report;
}

const order: readonly Severity[] = ["error", "warning", "information", "hint"];

/**
 * A rule that knows more silences others about the same call, and about calls on what that call gives in the same
 * statement. Where neither knows of the other, one place still has one finding: the graver, then the earlier in the register.
 */
export function onePerCall(found: readonly Found[], rules: readonly Rule[], usage: Usage): readonly Found[] {
  const silences = new Map(rules.map((rule) => [rule.name, new Set(rule.silences ?? [])]));
  const heard = found.filter(
    (one) =>
      !found.some(
        (other) => other.rule !== one.rule && silences.get(other.rule)?.has(one.rule) && concern(other, one, usage),
      ),
  );
  const ranked = [...heard].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const kept = ranked.filter(
    (one, index) => !ranked.slice(0, index).some((other) => overlaps(other.report.at, one.report.at)),
  );
  return kept.sort((a, b) => a.report.at.start - b.report.at.start || a.report.at.end - b.report.at.end);
}

function concern(winner: Found, other: Found, usage: Usage): boolean {
  const first = callOf(usage, winner.report);
  const second = callOf(usage, other.report);
  if (!first || !second) return false;
  // `(await load())(x)`: once the load is somewhere else, the call on its result is another matter.
  return first === second || contains(second.callee, first.span);
}
