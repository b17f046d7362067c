/**
 * Latency, throughput, memory, cost, scalability: put where the Problems panel's filter box reads them, and asked for. Absent on
 * purpose: knowing which finding serves what; the server says it.
 */
import { type Diagnostic, DiagnosticRelatedInformation, Location, type Uri, window } from "vscode";
import type { DiagnosticData } from "../../server/src/lsp/protocol.ts";

export const dimensionNames: readonly string[] = ["latency", "throughput", "memory", "cost", "scalability"];

/** The filter box reads related information: `memory` in it leaves what costs memory. */
export function withDimensions(uri: Uri, diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const { dimensions = [] } = ((diagnostic as { readonly data?: DiagnosticData }).data ??
      {}) as Partial<DiagnosticData>;
    if (dimensions.length === 0) continue;
    const text = `concerns ${dimensions.join(", ")}`;
    const place = new Location(uri, diagnostic.range);
    const known = diagnostic.relatedInformation ?? [];
    diagnostic.relatedInformation = [...known, new DiagnosticRelatedInformation(place, text)];
  }
}

export interface Choice {
  /** Null for all. */
  readonly dimension: string | null;
}

/** Undefined when nothing was chosen. `counts` are of the findings that are known. */
export async function pickDimension(
  counts: ReadonlyMap<string, number>,
  now: string | null,
): Promise<Choice | undefined> {
  const items = dimensionNames.map((dimension) => ({
    label: capital(dimension),
    description: counted(counts.get(dimension) ?? 0) + (dimension === now ? ", shown now" : ""),
    dimension: dimension as string | null,
  }));
  const all = { label: "All", description: now === null ? "shown now" : "", dimension: null };
  return window.showQuickPick([...items, all], {
    title: "Show Findings by Dimension",
    placeHolder: "What should get better?",
  });
}

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const counted = (count: number): string => `${count} ${count === 1 ? "finding" : "findings"}`;
