/**
 * Writes the comment that silences a rule, for the code at a place or for the file. A rule more goes into the comment
 * that is there. The snippet is the text of the one edit with the reason as its tab stop.
 * Absent on purpose: reasons; a comment without one is pointed out elsewhere.
 */

import type { Directive } from "../../../facts/facts.ts";
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { ts } from "../compiler.ts";
import { type Code, indentationAt, insert, lineStart } from "./code.ts";

export interface IgnoreComment {
  readonly edits: readonly TextEdit[];
  readonly snippet: string;
}

export function ignoreComment(code: Code, at: Span, rule: string, scope: "here" | "file"): IgnoreComment {
  const existing = code.facts.directives.find((directive) => speaksOf(code, directive, at, scope));
  if (existing) return extend(code, existing, rule);
  return scope === "file" ? atTop(code, rule) : above(code, at, rule);
}

function speaksOf(code: Code, directive: Directive, at: Span, scope: "here" | "file"): boolean {
  if (scope === "file") return directive.kind === "ignore-file";
  if (directive.kind !== "ignore" || !directive.covers) return false;
  const line = lineStart(code.text, at.start);
  return (
    directive.covers.end > line &&
    directive.covers.start <= at.start &&
    lineStart(code.text, directive.covers.start) === line
  );
}

/** Adds the rule to a comment's list. */
function extend(code: Code, directive: Directive, rule: string): IgnoreComment {
  if (directive.rules.includes(rule)) return { edits: [], snippet: "" };
  const text = code.text.slice(directive.span.start, directive.span.end);
  const list = /inferlens-ignore(-file)?((?:[ \t,]+(?!--)[\w-]+)*)/.exec(text);
  if (!list) return { edits: [], snippet: "" };
  const end = directive.span.start + list.index + list[0].length;
  const added = `${directive.rules.length > 0 ? "," : ""} ${rule}`;
  return { edits: [insert(end, added)], snippet: escaped(added) };
}

function above(code: Code, at: Span, rule: string): IgnoreComment {
  const line = lineStart(code.text, at.start);
  const lead = indentationAt(code, at.start);
  const words = `inferlens-ignore ${rule} -- `;
  switch (textKindAt(code, line, at.start)) {
    case "code":
      return comment(line, `${lead}// ${words}`, code.style.eol);
    case "jsx":
      return comment(line, `${lead}{/* ${words}`, ` */}${code.style.eol}`);
    case "template":
      return comment(at.start, `/* ${words}`, " */ ");
  }
}

function comment(offset: number, head: string, tail: string): IgnoreComment {
  return { edits: [insert(offset, head + tail)], snippet: `${escaped(head)}\${1:reason}${escaped(tail)}` };
}

const escaped = (text: string): string => text.replace(/[\\$}]/g, "\\$&");

/** What a line's start lies in: code, the text between JSX tags, or the content of a template string. */
function textKindAt(code: Code, line: number, at: number): "code" | "jsx" | "template" {
  const found = new Set<"jsx" | "template">();
  const visit = (node: ts.Node): void => {
    if (node.pos > line || node.end < line) return;
    const start = ts.isJsxText(node) ? node.pos : node.getStart(code.sourceFile);
    const inside = start < line && line < node.end;
    if (ts.isJsxText(node) && start <= line && (inside || node.end >= line)) found.add("jsx");
    if (
      inside &&
      (ts.isTemplateHead(node) ||
        ts.isTemplateMiddleOrTemplateTail(node) ||
        ts.isNoSubstitutionTemplateLiteral(node) ||
        ts.isStringLiteral(node))
    )
      found.add("template");
    ts.forEachChild(node, visit);
  };
  visit(code.sourceFile);
  if (found.has("template") && at !== line) return "template";
  return found.has("jsx") ? "jsx" : "code";
}

/** After what has to come first: a byte order mark, `#!`, directives such as "use client". */
function atTop(code: Code, rule: string): IgnoreComment {
  const { text, sourceFile } = code;
  const { eol } = code.style;
  const prologue = sourceFile.statements.filter((_, index, all) => all.slice(0, index + 1).every(isDirective));
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  if (text.startsWith("#!", offset)) offset = nextLine(text, offset);
  const last = prologue.at(-1);
  if (last) offset = nextLine(text, last.end);
  const isOnNewLine = offset === 0 || (offset === 1 && text.startsWith("\uFEFF")) || /[\r\n]/.test(text[offset - 1]!);
  return comment(offset, `${isOnNewLine ? "" : eol}// inferlens-ignore-file ${rule} -- `, eol);
}

const isDirective = (statement: ts.Statement): boolean =>
  ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);

function nextLine(text: string, from: number): number {
  const match = /\r\n|\n|\r/.exec(text.slice(from));
  return match ? from + match.index + match[0].length : text.length;
}
