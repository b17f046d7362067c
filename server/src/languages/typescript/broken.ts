/** Regions the parser could not read. Absent on purpose: errors of meaning; only what made the tree a guess. */
import type { Span } from "../../text/span.ts";
import type { ts } from "./compiler.ts";

export function brokenRegions(source: ts.SourceFile): Span[] {
  // Part of every source file, though not of the declared interface.
  const { parseDiagnostics = [] } = source as ts.SourceFile & {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  const { text } = source;
  const regions: Span[] = [];
  let settled = 0;
  for (const { start, length } of parseDiagnostics) {
    if (start < settled) continue;
    if (text.startsWith("<<<<<<<", start)) {
      settled = conflictEnd(text, start);
      regions.push({ start, end: settled });
    } else {
      regions.push({ start: tokenBefore(text, start), end: Math.min(text.length, start + Math.max(1, length)) });
    }
  }
  return regions;
}

/** What is missing is often said of the place behind it, so the end of what stands before belongs to the region. */
function tokenBefore(text: string, start: number): number {
  let at = start;
  while (at > 0 && /\s/.test(text[at - 1]!)) at--;
  return Math.max(0, at - 1);
}

/** An unsettled merge is unreadable as a whole: both sides stand there at once. */
function conflictEnd(text: string, start: number): number {
  const close = text.indexOf("\n>>>>>>>", start);
  if (close < 0) return text.length;
  const end = text.indexOf("\n", close + 1);
  return end < 0 ? text.length : end;
}
