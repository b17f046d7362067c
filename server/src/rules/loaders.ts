/** Loops over what a data loader gives, for rules about its options. Absent on purpose: advice. */
import type { BindingId, Call, LoopScope } from "../facts/facts.ts";
import { contains } from "../text/span.ts";
import { upFrom } from "../usage/scopes.ts";
import type { Event, Usage } from "../usage/usage.ts";

/** Loops that go through it, `for x, y in loader`, be it counted or with a bar of progress. */
export function loopsOver(usage: Usage, { call }: Event): readonly LoopScope[] {
  if (call.result === null) return [];
  return usage.facts.scopes.filter(
    (scope): scope is LoopScope =>
      scope.kind === "loop" && scope.over !== null && scope.over.uses.includes(call.result!) && !isCount(usage, scope),
  );
}

/** `range(len(loader))`. */
const isCount = (usage: Usage, { over }: LoopScope): boolean => /^range\(|^len\(/.test(usage.textOf(over!.span));

/** Whether it is gone through more than once: in a loop, or by a function that is handed it in one. */
export function isRepeated(usage: Usage, loader: Event): LoopScope | undefined {
  const around = (scope: number): LoopScope | undefined =>
    upFrom(usage.facts, scope).find(
      (one): one is LoopScope => one.kind === "loop" && one.bound !== 1 && !isMadeIn(loader.call, one),
    );
  for (const { parent } of loopsOver(usage, loader)) {
    const outer = parent === null ? undefined : around(parent);
    if (outer) return outer;
  }
  const id = loader.call.result;
  if (id === null) return undefined;
  return usage.facts.calls
    .filter((call) => call.target !== null && isGiven(call, id))
    .map(({ scope }) => around(scope))
    .find((loop) => loop !== undefined);
}

const isMadeIn = ({ span }: Call, loop: LoopScope): boolean => contains(loop.span, span);

const isGiven = ({ arguments: given, keywords }: Call, id: BindingId): boolean =>
  [...given, ...(keywords?.kind === "record" ? keywords.fields.map(({ value }) => value) : [])].some(
    (value) => value.kind === "reference" && value.binding === id,
  );
