/**
 * Diagnostics of notebooks, sent cell by cell: to each only what is new, and to cells that left the notebook that there is
 * nothing any more. Absent on purpose: what is found.
 */
import type { Diagnostic } from "vscode-languageserver/node";
import { diagnosticInCell, holdsLine } from "./cells.ts";
import type { OpenCell, OpenDocument } from "./session.ts";

export interface CellDiagnostics {
  show(
    document: OpenDocument,
    found: { readonly items: readonly Diagnostic[]; readonly cells: readonly OpenCell[] },
  ): void;
  forgetGone(document: OpenDocument): void;
  clear(notebook: string): void;
}

export function createCellDiagnostics(
  send: (uri: string, version: number, diagnostics: Diagnostic[]) => void,
): CellDiagnostics {
  /** What each cell was sent last, by notebook. */
  const sent = new Map<string, Map<string, { readonly version: number; readonly text: string }>>();

  const forgetGone = (notebook: string, cells: readonly OpenCell[]): void => {
    const own = sent.get(notebook);
    const there = new Set(cells.map(({ uri }) => uri));
    for (const [uri, { version, text }] of own ?? []) {
      if (there.has(uri)) continue;
      if (text !== "[]") send(uri, version, []);
      own?.delete(uri);
    }
  };

  return {
    show({ uri: notebook, cells: now = [] }, { items, cells }) {
      const own = sent.get(notebook) ?? new Map();
      sent.set(notebook, own);
      forgetGone(notebook, now);
      const there = new Set(now.map(({ uri }) => uri));
      for (const cell of cells) {
        if (!there.has(cell.uri)) continue;
        const diagnostics = items
          .filter(({ range }) => holdsLine(cell, range.start.line))
          .map((one) => diagnosticInCell(cell, one));
        const text = JSON.stringify(diagnostics);
        const before = own.get(cell.uri);
        if (before?.text === text && before.version === cell.version) continue;
        own.set(cell.uri, { version: cell.version, text });
        send(cell.uri, cell.version, diagnostics);
      }
    },
    forgetGone: ({ uri, cells = [] }) => forgetGone(uri, cells),
    clear(notebook) {
      forgetGone(notebook, []);
      sent.delete(notebook);
    },
  };
}
