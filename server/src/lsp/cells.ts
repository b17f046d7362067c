/**
 * Places of a notebook's joined text in terms of its cells, and back: what a client asks and is told names the cell's document.
 * Documents that are no notebook pass as they are. Absent on purpose: joining (openNotebook.ts).
 */
import type {
  AnnotatedTextEdit,
  CodeAction,
  CodeLens,
  Diagnostic,
  Hover,
  InlayHint,
  Location,
  Position,
  Range,
  SnippetTextEdit,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver/node";
import type { OpenCell, OpenDocument } from "./session.ts";

type Edit = TextEdit | AnnotatedTextEdit | SnippetTextEdit;

export function locationIn({ uri, cells }: OpenDocument, range: Range): Location {
  const cell = cells && cellAt(cells, range.start.line);
  return cell ? { uri: cell.uri, range: rangeInCell(cell, range) } : { uri, range };
}

/** From a cell to the joined text. */
export const intoNotebook = (cell: OpenCell, { line, character }: Position): Position => ({
  line: line + cell.firstLine,
  character,
});

export const rangeIntoNotebook = (cell: OpenCell, { start, end }: Range): Range => ({
  start: intoNotebook(cell, start),
  end: intoNotebook(cell, end),
});

export const holdsLine = (cell: OpenCell, line: number): boolean =>
  cell.firstLine <= line && line < cell.firstLine + cell.lines;

export const diagnosticInCell = (cell: OpenCell, diagnostic: Diagnostic): Diagnostic => ({
  ...diagnostic,
  range: rangeInCell(cell, diagnostic.range),
});

export const hoverInCell = (cell: OpenCell, hover: Hover | null): Hover | null =>
  hover?.range ? { ...hover, range: rangeInCell(cell, hover.range) } : hover;

export const lensesInCell = (cell: OpenCell, lenses: readonly CodeLens[]): CodeLens[] =>
  lenses
    .filter(({ range }) => holdsLine(cell, range.start.line))
    .map((lens) => ({ ...lens, range: rangeInCell(cell, lens.range) }));

export const hintsInCell = (cell: OpenCell, hints: readonly InlayHint[]): InlayHint[] =>
  hints
    .filter(({ position }) => holdsLine(cell, position.line))
    .map((hint) => ({ ...hint, position: inCell(cell, hint.position) }));

/** What is asked for in one cell changes that cell. */
export function actionInCell(document: OpenDocument, cell: OpenCell, action: CodeAction): CodeAction[] {
  const edit = action.edit && editInCells(document, action.edit, (one) => one === cell);
  if (action.edit && !edit) return [];
  const diagnostics = action.diagnostics?.map((one) => diagnosticInCell(cell, one));
  return [{ ...action, ...(diagnostics && { diagnostics }), ...(edit && { edit }) }];
}

/** Edits of the joined text as edits of cells; other files' stay. Undefined when nothing is left of it. */
export function editInCells(
  document: OpenDocument,
  edit: WorkspaceEdit,
  wanted: (cell: OpenCell) => boolean = () => true,
): WorkspaceEdit | undefined {
  const { cells, uri } = document;
  if (!cells) return edit;
  const split = <E extends Edit>(edits: readonly E[]) =>
    cells.filter(wanted).flatMap((cell) => {
      const own = edits.filter(({ range }) => holdsLine(cell, range.start.line));
      return own.length === 0
        ? []
        : [{ cell, edits: own.map((one) => ({ ...one, range: rangeInCell(cell, one.range) })) }];
    });
  const { changes, documentChanges } = edit;
  const inChanges = Object.entries(changes ?? {}).flatMap(([at, edits]): [string, TextEdit[]][] =>
    at === uri ? split(edits).map((one) => [one.cell.uri, one.edits]) : [[at, edits]],
  );
  const inDocuments = (documentChanges ?? []).flatMap((change) => {
    if (!("edits" in change) || change.textDocument.uri !== uri) return [change];
    return split(change.edits).map(
      ({ cell, edits }): TextDocumentEdit => ({ textDocument: { uri: cell.uri, version: cell.version }, edits }),
    );
  });
  if (inChanges.length + inDocuments.length === 0) return undefined;
  return {
    ...edit,
    ...(changes && { changes: Object.fromEntries(inChanges) }),
    ...(documentChanges && { documentChanges: inDocuments }),
  };
}

const cellAt = (cells: readonly OpenCell[], line: number): OpenCell | undefined =>
  cells.findLast(({ firstLine }) => firstLine <= line);

const inCell = (cell: OpenCell, { line, character }: Position): Position => ({
  line: line - cell.firstLine,
  character,
});

const rangeInCell = (cell: OpenCell, { start, end }: Range): Range => ({
  start: inCell(cell, start),
  end: inCell(cell, end),
});
