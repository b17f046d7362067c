/** Whether values are made of what stands in the code, so that they are the same whenever it runs. Absent on purpose: what calls make of them. */
import type { BindingId, CodeFacts, Value } from "../facts/facts.ts";
import { contains } from "../text/span.ts";

/** Made of nothing that some function is given, and of nothing that is changed later. */
export function isFixed(facts: CodeFacts, values: readonly Value[]): boolean {
  const seen = new Set<BindingId>();
  const ofValue = (value: Value): boolean => value.uses.every((id) => isOwn(id, value) || ofBinding(id));
  /** `labels.map((label) => label.text)`: declared within the value itself. */
  const isOwn = (id: BindingId, value: Value): boolean => contains(value.span, facts.bindings[id]!.declaration);
  const ofBinding = (id: BindingId): boolean => {
    if (seen.has(id)) return true;
    seen.add(id);
    const { origin, writes } = facts.bindings[id]!;
    if (origin === "parameter" || origin === "loop" || origin === "catch" || origin === "field") return false;
    return writes.every((write) => write.kind === "initial" && (write.value === null || ofValue(write.value)));
  };
  return values.every(ofValue);
}
