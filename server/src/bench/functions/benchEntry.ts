/**
 * What a bench file says of one function: an object exported under the function's own name, with `setup`, `args`, `self`,
 * `expected` and `teardown`, each of which may be missing. Absent on purpose: finding the file, and any import of ours in it.
 */
import { FunctionError, thrownDuring } from "./functionError.ts";

export interface BenchEntry {
  /** Once, before all else. */
  setup?(): unknown;
  /** Before each call, outside of what is timed; a list counts for all calls. */
  readonly args?: readonly unknown[] | (() => readonly unknown[] | Promise<readonly unknown[]>);
  /** The object whose method is measured; asked once. */
  self?(): unknown;
  /** What the first call must give: a value, or a function that looks at it and says false or throws. */
  readonly expected?: unknown;
  /** Once, at the end. */
  teardown?(): unknown;
}

const keys = ["setup", "args", "self", "expected", "teardown"];

/** `name`: of the function, as exported. Throws what is wrong with the file. */
export function entryFor(module: Readonly<Record<string, unknown>>, name: string, benchFile: string): BenchEntry {
  const found = name.split(".").reduce<unknown>((value, part) => memberOf(value, part), module);
  if (found === undefined) throw new FunctionError({ kind: "no-bench-entry", name, benchFile });
  const bad = (why: string) => new FunctionError({ kind: "bad-bench-entry", name, why });
  if (Array.isArray(found)) return { args: found };
  if (typeof found === "function") return { args: found as () => readonly unknown[] };
  if (typeof found !== "object" || found === null) throw bad("it is no object");
  const unknown = Object.keys(found).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw bad(`${unknown} is none of ${keys.join(", ")}`);
  const entry = found as BenchEntry;
  for (const key of ["setup", "self", "teardown"] as const)
    if (entry[key] !== undefined && typeof entry[key] !== "function") throw bad(`${key} is no function`);
  if (entry.args !== undefined && typeof entry.args !== "function" && !Array.isArray(entry.args))
    throw bad("args is neither a list nor a function that gives one");
  return entry;
}

export async function argumentsOf(entry: BenchEntry | null, name: string): Promise<readonly unknown[]> {
  const { args } = entry ?? {};
  if (args === undefined) return [];
  let list: unknown;
  try {
    list = await (typeof args === "function" ? args() : args);
  } catch (error) {
    throw thrownDuring("arguments", error);
  }
  if (!Array.isArray(list))
    throw new FunctionError({ kind: "bad-bench-entry", name, why: "args does not give a list" });
  return list;
}

function memberOf(value: unknown, name: string): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const own = (value as Readonly<Record<string, unknown>>)[name];
  // `export default { embed: … }`, and CommonJS seen from an ES module.
  return own ?? (value as { readonly default?: Readonly<Record<string, unknown>> }).default?.[name];
}
