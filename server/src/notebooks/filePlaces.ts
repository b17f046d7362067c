/**
 * Where the cells of a notebook stand in its file, letter by letter, and the file with some cells' source changed and everything
 * else as it was. Absent on purpose: reading what the cells say (notebookFile.ts).
 */
import { visit } from "jsonc-parser";
import { cellIndexAt, cellSpans } from "../text/cells.ts";
import { applyEdits, type TextEdit } from "../text/edit.ts";
import { LineIndex, type Position } from "../text/span.ts";
import { readNotebook } from "./notebookFile.ts";

export interface CellPlace extends Position {
  /** Among all cells of the notebook, from 0; line and column are those in the cell. */
  readonly cell: number;
}

/** Offsets of the joined text in terms of the file, as a LineIndex has them of a text. */
export interface NotebookPlaces {
  /** In the file itself. */
  position(offset: number): Position;
  cellPosition(offset: number): CellPlace;
}

export function notebookPlaces(raw: string): NotebookPlaces {
  const notebook = readNotebook(raw);
  const { cells, text } = "text" in notebook ? notebook : { cells: [], text: "" };
  const spans = cellSpans(text);
  const sources = sourcesIn(raw);
  const rawLines = new LineIndex(raw);
  const joinedLines = new LineIndex(text);
  return {
    position(offset) {
      const at = cellIndexAt(spans, offset);
      const source = sources.get(cells[at]?.index ?? -1);
      return rawLines.position(source ? offsetIn(raw, source, offset - spans[at]!.start) : 0);
    },
    cellPosition(offset) {
      const at = cellIndexAt(spans, offset);
      const { line, column } = joinedLines.position(Math.min(offset, spans[at]!.end));
      return { cell: cells[at]?.index ?? 0, line: line - joinedLines.position(spans[at]!.start).line, column };
    },
  };
}

/** Text as it stands between the quotes of the file. */
export const inFile = (text: string): string => JSON.stringify(text).slice(1, -1);

/**
 * The file after rounds of edits of the joined text, each of the text the round before left. Undefined when they do not
 * keep to the cells.
 */
export function fixedNotebook(raw: string, rounds: readonly (readonly TextEdit[])[]): string | undefined {
  const notebook = readNotebook(raw);
  if (!("text" in notebook)) return undefined;
  let { text } = notebook;
  // As written, hidden parts too: of the same length, so the same edits fit.
  let written = text;
  for (const [at, { start, end }] of cellSpans(text).entries())
    written = written.slice(0, start) + (notebook.cells[at]?.source ?? "") + written.slice(end);
  for (const edits of rounds) [text, written] = [applyEdits(text, edits), applyEdits(written, edits)];
  const spans = cellSpans(text);
  if (spans.length !== Math.max(1, notebook.cells.length)) return undefined;
  const sources = sourcesIn(raw);
  const changes = notebook.cells.flatMap(({ index, source }, at): TextEdit[] => {
    const now = written.slice(spans[at]!.start, spans[at]!.end);
    const place = sources.get(index);
    return now === source || !place ? [] : [{ span: place, text: encoded(raw, place, now) }];
  });
  return applyEdits(raw, changes);
}

/** The value of a cell's `source`: one text, or a list of them. */
interface Source {
  readonly start: number;
  end: number;
  readonly isList: boolean;
  readonly pieces: Piece[];
}

interface Piece {
  readonly value: string;
  /** With its quotes. */
  readonly start: number;
  readonly end: number;
}

/** By the cell's number. Where a key stands twice, the last counts, as it does for whoever reads the JSON. */
function sourcesIn(raw: string): ReadonlyMap<number, Source> {
  const found = new Map<number, Source>();
  const cellOf = (path: readonly (string | number)[]): number | undefined =>
    path[0] === "cells" && typeof path[1] === "number" && path[2] === "source" ? path[1] : undefined;
  let open: Source | undefined;
  visit(raw, {
    onObjectBegin: (_offset, _length, _line, _column, path) => {
      const at = path();
      return at.length === 0 || (at.length === 2 && at[0] === "cells");
    },
    onObjectEnd() {}, // without it the visitor does not notice where what is skipped ends
    onArrayBegin: (offset, _length, _line, _column, path) => {
      const at = path();
      const cell = at.length === 3 ? cellOf(at) : undefined;
      if (cell !== undefined) {
        open = { start: offset, end: offset, isList: true, pieces: [] };
        found.set(cell, open);
      }
      return cell !== undefined || (at.length === 1 && at[0] === "cells");
    },
    onArrayEnd: (offset, length) => {
      if (open) open.end = offset + length;
      open = undefined;
    },
    onLiteralValue: (value: unknown, offset, length, _line, _column, path) => {
      if (typeof value !== "string") return;
      const piece = { value, start: offset, end: offset + length };
      if (open) open.pieces.push(piece);
      else {
        const at = path();
        const cell = at.length === 3 ? cellOf(at) : undefined;
        if (cell !== undefined) found.set(cell, { start: piece.start, end: piece.end, isList: false, pieces: [piece] });
      }
    },
  });
  return found;
}

/** The offset in the file of one in the cell's source. */
function offsetIn(raw: string, { start, pieces }: Source, offset: number): number {
  let left = offset;
  for (const [index, { value, start: quote, end }] of pieces.entries()) {
    if (left < value.length || (left === value.length && index === pieces.length - 1)) {
      let at = quote + 1;
      for (; left > 0 && at < end - 1; left--) at += raw[at] === "\\" ? (raw[at + 1] === "u" ? 6 : 2) : 1;
      return at;
    }
    left -= value.length;
  }
  return start;
}

/** In the form the cell had, line by line in a list; lines that were there keep their letters. */
function encoded(raw: string, { start, end, isList, pieces }: Source, source: string): string {
  const known = new Map(pieces.map((piece) => [piece.value, raw.slice(piece.start, piece.end)]));
  const literal = (text: string) => known.get(text) ?? JSON.stringify(text);
  if (!isList) return literal(source);
  const lines = source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const [first, second] = pieces;
  const last = pieces.at(-1);
  if (!first || !last) return `[${lines.map(literal).join(", ")}]`;
  const opening = raw.slice(start, first.start);
  const between = second ? raw.slice(first.end, second.start) : `,${opening.slice(1)}`;
  return opening + lines.map(literal).join(between) + raw.slice(last.end, end);
}
