/**
 * A notebook the client has open, as one document: its Python cells joined in the order they stand in. Absent on purpose: the
 * notifications (session.ts), and places of the joined text in terms of cells (cells.ts).
 */
import type {
  DidChangeNotebookDocumentParams,
  NotebookCell,
  TextDocumentContentChangeEvent,
  TextDocumentItem,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextChange } from "../languages/language.ts";
import { pythonOf } from "../notebooks/magics.ts";
import { cellBreak } from "../text/cells.ts";
import type { OpenCell, OpenDocument } from "./session.ts";

export interface OpenNotebook extends OpenDocument {
  readonly cells: readonly OpenCell[];
  /** What that means for the joined text. */
  change(changes: CellChanges): readonly TextChange[];
}

type CellChanges = NonNullable<DidChangeNotebookDocumentParams["change"]["cells"]>;

const language = "python";

export function openNotebook(
  uri: string,
  file: string | null,
  cells: readonly NotebookCell[],
  texts: readonly TextDocumentItem[],
): OpenNotebook {
  const order = cells.map(({ document }) => document);
  const documents = new Map(texts.map((item) => [item.uri, documentOf(item)]));
  const pythonTexts = new Map<string, { readonly version: number; readonly text: string }>();
  const content = TextDocument.create(uri, language, 0, "");
  let pending: TextChange[] = [];
  let places: readonly OpenCell[] = [];

  const pythonIn = (cell: TextDocument): string => {
    const known = pythonTexts.get(cell.uri);
    if (known?.version === cell.version) return known.text;
    const text = pythonOf(cell.getText());
    pythonTexts.set(cell.uri, { version: cell.version, text });
    return text;
  };

  /** The joined text anew; its version counts joins, since that of the notebook says nothing of its cells. */
  const join = (): readonly TextChange[] => {
    const shown = order.flatMap((cell) => documents.get(cell) ?? []).filter((cell) => cell.languageId === language);
    const before = content.getText();
    const after = shown.map(pythonIn).join(cellBreak);
    TextDocument.update(content, [{ text: after }], content.version + 1);
    let offset = 0;
    places = shown.map((cell) => {
      const start = offset;
      offset += cell.getText().length + cellBreak.length;
      const firstLine = content.positionAt(start).line;
      return { uri: cell.uri, version: cell.version, firstLine, lines: cell.lineCount };
    });
    return differenceOf(before, after);
  };

  join();
  return {
    uri,
    file,
    languageId: language,
    content,
    get cells() {
      return places;
    },
    takeChanges() {
      const taken = pending;
      pending = [];
      return taken;
    },
    change({ structure, textContent }) {
      if (structure) {
        const { start, deleteCount, cells: added } = structure.array;
        order.splice(start, deleteCount, ...(added ?? []).map(({ document }) => document));
        for (const closed of structure.didClose ?? []) {
          documents.delete(closed.uri);
          pythonTexts.delete(closed.uri);
        }
        // A cell whose language changes is closed and opened at once.
        for (const item of structure.didOpen ?? []) {
          documents.set(item.uri, documentOf(item));
          pythonTexts.delete(item.uri);
        }
      }
      for (const { document, changes } of textContent ?? []) {
        const cell = documents.get(document.uri);
        if (cell) TextDocument.update(cell, changes as TextDocumentContentChangeEvent[], document.version);
      }
      const changes = join();
      pending.push(...changes);
      return changes;
    },
  };
}

const documentOf = ({ uri, languageId, version, text }: TextDocumentItem): TextDocument =>
  TextDocument.create(uri, languageId, version, text);

/** The one stretch that differs. */
function differenceOf(before: string, after: string): readonly TextChange[] {
  if (before === after) return [];
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < most - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return [{ start, end: before.length - tail, text: after.slice(start, after.length - tail) }];
}
