/** What analysis answers: findings as plain data. Absent on purpose: edits, which are asked for by fingerprint. */
import type { Experiment, FixClass, Severity } from "../rules/rule.ts";
import type { Span } from "../text/span.ts";
import type { Reason } from "../usage/usage.ts";

export interface Finding {
  /** A rule's name, or `unused-ignore` and `ignore-without-reason` for our own comments. */
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  /** With `{cost}` still in it: doors fill in what was measured, or nothing. */
  readonly message: string;
  readonly reasons: readonly Reason[];
  readonly fixes: readonly { readonly title: string; readonly class: FixClass; readonly changes?: string }[];
  readonly model?: string;
  readonly experiment?: Experiment;
  /** The code it depends on: what was measured about it is of the past when that changes. */
  readonly around: Span;
  /** Stable when lines above are added or removed: rule, callee text, enclosing function and count of equals before it. */
  readonly fingerprint: string;
}
