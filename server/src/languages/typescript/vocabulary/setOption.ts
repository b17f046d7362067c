/**
 * Adds or replaces one key of an options record, and adds the record when the argument is missing. Absent on purpose:
 * options that come from elsewhere, where a caller may have chosen the value.
 */
import type { TextEdit } from "../../../text/edit.ts";
import { ts } from "../compiler.ts";
import { type Code, callOf, indentationAt, innerExpression, insert, replace, startsLine, textOf } from "./code.ts";
import { propertyOf, recordOf } from "./optionsRecord.ts";
import { quoted } from "./style.ts";

export function setOption(
  code: Code,
  id: number,
  argument: number,
  name: string,
  literal: string,
): readonly TextEdit[] | undefined {
  const call = callOf(code, id);
  if (!call || (call.arguments ?? []).some((given) => ts.isSpreadElement(given))) return undefined;
  const given = call.arguments ?? [];
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `${code.style.quote}${name}${code.style.quote}`;
  const entry = `${key}: ${quoted(literal, code.style)}`;
  if (argument >= given.length) return addArgument(code, call, argument, `{ ${entry} }`);
  const present = given[argument]!;
  if (isNothing(innerExpression(present))) return [replace(code, present, `{ ${entry} }`)];
  const record = recordOf(code, present);
  const property = record && propertyOf(record, name);
  if (!record || property === "unclear") return undefined;
  return property ? replaceValue(code, property, entry, quoted(literal, code.style)) : addEntry(code, record, entry);
}

const isNothing = (node: ts.Expression): boolean =>
  node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");

function addArgument(
  code: Code,
  call: ts.CallExpression | ts.NewExpression,
  argument: number,
  record: string,
): readonly TextEdit[] | undefined {
  const given = call.arguments ?? [];
  if (!call.arguments) return argument === 0 ? [insert(call.end, `(${record})`)] : undefined;
  const gap = Array.from({ length: argument - given.length }, () => "undefined");
  const added = [...gap, record].join(", ");
  const last = given.at(-1);
  if (!last) {
    const start = call.arguments.pos;
    const isBlank = code.text.slice(start, call.end - 1).trim() === "";
    return isBlank ? [{ span: { start, end: call.end - 1 }, text: added }] : undefined;
  }
  const lines = startsLine(code, last.getStart(code.sourceFile)) && !startsLine(code, call.getStart(code.sourceFile));
  const lead = indentationAt(code, last.getStart(code.sourceFile));
  const separator = lines || isOnePerLine(code, given) ? `,${code.style.eol}${lead}` : ", ";
  return [insert(last.end, separator + (separator === ", " ? added : [...gap, record].join(separator)))];
}

const isOnePerLine = (code: Code, nodes: readonly ts.Node[]): boolean =>
  nodes.length > 0 && nodes.every((node) => startsLine(code, node.getStart(code.sourceFile)));

function replaceValue(
  code: Code,
  property: ts.ObjectLiteralElementLike,
  entry: string,
  literal: string,
): readonly TextEdit[] | undefined {
  if (ts.isShorthandPropertyAssignment(property)) return [replace(code, property, entry)];
  if (!ts.isPropertyAssignment(property) || textOf(code, property.initializer) === literal) return undefined;
  return [replace(code, property.initializer, literal)];
}

function addEntry(code: Code, record: ts.ObjectLiteralExpression, entry: string): readonly TextEdit[] {
  const last = record.properties.at(-1);
  if (!last) return [fillEmpty(code, record, entry)];
  const start = last.getStart(code.sourceFile);
  if (!startsLine(code, start)) return [insert(last.end, `, ${entry}`)];
  const line = `${code.style.eol}${indentationAt(code, start)}${entry}`;
  const comma = /^\s*,/.exec(code.text.slice(last.end))?.[0];
  const end = endWithTrailing(code, last.end + (comma?.length ?? 0));
  if (comma) return [insert(end, `${line},`)];
  return end === last.end ? [insert(end, `,${line}`)] : [insert(last.end, ","), insert(end, line)];
}

/** Past the comments that follow on the same line. */
const endWithTrailing = (code: Code, end: number): number =>
  ts.getTrailingCommentRanges(code.text, end)?.at(-1)?.end ?? end;

function fillEmpty(code: Code, record: ts.ObjectLiteralExpression, entry: string): TextEdit {
  const inside = code.text.slice(record.getStart(code.sourceFile) + 1, record.end - 1);
  if (inside.trim() === "") return replace(code, record, `{ ${entry} }`);
  return insert(record.end - 1, `${inside.endsWith("\n") ? code.style.indent : " "}${entry}${code.style.eol}`);
}
