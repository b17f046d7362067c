/** Whether a kept measurement still speaks of what stands in the code now. Absent on purpose: looking anything up; all is handed in. */
import { canonicalOptions } from "../bench/options.ts";
import type { RuntimeChoice } from "../bench/spec.ts";
import type { ModelRun } from "./record.ts";

/** Things as they are now; what is not known is left out and not judged. */
export interface Now {
  readonly modelHash?: string;
  readonly sessionOptions?: Readonly<Record<string, unknown>>;
  readonly dimensions?: Readonly<Record<string, number>>;
  readonly runtime?: Pick<RuntimeChoice, "packageName" | "version">;
  readonly host?: string;
}

export type Staleness =
  | { readonly kind: "model" }
  | { readonly kind: "options" }
  | { readonly kind: "runtime"; readonly from: string; readonly to: string }
  | { readonly kind: "machine"; readonly host: string }
  /** Of functions: their own text, what their bench file says, a package they use. */
  | { readonly kind: "code" }
  | { readonly kind: "bench file" }
  | { readonly kind: "package"; readonly name: string; readonly from: string; readonly to: string };

/** The weightiest reason only; null while the record is fresh. */
export function stalenessOf(record: ModelRun, now: Now): Staleness | null {
  const { spec, runtime, machine } = record;
  if (now.modelHash !== undefined && now.modelHash !== spec.model.hash) return { kind: "model" };
  if (
    now.sessionOptions !== undefined &&
    canonicalOptions(now.sessionOptions) !== canonicalOptions(spec.sessionOptions)
  )
    return { kind: "options" };
  if (now.dimensions !== undefined && !sameSizes(now.dimensions, spec.dimensions)) return { kind: "options" };
  if (now.runtime !== undefined) {
    const change = versionChange(runtime, now.runtime);
    if (change !== null) return { kind: "runtime", ...change };
  }
  if (now.host !== undefined && now.host !== machine.host) return { kind: "machine", host: machine.host };
  return null;
}

/** `model changed`, `options`, `runtime 1.19 to 1.30`, `on ci-gpu-1`. */
export function stalenessText(staleness: Staleness): string {
  switch (staleness.kind) {
    case "model":
      return "model changed";
    case "options":
      return "options";
    case "runtime":
      return `runtime ${staleness.from} to ${staleness.to}`;
    case "code":
    case "bench file":
      return staleness.kind;
    case "package":
      return `${staleness.name} ${staleness.from} to ${staleness.to}`;
    case "machine":
      return `on ${staleness.host === "" ? "other machine" : staleness.host}`;
  }
}

/** Sizes that were chosen now must agree; those only measured then (suggested ones) do not count. */
function sameSizes(now: Readonly<Record<string, number>>, then: Readonly<Record<string, number>>): boolean {
  return Object.entries(now).every(([key, size]) => then[key] === size);
}

export type Version = Pick<RuntimeChoice, "packageName" | "version">;

/** `from` and `to` in as few digits as tell them apart; null for the same one. */
export function versionChange(then: Version, now: Version): { from: string; to: string } | null {
  if (then.packageName !== now.packageName) return { from: then.packageName, to: now.packageName };
  return versionsApart(then.version, now.version);
}

/** Both in as few digits as tell them apart; null for the same one. */
export function versionsApart(from: string, to: string): { from: string; to: string } | null {
  if (from === to) return null;
  const short = (version: string) => version.split(".").slice(0, 2).join(".");
  return short(from) === short(to) ? { from, to } : { from: short(from), to: short(to) };
}
