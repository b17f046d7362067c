/** Whether the figures of a function still speak of what stands in the code now. Absent on purpose: what the function calls in other files. */
import { type Staleness, versionsApart } from "./freshness.ts";
import type { FunctionRun, FunctionSpec } from "./record.ts";

export interface FunctionNow extends Pick<FunctionSpec, "codeHash" | "benchHash" | "packages"> {
  readonly host: string;
}

/** The weightiest reason only; null while the record is fresh. */
export function functionStalenessOf({ spec, machine }: FunctionRun, now: FunctionNow): Staleness | null {
  if (spec.codeHash !== now.codeHash) return { kind: "code" };
  if (spec.benchHash !== now.benchHash) return { kind: "bench file" };
  for (const [name, version] of Object.entries(now.packages)) {
    const then = spec.packages[name];
    if (then === undefined) continue;
    const change = versionsApart(then, version);
    if (change) return { kind: "package", name, ...change };
  }
  return machine.host === now.host ? null : { kind: "machine", host: machine.host };
}
