/** Whether a check fails, and why. Absent on purpose: exit codes for anything but findings. */
import type { Counts } from "../report/checkResult.ts";

export const failLevels = ["error", "warning", "information", "hint", "never"] as const;

export interface Gate {
  readonly failOn: (typeof failLevels)[number];
  /** So many warnings pass; errors never do. */
  readonly maxWarnings?: number;
}

/** The reason to fail; undefined to pass. */
export function verdictOf(counts: Counts, { failOn, maxWarnings }: Gate): string | undefined {
  if (failOn === "never") return undefined;
  const levels = failLevels.slice(0, failLevels.indexOf(failOn) + 1) as readonly (keyof typeof words)[];
  const tolerant = maxWarnings !== undefined;
  const worst = levels.find((level) => counts[level] > 0 && !(tolerant && level === "warning"));
  if (worst) return `${words[worst]} and --fail-on ${failOn}`;
  if (tolerant && counts.warning > maxWarnings)
    return `${counts.warning} ${counts.warning === 1 ? "warning" : "warnings"} and --max-warnings ${maxWarnings}`;
  return undefined;
}

const words = { error: "errors", warning: "warnings", information: "info", hint: "hints" } as const;
