/** Whether a kept comparison still speaks of the code, models and runtime there are. Absent on purpose: looking any of them up. */
import { type Staleness, stalenessText, type Version, versionChange } from "./freshness.ts";
import type { ComparisonRun } from "./record.ts";

/** Things as they are now; what is not known is left out and not judged. */
export interface ComparisonNow {
  readonly codeHash?: string;
  readonly modelHash?: (path: string) => string | undefined;
  readonly runtime?: Version;
  readonly packages?: Readonly<Record<string, string>>;
  readonly host?: string;
}

export type ComparisonStaleness = Staleness | { readonly kind: "code" };

/** The weightiest reason only; null while the comparison is fresh. */
export function comparisonStaleness(record: ComparisonRun, now: ComparisonNow): ComparisonStaleness | null {
  const { spec, machine } = record;
  if (now.codeHash !== undefined && now.codeHash !== spec.codeHash) return { kind: "code" };
  const { subject } = spec;
  if (subject.kind === "models") {
    const changed = subject.models.some(({ path, hash }) => (now.modelHash?.(path) ?? hash) !== hash);
    if (changed) return { kind: "model" };
    const change = now.runtime && versionChange(subject.runtime, now.runtime);
    if (change) return { kind: "runtime", ...change };
  } else {
    const change = packageChange(subject.packages, now.packages ?? {});
    if (change) return { kind: "runtime", ...change };
  }
  if (now.host !== undefined && now.host !== machine.host) return { kind: "machine", host: machine.host };
  return null;
}

/** `code changed`, else as of a model's measurement. */
export const comparisonStalenessText = (staleness: ComparisonStaleness): string =>
  staleness.kind === "code" ? "code changed" : stalenessText(staleness);

/** A package that is gone says nothing: the file may no longer be the one that imports it. */
function packageChange(
  then: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): { readonly from: string; readonly to: string } | null {
  const name = Object.keys(then).find((one) => now[one] !== undefined && now[one] !== then[one]);
  return name === undefined ? null : { from: `${name} ${then[name]}`, to: now[name]! };
}
