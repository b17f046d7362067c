/** The user's own names for things, for messages. Absent on purpose: sentences; each rule has its own. */
import type { LoopScope } from "../facts/facts.ts";
import type { Event, Usage } from "../usage/usage.ts";

/** `detector.onnx` of a path, the whole of a hub id, or the noun for what is loaded with a capital. */
export function modelName({ modelText, row }: Event): string {
  if (modelText) return row.modelKind === "file" ? (modelText.split(/[\\/]/).at(-1) ?? modelText) : modelText;
  return `The ${row.noun ?? "model"}`;
}

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
