/** Arguments that are given by name: set, taken out, called otherwise. Absent on purpose: records handed on whole, `**options`. */
import type { CallId, Field } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import type { Node } from "../tree.ts";
import { argumentsOf, type Code, callNode, hasComment, insert, isBroken, leadOf, lineStart, replace } from "./code.ts";
import { written } from "./form.ts";

export function setOption(code: Code, id: CallId, name: string, literal: string): readonly TextEdit[] | undefined {
  const call = callNode(code, id);
  const fields = call && fieldsOf(code, id);
  if (!call || !fields || isBroken(code, call)) return undefined;
  const made = written(code, literal, call.start);
  if (!made) return undefined;
  const given = fields.findLast((field) => field.name === name);
  if (given) {
    const isSame = code.text.slice(given.value.span.start, given.value.span.end) === made.text;
    return isSame ? undefined : [...made.edits, replace(given.value.span, made.text)];
  }
  const edit = addArgument(code, call, `${name}=${made.text}`);
  return edit && [...made.edits, edit];
}

export function removeOption(code: Code, id: CallId, name: string): readonly TextEdit[] | undefined {
  const call = callNode(code, id);
  const field = call && fieldsOf(code, id)?.findLast((one) => one.name === name);
  const node = call && field && argumentsOf(call)?.find(({ start }) => start === field.span.start);
  if (!call || !node || isBroken(code, call)) return undefined;
  return removeArgument(code, call, node);
}

export function renameOption(code: Code, id: CallId, name: string, to: string): readonly TextEdit[] | undefined {
  const fields = callNode(code, id) && fieldsOf(code, id);
  const field = fields?.findLast((one) => one.name === name);
  if (!field || fields!.some((one) => one.name === to)) return undefined;
  return [replace(field.nameSpan, to)];
}

function fieldsOf(code: Code, id: CallId): readonly Field[] | undefined {
  const { keywords } = code.facts.calls[id]!;
  if (keywords === null) return [];
  return keywords.kind === "record" && !keywords.open ? keywords.fields : undefined;
}

/** Behind the last argument, in the form the call is written in. */
export function addArgument(code: Code, call: Node, argument: string): TextEdit | undefined {
  const given = argumentsOf(call);
  const list = call.child("arguments");
  if (!given || !list) return undefined;
  const last = given.at(-1);
  if (!last)
    return hasComment(code, list) ? undefined : replace({ start: list.start + 1, end: list.end - 1 }, argument);
  const comma = /^\s*,/.exec(code.text.slice(last.end, list.end - 1))?.[0];
  if (comma === undefined) {
    // On lines of their own, without a comma behind the last.
    const isOwnLine = isFirstOnLine(code, last) && code.text.slice(last.end, list.end).includes("\n");
    return insert(last.end, isOwnLine ? `,${code.eol}${leadOf(code, last.start)}${argument}` : `, ${argument}`);
  }
  const at = last.end + comma.length;
  if (code.text.slice(last.end, at).includes("\n")) return undefined;
  if (!code.text.slice(at, list.end).includes("\n")) return insert(at, ` ${argument}`);
  if (hasComment(code, { start: at, end: list.end })) {
    const comment = code.comments.find(({ start }) => start >= at && !code.text.slice(at, start).includes("\n"));
    return comment && insert(comment.end, `${code.eol}${leadOf(code, last.start)}${argument},`);
  }
  return insert(at, `${code.eol}${leadOf(code, last.start)}${argument},`);
}

const isFirstOnLine = (code: Code, node: Node): boolean =>
  /^[ \t]*$/.test(code.text.slice(lineStart(code, node.start), node.start));

/** With the comma that belongs to it, and its line where it has one of its own. */
function removeArgument(code: Code, call: Node, node: Node): readonly TextEdit[] | undefined {
  const given = argumentsOf(call)!;
  const list = call.child("arguments")!;
  const index = given.indexOf(node);
  const next = given[index + 1];
  const before = given[index - 1];
  const span = next
    ? { start: node.start, end: next.start }
    : before
      ? { start: before.end, end: node.end }
      : { start: list.start + 1, end: list.end - 1 };
  return hasComment(code, span) ? undefined : [{ span, text: "" }];
}
