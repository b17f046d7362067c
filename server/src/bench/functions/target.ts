/** An exported function found in its module and bound to what it is called on. Absent on purpose: calling it. */
import type { BenchEntry } from "./benchEntry.ts";
import { FunctionError, thrownDuring } from "./functionError.ts";

export type Callable = (...parameters: readonly unknown[]) => unknown;

/** Throws what is wrong. */
export async function bindFunction(
  module: Readonly<Record<string, unknown>>,
  name: string,
  entry: BenchEntry | null,
): Promise<Callable> {
  const [first = "", ...rest] = name.split(".");
  let owner: unknown;
  let found = exported(module, first);
  if (found === undefined) throw new FunctionError({ kind: "no-such-export", name: first, found: namesOf(module) });
  for (const [index, part] of rest.entries()) {
    owner = found;
    found = memberOf(owner, part);
    if (found === undefined && isClass(owner) && part in (owner.prototype as object)) {
      owner = await instanceOf(owner, [first, ...rest.slice(0, index)].join("."), entry);
      found = memberOf(owner, part);
    }
  }
  if (typeof found !== "function") throw new FunctionError({ kind: "not-a-function", name });
  return found.bind(entry?.self && rest.length === 0 ? await selfOf(entry) : owner) as Callable;
}

type Constructor = new () => unknown;

const isClass = (value: unknown): value is Constructor =>
  typeof value === "function" && typeof value.prototype === "object";

async function instanceOf(owner: Constructor, className: string, entry: BenchEntry | null): Promise<unknown> {
  if (entry?.self) return await selfOf(entry);
  if (owner.length > 0) throw new FunctionError({ kind: "needs-instance", className });
  try {
    return new owner();
  } catch (error) {
    throw thrownDuring("setup", error);
  }
}

async function selfOf(entry: BenchEntry): Promise<unknown> {
  try {
    return await entry.self?.();
  } catch (error) {
    throw thrownDuring("setup", error);
  }
}

function exported(module: Readonly<Record<string, unknown>>, name: string): unknown {
  const whole = module.default;
  // CommonJS seen from an ES module: `default` is all of its exports.
  if (name === "default") return isCompiledModule(whole) ? whole.default : whole;
  return module[name] ?? memberOf(whole, name);
}

const isCompiledModule = (value: unknown): value is { readonly default: unknown } =>
  typeof value === "object" && value !== null && "__esModule" in value && "default" in value;

function memberOf(value: unknown, name: string): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

const namesOf = (module: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(module).filter((name) => name !== "__esModule" && name !== "module.exports");
