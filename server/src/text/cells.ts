/**
 * Several texts that make one program, as one: the cells of a notebook in their order, with a mark between them, each cell at the
 * start of a line. What a front end must not read in a cell is blanked with a sign of its own, so that offsets stay true and
 * nobody writes over it. Absent on purpose: where the cells come from.
 */
import type { Span } from "./span.ts";

/** Stands between two cells: white space to whoever reads on. */
export const cellBreak = "\v\n";

/** Stands for each character of a cell that is not ours to read. */
export const hidden = "\f";

const notebookEnding = ".ipynb";

/** Whether the text of a file is joined from cells; told by its name. */
export const isNotebook = (fileName: string): boolean => fileName.endsWith(notebookEnding);

/** The cells of a joined text, without the marks between them. */
export function cellSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = 0; ; ) {
    const end = text.indexOf(cellBreak, start);
    spans.push({ start, end: end < 0 ? text.length : end });
    if (end < 0) return spans;
    start = end + cellBreak.length;
  }
}

/** The cell that holds an offset; the mark behind a cell belongs to it. */
export function cellIndexAt(cells: readonly Span[], offset: number): number {
  let low = 0;
  let high = cells.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (cells[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
