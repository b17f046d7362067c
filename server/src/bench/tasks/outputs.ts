/** Outputs of single runs joined to what one run of all items gives, so that both can be compared. Absent on purpose: comparing. */
import type { OutputSample } from "../messages.ts";

/** As many values as a sample of one run holds. */
const mostValues = 4096;

/** Along the first dimension, in the order of the runs. */
export function joinedOutputs(items: readonly (readonly OutputSample[])[]): readonly OutputSample[] {
  return (items[0] ?? []).flatMap(({ name }) => {
    const parts = items.map((outputs) => outputs.find((one) => one.name === name));
    if (parts.some((part) => part === undefined)) return [];
    const found = parts as readonly OutputSample[];
    const [count = 0, ...rest] = [found.reduce((sum, { dims }) => sum + (dims[0] ?? 0), 0), ...found[0]!.dims.slice(1)];
    const values = found.flatMap((part) => Array.from(part.values)).slice(0, mostValues);
    return [{ name, dims: [count, ...rest], values: Float64Array.from(values) }];
  });
}
