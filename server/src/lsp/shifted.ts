/** Where a place goes when the text before it changes. Nothing else. */
import type { TextChange } from "../languages/language.ts";

export function shifted(offset: number, change: TextChange): number {
  if (change.end <= offset) return offset + change.text.length - (change.end - change.start);
  return Math.min(offset, change.start);
}
