/** What differs between two runs, as far as it may explain their figures; the weightiest first. Absent on purpose: figures, and looking anything up. */
import type { RunPoint } from "./point.ts";

export interface Difference {
  readonly what:
    | "model"
    | "code"
    | "options"
    | "sizes"
    | "scenario"
    | "provider"
    | "runtime"
    | "packages"
    | "Node.js"
    | "machine"
    | "commit";
  /** Short, for reading; empty where the name says all. */
  readonly from: string;
  readonly to: string;
}

export function differences(a: RunPoint, b: RunPoint): readonly Difference[] {
  const found: Difference[] = [];
  const note = (what: Difference["what"], from: string, to: string): void => {
    if (from !== to) found.push({ what, from, to });
  };
  if (a.hash !== b.hash) found.push({ what: a.kind === "function" ? "code" : "model", from: "", to: "" });
  note("options", optionsText(a, b), optionsText(b, a));
  note("sizes", sizes(a, b), sizes(b, a));
  note("scenario", scenario(a), scenario(b));
  note("provider", a.provider ?? "", b.provider ?? "");
  note("runtime", runtime(a), runtime(b));
  note("packages", packages(a, b), packages(b, a));
  note("Node.js", a.node, b.node);
  note("machine", machine(a), machine(b));
  note("commit", commit(a), commit(b));
  return found;
}

/** `model`, `runtime onnxruntime-node 1.19.0 to 1.30.0`. */
export const differenceText = ({ what, from, to }: Difference): string =>
  from === "" && to === "" ? what : `${what} ${from || "none"} to ${to || "none"}`;

/** Short, with `+` when files differed from it; empty when unknown. */
export const commit = ({ code }: RunPoint): string => (code ? code.commit.slice(0, 7) + (code.dirty ? "+" : "") : "");

/** Runs that differ in nothing of this may be drawn as one line. */
export const lineKey = (point: RunPoint): string => `${machine(point)}\n${runtime(point)}`;

export const machine = ({ machine: { host, cpu } }: RunPoint): string => host || cpu;

const runtime = ({ runtime: used }: RunPoint): string => (used ? `${used.packageName} ${used.version}` : "");

/** Only what the other does not say the same of. */
function optionsText(one: RunPoint, other: RunPoint): string {
  if (one.options === other.options) return "";
  const own = JSON.parse(one.options) as Record<string, unknown>;
  const theirs = JSON.parse(other.options) as Record<string, unknown>;
  return unequal(own, theirs, (value) => (typeof value === "string" ? value : JSON.stringify(value)));
}

const scenario = ({ scenario: one }: RunPoint): string => one?.kind ?? "single-stream";
const sizes = (one: RunPoint, other: RunPoint): string => unequal(one.dimensions, other.dimensions, String);
const packages = (one: RunPoint, other: RunPoint): string => unequal(one.packages, other.packages, String);

function unequal<T>(
  own: Readonly<Record<string, T>>,
  other: Readonly<Record<string, T>>,
  say: (value: T) => string,
): string {
  return Object.entries(own)
    .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(other[key]))
    .map(([key, value]) => `${key} ${say(value)}`)
    .join(", ");
}
