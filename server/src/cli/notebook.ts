/** A notebook in a check: where findings stand in its file, and fixes as changes of that file. Absent on purpose: files of one text. */
import { readFileSync } from "node:fs";
import { fixedNotebook, inFile, notebookPlaces } from "../notebooks/filePlaces.ts";
import { readNotebook } from "../notebooks/notebookFile.ts";
import type { FileFindings } from "../report/checkResult.ts";
import { isNotebook } from "../text/cells.ts";
import type { TextEdit } from "../text/edit.ts";
import { LineIndex } from "../text/span.ts";

type Placed = Pick<FileFindings, "lines" | "cells">;

/** Of findings in a file whose text, as analysed, is this one. */
export function placesIn(file: string, text: string): Placed {
  if (!isNotebook(file)) return { lines: new LineIndex(text) };
  const places = notebookPlaces(readFileSync(file, "utf8"));
  return { lines: places, cells: places };
}

/** Edits whose text stands in the file as it is: within the quotes of a notebook's lines. */
export const editsInFile = (file: string, edits: readonly TextEdit[] | undefined): readonly TextEdit[] | undefined =>
  isNotebook(file) ? edits?.map(({ span, text }) => ({ span, text: inFile(text) })) : edits;

/** Why a notebook cannot be looked at; undefined for one that can, and for every other file. */
export function notebookProblem(file: string): string | undefined {
  if (!isNotebook(file)) return undefined;
  const notebook = readNotebook(readFileSync(file, "utf8"));
  return "problem" in notebook ? notebook.problem : undefined;
}

/** What the file on disk becomes; undefined when it no longer says what was analysed. */
export function repairedFile(
  file: string,
  before: string,
  after: string,
  rounds: readonly (readonly TextEdit[])[],
): string | undefined {
  const raw = readFileSync(file, "utf8");
  if (!isNotebook(file)) return raw === before ? after : undefined;
  const notebook = readNotebook(raw);
  return "text" in notebook && notebook.text === before ? fixedNotebook(raw, rounds) : undefined;
}
