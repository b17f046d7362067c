/** What values are made of, through what is written to the names they use. Absent on purpose: whether any of it changes (varies.ts). */
import type { Binding, BindingId, CodeFacts, Value, Write } from "../facts/facts.ts";

/** Everything some bindings are made of, themselves included; `through` names the writes that count. */
export function madeOf(
  facts: CodeFacts,
  start: readonly BindingId[],
  through: (write: Write, binding: Binding) => boolean = () => true,
): ReadonlySet<BindingId> {
  const found = new Set<BindingId>();
  const need = (id: BindingId): void => {
    if (found.has(id)) return;
    found.add(id);
    const binding = facts.bindings[id]!;
    for (const write of binding.writes) if (through(write, binding)) write.value?.uses.forEach(need);
  };
  start.forEach(need);
  return found;
}

/** Bindings that values use as they are written. */
export const usesOf = (values: readonly Value[]): readonly BindingId[] => values.flatMap(({ uses }) => uses);
