/** Regions the parser could not read. Absent on purpose: errors of meaning; only what made the tree a guess. */
import type { Span } from "../../text/span.ts";
import type { ts } from "./compiler.ts";

export function brokenRegions(source: ts.SourceFile): Span[] {
  const { parseDiagnostics = [] } = source as ts.SourceFile & {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  const { text } = source;
  return parseDiagnostics.map(({ start, length }) => {
    if (text.startsWith("<<<<<<<", start)) return { start, end: conflictEnd(text, start) };
    const end = Math.min(text.length, start + Math.max(1, length));
    return { start: Math.min(start, Math.max(0, end - 1)), end };
  });
}

/** An unsettled merge is unreadable as a whole: both sides stand there at once. */
function conflictEnd(text: string, start: number): number {
  const close = text.indexOf("\n>>>>>>>", start);
  if (close < 0) return text.length;
  const end = text.indexOf("\n", close + 1);
  return end < 0 ? text.length : end;
}
