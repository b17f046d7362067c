/**
 * What a fix may ask of Python. A verb that is not here yet answers "cannot", and the fix is not offered. Absent on purpose: any
 * judgement of whether a change is wise.
 */
import type { CodeFacts, Field } from "../../facts/facts.ts";
import type { Vocabulary } from "../../facts/vocabulary.ts";
import type { TextEdit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

const cannot = (): undefined => undefined;

export function createVocabulary(text: string, facts: CodeFacts): Vocabulary {
  const keywordsOf = (call: number): readonly Field[] | undefined => {
    const { keywords } = facts.calls[call]!;
    if (keywords === null) return [];
    return keywords.kind === "record" && !keywords.open ? keywords.fields : undefined;
  };

  return {
    hoistPromise: cannot,
    hoistValue: cannot,
    moveBeforeLoop: cannot,
    keepPromise: cannot,
    callOnce: cannot,
    callTogether: cannot,
    awaitTogether: cannot,
    inGroups: cannot,
    writeAfterLoop: cannot,
    addAfterLastUse: cannot,
    awaitMember: cannot,
    renameMember: cannot,
    wrapCall: cannot,
    removeAssignment: cannot,
    renameOption: cannot,
    rewrite: cannot,
    insertBefore: cannot,
    insertAfter: cannot,
    runUnder: cannot,
    guardFunction: cannot,
    moveOut: cannot,
    makeSynchronous: cannot,
    removeStatement(at) {
      const line = lineOf(text, at);
      const rest = text.slice(line.start, at.start) + text.slice(at.end, line.end).replace(/#.*$/, "");
      const isAlone = rest.trim() === "";
      // A block needs a statement: the only one cannot go.
      return isAlone && hasSibling(text, line) ? [{ span: withBreak(text, line), text: "" }] : undefined;
    },
    setOption(call, _argument, name, literal) {
      const fields = keywordsOf(call);
      if (fields === undefined) return undefined;
      const written = fields.findLast((field) => field.name === name);
      if (written) return [{ span: written.value.span, text: literal }];
      return addKeyword(text, facts.calls[call]!.span, `${name}=${literal}`);
    },
    removeOption(call, _argument, name) {
      const field = keywordsOf(call)?.findLast((one) => one.name === name);
      return field && [{ span: withComma(text, field.span), text: "" }];
    },
    replaceNumber: (at, number) =>
      /^-?[\d_.]+$/.test(text.slice(at.start, at.end)) ? [{ span: at, text: String(number) }] : undefined,
    ignoreComment(at, rule, scope) {
      const lineStart = text.lastIndexOf("\n", at.start - 1) + 1;
      const indent = /^[ \t]*/.exec(text.slice(lineStart))![0];
      const eol = text.includes("\r\n") ? "\r\n" : "\n";
      const word = scope === "file" ? "inferlens-ignore-file" : "inferlens-ignore";
      const place = scope === "file" ? fileStart(text) : lineStart;
      const before = scope === "file" ? "" : indent;
      const edit: TextEdit = { span: { start: place, end: place }, text: `${before}# ${word} ${rule} -- ${eol}` };
      return { edits: [edit], snippet: `${escaped(`${before}# ${word} ${rule} -- `)}$0${eol}` };
    },
    ignoreOnly(comment, rules) {
      const written = text.slice(comment.start, comment.end);
      const match = /^(#+\s*inferlens-ignore(?:-file)?)(\s+[\w,\s-]*?)?(\s--.*)?$/s.exec(written);
      if (!match) return undefined;
      if (rules.length > 0) return [{ span: comment, text: `${match[1]} ${rules.join(", ")}${match[3] ?? ""}` }];
      return [{ span: wholeLine(text, comment), text: "" }];
    },
  };
}

/** Behind the last argument, in the form the call is written in. */
function addKeyword(text: string, call: Span, keyword: string): readonly TextEdit[] | undefined {
  const close = call.end - 1;
  if (text[close] !== ")") return undefined;
  let last = close - 1;
  while (last > call.start && /\s/.test(text[last]!)) last--;
  if (text.lastIndexOf("#", last) > text.lastIndexOf("\n", last)) return undefined; // a comment ends the line
  const at = { start: last + 1, end: last + 1 };
  if (text[last] === "(") return [{ span: at, text: keyword }];
  if (text[last] !== ",") return [{ span: at, text: `, ${keyword}` }];
  // Arguments on lines of their own, with a comma behind the last.
  const lineStart = text.lastIndexOf("\n", last) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))![0];
  const isOwnLine = text.slice(last + 1, close).includes("\n");
  return [{ span: at, text: isOwnLine ? `\n${indent}${keyword},` : ` ${keyword}` }];
}

/** An argument with the comma that belongs to it. */
function withComma(text: string, span: Span): Span {
  const behind = /^[ \t]*,[ \t]*(?:\r?\n[ \t]*(?=[^\s)]))?/.exec(text.slice(span.end));
  if (behind) return { start: span.start, end: span.end + behind[0].length };
  const before = /,\s*$/.exec(text.slice(0, span.start));
  return before ? { start: span.start - before[0].length, end: span.end } : span;
}

/** Behind what has to come first: `#!`, a line that names the encoding, a text that documents the module. */
function fileStart(text: string): number {
  const head = /^(?:\uFEFF)?(?:#![^\n]*\n)?(?:#[^\n]*coding[:=][^\n]*\n)?/.exec(text)!;
  return head[0].length;
}

function wholeLine(text: string, comment: Span): Span {
  const lineStart = text.lastIndexOf("\n", comment.start - 1) + 1;
  const before = text.slice(lineStart, comment.start);
  if (before.trim() !== "") return { start: lineStart + before.trimEnd().length, end: comment.end };
  const next = text.indexOf("\n", comment.end);
  return { start: lineStart, end: next < 0 ? comment.end : next + 1 };
}

const escaped = (text: string): string => text.replace(/[\\$}]/g, "\\$&");

function lineOf(text: string, { start, end }: Span): Span {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end);
  return { start: from, end: to < 0 ? text.length : to };
}

const withBreak = (text: string, { start, end }: Span): Span =>
  end < text.length ? { start, end: end + 1 } : { start: Math.max(0, start - 1), end };

const indentOf = (line: string): number => /^[ \t]*/.exec(line)![0].length;

/** Whether the block has another statement: a line of the same depth right before or after, without one of less between. */
function hasSibling(text: string, line: Span): boolean {
  const depth = indentOf(text.slice(line.start, line.end));
  const before = text.slice(0, line.start).split("\n").slice(0, -1).reverse();
  const after = text.slice(line.end + 1).split("\n");
  return [before, after].some((lines) => {
    for (const one of lines) {
      if (one.trim() === "" || one.trim().startsWith("#")) continue;
      if (indentOf(one) < depth) return false;
      if (indentOf(one) === depth) return true;
    }
    return false;
  });
}
