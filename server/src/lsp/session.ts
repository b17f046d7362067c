/**
 * The documents the client has open, with what changed since somebody last looked. Absent on purpose: analysis, and texts on
 * disk. A document is known by its URI alone, so folders that overlap never make two of it.
 */
import path from "node:path";
import type { Connection, TextDocumentContentChangeEvent } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { configFileName } from "../config/values.ts";
import type { TextChange } from "../languages/language.ts";
import { type OpenNotebook, openNotebook } from "./openNotebook.ts";

export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  /** Path on disk; null for untitled documents and other schemes. */
  readonly file: string | null;
  /** Changes in place as the user types: text, version and positions. */
  readonly content: TextDocument;
  /** Of a notebook: the cells its text is joined from. */
  readonly cells?: readonly OpenCell[];
  /** Changes since the last call, in order; null when the text was replaced as a whole. */
  takeChanges(): readonly TextChange[] | null;
}

export interface OpenCell {
  readonly uri: string;
  readonly version: number;
  /** In the joined text. */
  readonly firstLine: number;
  readonly lines: number;
}

export interface SessionEvents {
  opened(document: OpenDocument): void;
  changed(document: OpenDocument, changes: readonly TextChange[] | null): void;
  saved(document: OpenDocument): void;
  closed(document: OpenDocument): void;
}

export interface Session {
  /** A notebook is a document; its cells are not. */
  get(uri: string): OpenDocument | undefined;
  /** The notebook a cell stands in. */
  cellAt(uri: string): { readonly document: OpenDocument; readonly cell: OpenCell } | undefined;
  /** By path, for texts that lie over the files on disk. */
  atPath(file: string): OpenDocument | undefined;
  all(): Iterable<OpenDocument>;
}

export function createSession(connection: Connection, events: SessionEvents): Session {
  const byUri = new Map<string, OpenDocument>();
  const byPath = new Map<string, OpenDocument>();
  const notebooks = new Map<string, OpenNotebook>();

  connection.onDidOpenTextDocument(({ textDocument }) => {
    const document = openDocument(
      TextDocument.create(textDocument.uri, textDocument.languageId, textDocument.version, textDocument.text),
    );
    byUri.set(document.uri, document);
    if (document.file !== null) byPath.set(document.file, document);
    events.opened(document);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const document = byUri.get(textDocument.uri) as Editable | undefined;
    if (!document || contentChanges.length === 0) return;
    events.changed(document, document.apply(contentChanges, textDocument.version));
  });
  connection.onDidSaveTextDocument(({ textDocument }) => {
    const document = byUri.get(textDocument.uri);
    if (document) events.saved(document);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    const document = byUri.get(textDocument.uri);
    if (!document) return;
    byUri.delete(document.uri);
    if (document.file !== null) byPath.delete(document.file);
    events.closed(document);
  });

  const { synchronization } = connection.notebooks;
  synchronization.onDidOpenNotebookDocument(({ notebookDocument: { uri, cells }, cellTextDocuments }) => {
    const notebook = openNotebook(uri, pathOf(uri), cells, cellTextDocuments);
    byUri.set(uri, notebook);
    notebooks.set(uri, notebook);
    if (notebook.file !== null) byPath.set(notebook.file, notebook);
    events.opened(notebook);
  });
  synchronization.onDidChangeNotebookDocument(({ notebookDocument, change }) => {
    const notebook = notebooks.get(notebookDocument.uri);
    if (notebook && change.cells) events.changed(notebook, notebook.change(change.cells));
  });
  synchronization.onDidSaveNotebookDocument(({ notebookDocument }) => {
    const notebook = notebooks.get(notebookDocument.uri);
    if (notebook) events.saved(notebook);
  });
  synchronization.onDidCloseNotebookDocument(({ notebookDocument: { uri } }) => {
    const notebook = notebooks.get(uri);
    if (!notebook) return;
    byUri.delete(uri);
    notebooks.delete(uri);
    if (notebook.file !== null) byPath.delete(notebook.file);
    events.closed(notebook);
  });

  return {
    cellAt(uri) {
      for (const document of notebooks.values()) {
        const cell = document.cells.find((one) => one.uri === uri);
        if (cell) return { document, cell };
      }
      return undefined;
    },
    get: (uri) => byUri.get(uri),
    atPath: (file) => byPath.get(file),
    all: () => byUri.values(),
  };
}

/** The path of a `file:` URI; null for every other scheme. */
export function pathOf(uri: string): string | null {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? parsed.fsPath : null;
}

/** Whether a path lies in a folder, at any depth. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
}

export const isConfigFile = (file: string | null): boolean => file !== null && path.basename(file) === configFileName;

export const uriOf = (file: string): string => URI.file(file).toString();

interface Editable extends OpenDocument {
  apply(changes: readonly TextDocumentContentChangeEvent[], version: number): readonly TextChange[] | null;
}

function openDocument(content: TextDocument): Editable {
  let pending: TextChange[] | null = null;
  return {
    uri: content.uri,
    languageId: content.languageId,
    file: pathOf(content.uri),
    content,
    takeChanges() {
      const taken = pending;
      pending = [];
      return taken;
    },
    apply(events, version) {
      const changes: TextChange[] = [];
      let whole = false;
      for (const event of events) {
        if ("range" in event) {
          const a = content.offsetAt(event.range.start);
          const b = content.offsetAt(event.range.end);
          changes.push({ start: Math.min(a, b), end: Math.max(a, b), text: event.text });
        } else {
          whole = true;
        }
        TextDocument.update(content, [event], version);
      }
      if (whole) pending = null;
      else pending?.push(...changes);
      return whole ? null : changes;
    },
  };
}
