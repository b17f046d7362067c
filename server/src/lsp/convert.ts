/**
 * The only place where our types become those of the Language Server Protocol. Absent on purpose: decisions. Offsets and
 * positions belong to the document as it is now; callers see to it that what they convert is of the same version.
 */
import {
  type Diagnostic,
  DiagnosticSeverity,
  type Location,
  type TextEdit as LspTextEdit,
  type Range,
  type SnippetTextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import type { Finding } from "../analysis/finding.ts";
import { finalMessage } from "../analysis/message.ts";
import type { Severity } from "../rules/rule.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Position, Span } from "../text/span.ts";
import type { Reason } from "../usage/usage.ts";
import type { ClientAbilities } from "./capabilities.ts";
import { locationIn } from "./cells.ts";
import type { DiagnosticData } from "./protocol.ts";
import type { OpenDocument } from "./session.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export const rangeOf = (content: TextDocument, span: Span): Range => ({
  start: content.positionAt(span.start),
  end: content.positionAt(span.end),
});

export const spanOf = (content: TextDocument, range: Range): Span => ({
  start: content.offsetAt(range.start),
  end: content.offsetAt(range.end),
});

/** Where a reason stands, in this document or another. */
export const locationOf = (document: OpenDocument, { span, elsewhere }: Reason): Location =>
  elsewhere
    ? {
        uri: URI.file(elsewhere.file).toString(),
        range: { start: lspPosition(elsewhere.start), end: lspPosition(elsewhere.end) },
      }
    : locationIn(document, rangeOf(document.content, span));

const lspPosition = ({ line, column }: Position) => ({ line, character: column });

export interface DiagnosticExtras {
  /** A finished figure such as `412 ms`. */
  readonly measured?: string | undefined;
  /** Where what was measured says another one than the rule. */
  readonly severity?: Severity;
  readonly pageUrl?: string | undefined;
  readonly dimensions?: readonly string[];
}

/** Its own range is one of the joined text where the document is a notebook. `data` carries the fingerprint, by which code actions find the finding again, and what a client may filter by. */
export function diagnosticOf(
  document: OpenDocument,
  finding: Finding,
  abilities: ClientAbilities,
  extras: DiagnosticExtras,
): Diagnostic {
  return {
    range: rangeOf(document.content, finding.span),
    severity: severities[extras.severity ?? finding.severity],
    source: "inferlens",
    code: finding.rule,
    ...(abilities.codeDescription && extras.pageUrl !== undefined && { codeDescription: { href: extras.pageUrl } }),
    message: finalMessage(finding, extras.measured),
    ...(abilities.relatedInformation &&
      finding.reasons.length > 0 && {
        relatedInformation: finding.reasons.map((reason) => ({
          location: locationOf(document, reason),
          message: reason.text,
        })),
      }),
    data: {
      fingerprint: finding.fingerprint,
      ...(extras.dimensions && { dimensions: extras.dimensions }),
    } satisfies DiagnosticData,
  };
}

export function fingerprintOf(diagnostic: Diagnostic): string | undefined {
  const data: unknown = diagnostic.data;
  if (typeof data !== "object" || data === null || !("fingerprint" in data)) return undefined;
  return typeof data.fingerprint === "string" ? data.fingerprint : undefined;
}

export const editsOf = (content: TextDocument, edits: readonly TextEdit[]): LspTextEdit[] =>
  edits.map((edit) => ({ range: rangeOf(content, edit.span), newText: edit.text }));

export function workspaceEditOf(
  content: { readonly uri: string; readonly version: number | null },
  edits: (LspTextEdit | SnippetTextEdit)[],
  abilities: ClientAbilities,
): WorkspaceEdit {
  if (!abilities.documentChanges) return { changes: { [content.uri]: edits.filter((edit) => "newText" in edit) } };
  return { documentChanges: [{ textDocument: { uri: content.uri, version: content.version }, edits }] };
}

/** An edit of a file that may have to be made first. */
export function fileEditOf(
  file: { readonly uri: string; readonly version: number | null; readonly exists: boolean },
  edits: LspTextEdit[],
  abilities: ClientAbilities,
): WorkspaceEdit {
  const edit = workspaceEditOf(file, edits, abilities);
  if (file.exists) return edit;
  return {
    documentChanges: [
      { kind: "create", uri: file.uri, options: { ignoreIfExists: true } },
      ...(edit.documentChanges ?? []),
    ],
  };
}
