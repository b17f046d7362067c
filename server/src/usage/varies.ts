/**
 * Whether a value changes from one run of a scope to the next, through local bindings and over everything it depends on.
 * Absent on purpose: proving that it does; what cannot be followed counts as changing, and rules stay silent then.
 */
import type { Binding, BindingId, Call, CodeFacts, ScopeId, Value } from "../facts/facts.ts";
import type { AccessPath } from "../facts/path.ts";
import type { Places } from "./places.ts";
import { isWithin } from "./scopes.ts";

export type Varies = (values: readonly Value[], within: ScopeId, receiver?: readonly BindingId[]) => boolean;

export function createVaries(facts: CodeFacts, places: Places, isKnown: (call: Call) => boolean): Varies {
  return (values, within, receiver = []) => {
    const seen = new Set<BindingId>();
    const value = (one: Value): boolean => one.uses.some(binding) || places.callsWithin(one.span).some(changing);
    const binding = (id: BindingId): boolean => {
      if (seen.has(id)) return false;
      seen.add(id);
      const found = facts.bindings[id];
      return found !== undefined && (isWithin(facts, found.home, within) ? inside(found) : changedInside(found));
    };
    const inside = (found: Binding): boolean => {
      switch (found.origin) {
        case "variable":
          return found.writes.length === 0 || found.writes.some((write) => write.value === null || value(write.value));
        case "import":
          return false;
        default:
          return true; // parameters, loop variables, caught errors, and functions that may close over any of them
      }
    };
    const changedInside = (found: Binding): boolean =>
      found.writes.some((write) => write.kind !== "initial" && isWithin(facts, write.scope, within));
    // The result of a known call (a tokenizer, say) changes with what goes in; of an unknown one nobody knows.
    const changing = (call: Call): boolean =>
      !(isKnown(call) || call.paths.some(isPure)) || call.receiver.some(binding);
    return values.some(value) || receiver.some(binding);
  };
}

/** Functions of the platform whose result depends on their arguments alone. */
const pureModules = new Set(["path", "node:path", "node:path/posix", "path/posix"]);
const pureFunctions = new Set([
  "url:fileURLToPath",
  "node:url:fileURLToPath",
  "url:pathToFileURL",
  "node:url:pathToFileURL",
  ":URL",
  ":URL().toString",
  ":String",
  ":Number",
  ":Boolean",
  ":JSON.stringify",
  ":process.cwd",
  ":require.resolve",
  ":import.meta.resolve",
]);

const isPure = ({ module, steps }: AccessPath): boolean =>
  pureModules.has(module) || pureFunctions.has(`${module}:${steps}`);
