/** Moves whole lines a step in or out; texts that go over lines keep what they say. Absent on purpose: choosing the lines. */
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { type Code, freeLineStarts, insert, lineEnd } from "./code.ts";

/** One step in, behind the `lead` all of these lines share. */
export const stepIn = (code: Code, span: Span, lead: string): readonly TextEdit[] =>
  freeLineStarts(code, span)
    .filter((at) => code.text.slice(at, lineEnd(code, at)).trim() !== "")
    .map((at) => insert(code.text.startsWith(lead, at) ? at + lead.length : at, code.unit));

/** From the depth of `from` to that of `to`; a line that stands further out already stays. */
export const stepOut = (code: Code, span: Span, from: string, to: string): readonly TextEdit[] =>
  freeLineStarts(code, span)
    .filter((at) => code.text.startsWith(from, at))
    .map((at) => ({ span: { start: at + to.length, end: at + from.length }, text: "" }));
