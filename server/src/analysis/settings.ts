/** What analysis may be told: severities, target, user rows. Absent on purpose: reading files; doors do that. */
import type { Framework } from "../knowledge/framework.ts";
import type { Severity } from "../rules/rule.ts";
import type { Target } from "../usage/usage.ts";

/** `recommended`: stable rules above hints · `strict`: all stable rules · `all`: those still being tried as well. */
export type Profile = "recommended" | "strict" | "all";

export interface AnalysisSettings {
  /** `off`, or a severity that replaces the rule's own. */
  readonly rules: Readonly<Record<string, "off" | Severity>>;
  readonly profile: Profile;
  readonly target?: Target;
  /** Frameworks of the workspace, same shape as ours. */
  readonly frameworks?: readonly Framework[];
  /** Globs of files that are tests. */
  readonly tests?: readonly string[];
}

export const defaultSettings: AnalysisSettings = { rules: {}, profile: "recommended" };
