/** Where a finding stands, as people read it: in a notebook by cell, since nobody sees the lines of its file. Absent on purpose: forms that machines read. */
import type { FileFindings } from "./checkResult.ts";

type Places = Pick<FileFindings, "lines" | "cells">;

/** `12:5`, or `cell 3:2:8`; all count from 1. */
export function placeOf(places: Places, offset: number): string {
  const { column } = places.cells?.cellPosition(offset) ?? places.lines.position(offset);
  return `${lineOf(places, offset)}:${column + 1}`;
}

/** `12`, or `cell 3:2`. */
export function lineOf({ lines, cells }: Places, offset: number): string {
  if (!cells) return `${lines.position(offset).line + 1}`;
  const { cell, line } = cells.cellPosition(offset);
  return `cell ${cell + 1}:${line + 1}`;
}
