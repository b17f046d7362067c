/**
 * Findings as diagnostics: asked for by clients that pull, sent with their version to the others; those of notebooks always sent. Absent on purpose: problems
 * of inferlens.json (configDiagnostics.ts) and analysis itself.
 */
import type { Connection, Diagnostic, DocumentDiagnosticReport } from "vscode-languageserver/node";
import type { Finding } from "../analysis/finding.ts";
import type { Analysed, Analyses } from "./analyses.ts";
import type { ClientAbilities } from "./capabilities.ts";
import { createCellDiagnostics } from "./cellDiagnostics.ts";
import { type DiagnosticExtras, diagnosticOf } from "./convert.ts";
import type { Log } from "./log.ts";
import type { OpenCell, OpenDocument, Session } from "./session.ts";

export interface Diagnostics {
  /** The document was analysed anew: clients that do not ask are told. */
  announce(document: OpenDocument): void;
  /** Something outside the documents changed: all of them may look different. */
  refresh(): void;
  clear(document: OpenDocument): void;
  /** Of a notebook: cells that are gone, or of another language now, show nothing any more. */
  cellsChanged(document: OpenDocument): void;
  report(document: OpenDocument, previousResultId: string | undefined): DocumentDiagnosticReport;
}

export interface DiagnosticsOptions {
  readonly connection: Connection;
  readonly session: Session;
  readonly analyses: Analyses;
  readonly abilities: ClientAbilities;
  readonly log: Log;
  /** What was measured about a finding: the cost in its message, such as `412 ms`, and how much it matters. */
  readonly measured: (
    document: OpenDocument,
    analysed: Analysed,
    finding: Finding,
  ) => Pick<DiagnosticExtras, "measured" | "severity">;
  /** What costs more than its budget says. */
  readonly overBudget: (document: OpenDocument, analysed: Analysed) => Diagnostic[];
  readonly pageUrl: (rule: string) => string | undefined;
  readonly dimensionsOf: (rule: string) => readonly string[];
  /** The document waits for being saved: what was shown stays. */
  readonly held: (document: OpenDocument) => boolean;
}

interface Shown {
  readonly resultId: string;
  readonly items: Diagnostic[];
  /** As they were when it was analysed. */
  readonly cells: readonly OpenCell[];
}

export function createDiagnostics(options: DiagnosticsOptions): Diagnostics {
  const { connection, session, analyses, abilities, log } = options;
  const shown = new Map<string, Shown>();
  let epoch = 0;

  const show = (document: OpenDocument): Shown => {
    const before = shown.get(document.uri);
    const outside = `${analyses.generation}.${epoch}`;
    if (before && options.held(document) && before.resultId.endsWith(`:${outside}`)) return before;
    const analysed = analyses.current(document);
    if (!analysed) return before ?? { resultId: "loading", items: [], cells: [] };
    const resultId = `${analysed.version}:${outside}`;
    if (before?.resultId === resultId) return before;
    const now = { resultId, items: itemsFor(document, analysed), cells: document.cells ?? [] };
    shown.set(document.uri, now);
    return now;
  };

  const itemsFor = (document: OpenDocument, analysed: Analysed): Diagnostic[] => [
    ...(analysed.analysis?.findings ?? []).map((finding) =>
      diagnosticOf(document, finding, abilities, {
        ...options.measured(document, analysed, finding),
        pageUrl: options.pageUrl(finding.rule),
        dimensions: options.dimensionsOf(finding.rule),
      }),
    ),
    ...options.overBudget(document, analysed),
  ];

  const send = (uri: string, version: number, diagnostics: Diagnostic[]): void => {
    connection
      .sendDiagnostics({ uri, version, diagnostics })
      .catch((error: unknown) => log.failure(`cannot send diagnostics of ${uri}`, error));
  };

  const announce = (document: OpenDocument): void => {
    if (document.cells) cells.show(document, show(document));
    else if (!abilities.pullDiagnostics) send(document.uri, document.content.version, show(document).items);
  };

  const cells = createCellDiagnostics(send);

  return {
    announce,
    refresh() {
      epoch++;
      for (const document of session.all()) if (document.cells || !abilities.pullDiagnostics) announce(document);
      if (abilities.pullDiagnostics && abilities.refreshDiagnostics) {
        connection.languages.diagnostics
          .refresh()
          .catch((error: unknown) => log.failure("cannot refresh diagnostics", error));
      }
    },
    clear(document) {
      shown.delete(document.uri);
      if (document.cells) cells.clear(document.uri);
      else if (!abilities.pullDiagnostics) send(document.uri, document.content.version, []);
    },
    cellsChanged: (document) => cells.forgetGone(document),
    report(document, previousResultId) {
      const { resultId, items } = show(document);
      if (previousResultId === resultId) return { kind: "unchanged", resultId };
      return { kind: "full", resultId, items };
    },
  };
}
