/**
 * Removes one key of an options record with the comments that belong to it, and the record when it becomes empty and
 * is the last argument. Absent on purpose: values that do something when they are computed.
 */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type Code, callOf, lineStart, startsLine, startWithComments } from "./code.ts";
import { isStill } from "./movable.ts";
import { propertyOf, recordOf } from "./optionsRecord.ts";

export function removeOption(code: Code, id: number, argument: number, name: string): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  const given = call?.arguments?.[argument];
  if (!call || !given || call.arguments!.some((other) => ts.isSpreadElement(other))) return undefined;
  const record = recordOf(code, given);
  const property = record && propertyOf(record, name);
  if (!record || !property || property === "unclear") return undefined;
  if (
    !ts.isShorthandPropertyAssignment(property) &&
    !(ts.isPropertyAssignment(property) && isStill(code, property.initializer))
  )
    return undefined;
  if (record.properties.length > 1) return [removeEntry(code, record, property)];
  if (hasOtherComments(code, record, property)) return [removeEntry(code, record, property)];
  const isLast = record === given && call.arguments!.length === argument + 1;
  if (!isLast) return [{ span: { start: record.getStart(code.sourceFile), end: record.end }, text: "{}" }];
  const before = call.arguments![argument - 1];
  const start = before ? before.end : call.arguments!.pos;
  return [{ span: { start, end: before ? given.end : call.end - 1 }, text: "" }];
}

/** The entry with its comma, and with its line when it has one of its own. */
function removeEntry(code: Code, record: ts.ObjectLiteralExpression, property: ts.ObjectLiteralElementLike): TextEdit {
  const index = record.properties.indexOf(property);
  const next = record.properties[index + 1];
  const previous = record.properties[index - 1];
  const start = startWithComments(code, property);
  const comma = /^\s*,/.exec(code.text.slice(property.end));
  let end = property.end + (comma?.[0].length ?? 0);
  const comment = ts.getTrailingCommentRanges(code.text, end)?.at(-1);
  if (comment) end = comment.end;
  const rest = /^[ \t]*(\r\n|\n|\r)/.exec(code.text.slice(end));
  if (startsLine(code, start) && rest)
    return { span: { start: lineStart(code.text, start), end: end + rest[0].length }, text: "" };
  if (next) return { span: { start, end: next.getStart(code.sourceFile) }, text: "" };
  if (previous) return { span: { start: previous.end, end: property.end }, text: "" };
  return { span: { start, end }, text: "" };
}

function hasOtherComments(code: Code, record: ts.ObjectLiteralExpression, property: ts.Node): boolean {
  const head = code.text.slice(record.getStart(code.sourceFile) + 1, startWithComments(code, property));
  const comma = /^\s*,/.exec(code.text.slice(property.end));
  const tail = code.text.slice(property.end + (comma?.[0].length ?? 0), record.end - 1);
  return /\S/.test(head) || /^\s*\n[\s\S]*\S/.test(tail);
}
