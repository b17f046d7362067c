/**
 * Makes an ignore comment name some rules only, and takes it away when none is left: its line with it when nothing else
 * stands there. Absent on purpose: comments of several lines that say more than that, and comments whose removal would
 * change what JSX renders.
 */
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import { ts } from "../compiler.ts";
import { type Code, lineStart } from "./code.ts";

export function ignoreOnly(code: Code, comment: Span, rules: readonly string[]): readonly TextEdit[] | undefined {
  const text = code.text.slice(comment.start, comment.end);
  const list = /inferlens-ignore(?:-file)?((?:[ \t,]+(?!--)[\w-]+)*)/.exec(text);
  // Two of them in one comment: which one is meant is not told.
  if (!list || text.indexOf("inferlens-ignore", list.index + 1) >= 0) return undefined;
  if (rules.length > 0) {
    const end = comment.start + list.index + list[0].length;
    const wanted = ` ${rules.join(", ")}`;
    return wanted === list[1] ? undefined : [{ span: { start: end - list[1]!.length, end }, text: wanted }];
  }
  if (saysMore(text, list.index)) return undefined;
  const whole = withBraces(code, comment);
  return whole && [{ span: withSpace(code, whole), text: joins(code, whole) ? " " : "" }];
}

/** Other words in a block of several lines. */
function saysMore(text: string, at: number): boolean {
  const before = text.slice(0, at);
  const after = text.slice(at).split(/\r\n|[\n\r\u2028\u2029]/);
  return /\w/.test(before) || after.slice(1).some((line) => /\w/.test(line));
}

/** Between JSX tags a comment stands in braces; undefined where the text on both sides would run together. */
function withBraces(code: Code, comment: Span): Span | undefined {
  const holder = emptyExpressionAround(code.sourceFile, comment);
  if (!holder) return comment;
  const children = siblingsOf(holder);
  const at = children.indexOf(holder);
  const isWords = (node: ts.Node | undefined): boolean =>
    node !== undefined && ts.isJsxText(node) && node.text.trim() !== "";
  if (isWords(children[at - 1]) && isWords(children[at + 1])) return undefined;
  return { start: holder.getStart(code.sourceFile), end: holder.end };
}

const siblingsOf = ({ parent }: ts.JsxExpression): readonly ts.Node[] =>
  ts.isJsxElement(parent) || ts.isJsxFragment(parent) ? parent.children : [];

function emptyExpressionAround(source: ts.SourceFile, comment: Span): ts.JsxExpression | undefined {
  const visit = (node: ts.Node): ts.JsxExpression | undefined => {
    if (node.pos > comment.start || node.end < comment.end) return undefined;
    if (ts.isJsxExpression(node) && node.expression === undefined) return node;
    return ts.forEachChild(node, visit);
  };
  return visit(source);
}

/** With its line where it stands alone, else with the white space before it at a line's end, or after it within one. */
function withSpace({ text }: Code, { start, end }: Span): Span {
  const line = lineStart(text, start);
  const rest = /^[ \t]*(\r\n|[\n\r\u2028\u2029]|$)/.exec(text.slice(end));
  const lead = /[ \t]*$/.exec(text.slice(line, start))![0].length;
  if (rest && start - lead === line) return { start: line, end: end + rest[0].length };
  if (rest) return { start: start - lead, end: end + rest[0].length - rest[1]!.length };
  return { start, end: end + /^[ \t]*/.exec(text.slice(end))![0].length };
}

/** What stood on both sides must not become one word. */
function joins(code: Code, whole: Span): boolean {
  const { start, end } = withSpace(code, whole);
  return /[\w$]$/.test(code.text.slice(0, start)) && /^[\w$]/.test(code.text.slice(end));
}
