/**
 * How a task in the child speaks to its parent, and where it stands, for the message when it throws. Absent on purpose: what
 * tasks do.
 */
import type { ChildError, ChildMessage, Stage } from "../messages.ts";

const position: { stage: Stage; variant: number } = { stage: "runtime", variant: 0 };

/** A failure known by construction, not understood from a runtime's words. */
export class KnownError extends Error {
  readonly error: ChildError;
  constructor(error: ChildError) {
    super(error.kind);
    this.error = error;
  }
}

export function enter(stage: Stage, variant: number = position.variant): void {
  position.stage = stage;
  position.variant = variant;
  send({ kind: "stage", stage, rssBytes: process.memoryUsage.rss() });
}

export function send(message: ChildMessage): void {
  post?.(message);
}
/** Kept, because code that is measured must not find it. */
const post = process.send?.bind(process);

export function fail(error: unknown): void {
  send({ kind: "failed", ...position, error: childError(error) });
}

function childError(error: unknown): ChildError {
  if (error instanceof KnownError) return error.error;
  if (error instanceof Error) return { kind: "thrown", name: error.name, message: error.message };
  return { kind: "thrown", name: "Error", message: String(error) };
}
