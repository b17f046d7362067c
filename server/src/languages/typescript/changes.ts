/** From an editor's changes to the one range the incremental parser wants. Absent on purpose: trust; a range that does not add up is refused. */
import type { TextChange } from "../language.ts";

export interface ChangedRange {
  /** In the old text. */
  readonly start: number;
  readonly end: number;
  /** Length of what stands there now. */
  readonly length: number;
}

/** The smallest known range outside which both texts are equal; undefined when the changes do not lead from one to the other. */
export function changedRange(
  before: string,
  after: string,
  changes: readonly TextChange[] | undefined,
): ChangedRange | undefined {
  if (changes === undefined) return difference(before, after);
  let head = Math.min(before.length, after.length);
  let tail = head;
  let length = before.length;
  for (const { start, end, text } of changes) {
    if (start < 0 || end < start || end > length) return undefined;
    head = Math.min(head, start);
    tail = Math.min(tail, length - end);
    length += text.length - (end - start);
  }
  if (length !== after.length) return undefined;
  tail = Math.max(0, Math.min(tail, before.length - head, after.length - head));
  const isEqualOutside =
    before.slice(0, head) === after.slice(0, head) &&
    before.slice(before.length - tail) === after.slice(after.length - tail);
  return isEqualOutside ? { start: head, end: before.length - tail, length: after.length - tail - head } : undefined;
}

function difference(before: string, after: string): ChangedRange {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head++;
  let tail = 0;
  while (
    tail < shorter - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { start: head, end: before.length - tail, length: after.length - tail - head };
}
