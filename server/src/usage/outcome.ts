/** Whether anybody looks at what a call gives. Absent on purpose: what the call is. */
import type { Call } from "../facts/facts.ts";
import type { Span } from "../text/span.ts";

/** The call is a statement of its own, awaited or not. */
export const isUnused = (call: Call, textOf: (span: Span) => string): boolean =>
  call.discarded ||
  (call.results.length === 0 &&
    /^(?:(?:await|void)\s*)*$/.test(textOf({ start: call.statement.start, end: call.span.start })));
