/**
 * From a call on a model or client back to the call that made it. Absent on purpose: makers in other files, which have no
 * call here to point at.
 */
import type { BindingId, Call, CodeFacts, FunctionScope, Value } from "../facts/facts.ts";
import { type AccessPath, pathKey } from "../facts/path.ts";
import { contains } from "../text/span.ts";

/** The makers of a call's receiver that `isMaker` accepts; null when there is none or it cannot be told which. */
export function createSources(facts: CodeFacts, isMaker: (call: Call) => boolean): (call: Call) => Call | null {
  let byPath: Map<string, Call[]> | undefined;

  const callsAt = (path: AccessPath): readonly Call[] => {
    if (!byPath) {
      byPath = new Map();
      for (const call of facts.calls) for (const at of call.paths) push(byPath, pathKey(at), call);
    }
    return byPath.get(pathKey(path)) ?? [];
  };

  /** `Client().withOptions().run` was made by `Client`; `withOptions` only passes it on. */
  const makersOf = (call: Call): readonly Call[] => {
    const makers = new Set<Call>();
    for (const { module, steps } of call.paths) {
      for (let end = steps.lastIndexOf("()"); end >= 0; end = end === 0 ? -1 : steps.lastIndexOf("()", end - 1)) {
        for (const maker of callsAt({ module, steps: steps.slice(0, end) })) {
          if (maker !== call && isMaker(maker)) makers.add(maker);
        }
      }
    }
    return [...makers];
  };

  /** Whether a value comes from a call, through names, what functions return and what collections hold. */
  const leadsTo = (id: BindingId, maker: Call, seen: Set<BindingId>): boolean => {
    if (seen.has(id)) return false;
    seen.add(id);
    if (maker.results.includes(id)) return true;
    return facts.bindings[id]!.writes.some(({ value }) => value !== null && comesFrom(value, maker, seen));
  };

  const comesFrom = (value: Value, maker: Call, seen: Set<BindingId>): boolean => {
    // `const [a, b] = await Promise.all([…, …])`: each name receives its own.
    if (contains(value.span, maker.span)) return maker.results.length === 0;
    if (value.uses.some((used) => leadsTo(used, maker, seen))) return true;
    const target = value.kind === "call" ? facts.calls[value.call]!.target : null;
    if (target === null) return false;
    const { returns } = facts.scopes[target] as FunctionScope;
    return returns.some((returned) => returned.value !== null && comesFrom(returned.value, maker, seen));
  };

  return (call) => {
    const makers = makersOf(call);
    if (makers.length <= 1) return makers[0] ?? null;
    const inline = makers.find((maker) => contains(call.callee, maker.span));
    if (inline) return inline;
    const reached = makers.filter((maker) => call.receiver.some((binding) => leadsTo(binding, maker, new Set())));
    return reached.length === 1 ? reached[0]! : null;
  };
}

function push(map: Map<string, Call[]>, key: string, call: Call): void {
  const list = map.get(key);
  if (list) list.push(call);
  else map.set(key, [call]);
}
