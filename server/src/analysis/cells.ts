/**
 * What is different where a text is joined from a notebook's cells: a fix keeps to the cell its finding stands in and to what
 * can be read there, and no finding weighs more than a warning, most less: what runs once by hand is paid once. Absent on purpose: reading cells.
 */
import type { Severity } from "../rules/rule.ts";
import { cellBreak, cellIndexAt, cellSpans, hidden, isNotebook } from "../text/cells.ts";
import type { TextEdit } from "../text/edit.ts";
import { contains, type Span } from "../text/span.ts";

/** Undefined when an edit would reach into another cell, or over something hidden. */
export function withinCell(
  { fileName, text }: { readonly fileName: string; readonly text: string },
  at: Span,
  edits: readonly TextEdit[] | undefined,
): readonly TextEdit[] | undefined {
  if (edits === undefined || !isNotebook(fileName)) return edits;
  const cells = cellSpans(text);
  const own = cells[cellIndexAt(cells, at.start)]!;
  const kept = edits.map((written) => {
    const place = cells[cellIndexAt(cells, written.span.start)]!;
    const edit = clipped(place, written);
    const goesOnTop = isWholeLines(text, edit) && edit.span.start <= topOf(text, place);
    // What a module begins with stands where this cell begins: the cell can be run alone.
    if (!goesOnTop || place.start > own.start) return edit;
    const top = topOf(text, own);
    return { ...edit, span: { start: top, end: top } };
  });
  return kept.every((edit) => contains(own, edit.span) && isReadable(text, edit)) ? kept : undefined;
}

/** A user who names a severity means it. */
export const inNotebook = (severity: Severity): Severity => oneLess[severity];

const oneLess: Readonly<Record<Severity, Severity>> = {
  error: "warning",
  warning: "information",
  information: "information",
  hint: "hint",
};

const isWholeLines = (text: string, { span, text: put }: TextEdit): boolean =>
  span.start === span.end && /^\S[\s\S]*\n$/.test(put) && (span.start === 0 || text[span.start - 1] === "\n");

/** Behind a command that has to be the first line of its cell. */
function topOf(text: string, cell: Span): number {
  let top = cell.start;
  for (;;) {
    const end = text.indexOf("\n", top);
    if (end < 0 || end >= cell.end || !/^\s*$/.test(text.slice(top, end)) || !text.slice(top, end).includes(hidden))
      return top;
    top = end + 1;
  }
}

/** The last line of a cell ends with the cell: what takes the whole line takes the mark behind it too. */
function clipped({ end }: Span, edit: TextEdit): TextEdit {
  const { span, text } = edit;
  if (span.start > end || span.end <= end || span.end > end + cellBreak.length) return edit;
  return { span: { start: span.start, end }, text: text.replace(/\v?\n?$/, "") };
}

const isReadable = (text: string, { span, text: put }: TextEdit): boolean =>
  ![text.slice(span.start, span.end), put].some((part) => part.includes(hidden) || part.includes(cellBreak));
