/**
 * How messages name what stands in the user's code, and how reasons point at it. Absent on purpose: sentences; each rule has
 * its own.
 */
import type { LoopScope } from "../facts/facts.ts";
import type { Event, Frequency, Reason, Usage } from "../usage/usage.ts";

/** `detector.onnx` of a path, the whole of a hub id, or the noun for what is loaded with a capital. */
export function modelName({ modelText, row }: Event): string {
  if (modelText) return row.modelKind === "file" ? (modelText.split(/[\\/]/).at(-1) ?? modelText) : modelText;
  return `The ${row.noun ?? "model"}`;
}

/** ` by loadVad` where a function of another file does it, else nothing. */
export const by = ({ via }: Event): string => (via ? ` by ${via.name}` : "");

const longestMessage = 120;
const longestCost = " (1,234 ms measured)".length;

/** The first wording that fits into one line of the editor with the cost in it; the last if none does. */
export function firstThatFits(...wordings: readonly string[]): string {
  const fits = (wording: string) => wording.replace("{cost}", "").length + longestCost <= longestMessage;
  return wordings.find(fits) ?? wordings.at(-1)!;
}

/** `on every request` in place of `on every POST /organisations/:id/documents`, where the room is short. */
export const shortPhrase = ({ level, per }: Frequency): string =>
  level === "per iteration" ? "in every iteration" : `on every ${per ?? "call"}`;

/** Points at the word a loop begins with: its whole is too much to underline. */
export const atLoop = ({ span }: LoopScope, text = "repeats in this loop"): Reason => ({
  span: { start: span.start, end: span.start + 1 },
  text,
});

/** `2,048`, as messages write numbers of things. */
export const thousands = (count: number): string => count.toLocaleString("en");

/** The model file an event is about, as written in the code. */
export function modelFile(event: Event): string | undefined {
  const load = event.role === "load" ? event : event.source;
  return load?.row.modelKind === "file" && load.modelText ? load.modelText : undefined;
}

/** Name of what a loop goes over: `documents`; null when it has none. */
export function listName(usage: Usage, loop: LoopScope): string | null {
  const { over } = loop;
  if (!over) return null;
  const text = usage.textOf(over.span);
  return /^[\w$.]{1,30}$/.test(text) ? text : null;
}
