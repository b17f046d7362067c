/**
 * A compared fix handed to the editor for review: one annotated group of edits that says what was measured, not made before the
 * user has confirmed it. Absent on purpose: comparing, and editors' previews.
 */
import type { AnnotatedTextEdit, Connection, WorkspaceEdit } from "vscode-languageserver/node";
import type { Finding } from "../analysis/finding.ts";
import { changeLabel } from "../report/trialText.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Analysed } from "./analyses.ts";
import type { ClientAbilities } from "./capabilities.ts";
import { editInCells } from "./cells.ts";
import type { Comparisons, TriedPlace } from "./comparisons.ts";
import { editsOf, workspaceEditOf } from "./convert.ts";
import type { Fixes } from "./fixes.ts";
import type { OpenDocument } from "./session.ts";

export interface ComparableFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** The fix that is compared and reviewed: the first that can be made and is whole; undefined when there is none. */
export function comparableFix(fixes: Fixes, analysed: Analysed, finding: Finding): ComparableFix | undefined {
  for (const [index, { title, class: kind }] of finding.fixes.entries()) {
    const edits = kind === "refactor" ? undefined : fixes.editsOf(analysed, finding, index);
    if (edits && edits.length > 0) return { title, edits };
  }
  return undefined;
}

export interface ReviewOptions {
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
  readonly fixes: Fixes;
  readonly comparisons: Comparisons;
}

/** Whether the editor took it; it may still be asking the user. */
export async function reviewChange(
  { connection, abilities, fixes, comparisons }: ReviewOptions,
  { document, analysed, finding, place }: Reviewed,
): Promise<boolean> {
  const state = comparisons.stateOf(place);
  const fix = comparableFix(fixes, analysed, finding);
  if (state.kind !== "done" || state.stale || !fix) return false;
  const label = changeLabel(state.record.spec, state.compared);
  const plain = editsOf(document.content, fix.edits);
  const edit: WorkspaceEdit = abilities.changeAnnotations
    ? {
        changeAnnotations: { [annotation]: { label, description: fix.title, needsConfirmation: true } },
        documentChanges: [
          {
            textDocument: { uri: document.uri, version: document.content.version },
            edits: plain.map((one): AnnotatedTextEdit => ({ ...one, annotationId: annotation })),
          },
        ],
      }
    : workspaceEditOf(document.content, plain, abilities);
  const inCells = editInCells(document, edit) ?? edit;
  const { applied } = await connection.workspace.applyEdit({ label: fix.title, edit: inCells });
  return applied;
}

export interface Reviewed {
  readonly document: OpenDocument;
  readonly analysed: Analysed;
  readonly finding: Finding;
  readonly place: TriedPlace;
}

const annotation = "measured";
