/**
 * Our own comments: `inferlens-ignore rule, other -- reason`, `inferlens-ignore-file rule -- reason`, `inferlens-bench` and
 * `inferlens-budget p95 < 20 ms`, in line, block and markup comments. Absent on purpose: judging what they say.
 */
import type { Directive, Mark } from "../../facts/facts.ts";
import type { Span } from "../../text/span.ts";
import { ts } from "./compiler.ts";

const { SyntaxKind } = ts;

export function directivesIn(source: ts.SourceFile): readonly Directive[] {
  return ownComments(source, ["ignore", "ignore-file"]).map(({ word, rest, comment }) => ({
    kind: word,
    ...words(rest),
    span: comment,
    covers: word === "ignore-file" ? null : covered(source.text, comment),
  }));
}

export function marksIn(source: ts.SourceFile): readonly Mark[] {
  return ownComments(source, ["bench", "budget"]).flatMap(({ word, rest, comment }) => {
    const covers = covered(source.text, comment);
    return covers ? [{ kind: word, text: rest.replace(/\*\/$/, "").trim(), span: comment, covers }] : [];
  });
}

interface OwnComment<W extends string> {
  readonly word: W;
  /** What follows the word on its line. */
  readonly rest: string;
  readonly comment: Span;
}

function ownComments<W extends string>(source: ts.SourceFile, wanted: readonly W[]): readonly OwnComment<W>[] {
  const { text } = source;
  if (!text.includes("inferlens-")) return [];
  const found: OwnComment<W>[] = [];
  for (const { index, 0: whole, 1: name } of text.matchAll(/inferlens-(ignore(?:-file)?|bench|budget)(?![\w-])/g)) {
    const word = wanted.find((one) => one === name);
    if (word === undefined) continue;
    const comment = commentAround(source, index);
    if (comment === undefined || !opens(text.slice(comment.start, index))) continue;
    const rest = text.slice(index + whole.length, Math.min(comment.end, lineEnd(text, index)));
    found.push({ word, rest, comment });
  }
  return found;
}

/** Whether a directive may follow: only the comment's opening, or the star that begins a line of a block, stands before it. */
const opens = (before: string): boolean => /(?:^\/[/*]+|[\n\r][ \t]*\*)[ \t]*$/.test(before);

function words(line: string): { readonly rules: readonly string[]; readonly reason: string | null } {
  const [list, ...reasons] = line.replace(/\*\/$/, "").split(/\s--(?:\s|$)/);
  const reason = reasons.join(" -- ").trim();
  const rules = list!.split(/[\s,]+/).filter((word) => /^[a-z][a-z0-9-]*$/.test(word));
  return { rules, reason: reason === "" ? null : reason };
}

/** The comment an offset stands in; undefined when it is inside a string, a template, a pattern or plain markup text. */
function commentAround(source: ts.SourceFile, offset: number): Span | undefined {
  let holder: ts.Node = source;
  let start = 0;
  for (;;) {
    // Between the children of the holder there is only punctuation, white space and comments.
    let next: ts.Node | undefined;
    start = holder === source ? 0 : holder.getStart(source);
    if (offset < start) return scan(source.text, holder.pos, offset);
    ts.forEachChild(holder, (child) => {
      if (child.end <= offset) start = Math.max(start, child.end);
      else if (child.pos <= offset && next === undefined) next = child;
    });
    if (next === undefined) break;
    holder = next;
  }
  if (isText(holder)) return undefined;
  return scan(source.text, start, offset);
}

const isText = (node: ts.Node): boolean =>
  node.kind === SyntaxKind.JsxText ||
  node.kind === SyntaxKind.RegularExpressionLiteral ||
  ts.isStringLiteralLike(node) ||
  node.kind === SyntaxKind.TemplateHead ||
  node.kind === SyntaxKind.TemplateMiddle ||
  node.kind === SyntaxKind.TemplateTail;

/** Reads comments from a place outside any until one holds the offset. */
function scan(text: string, from: number, offset: number): Span | undefined {
  for (let at = from; at <= offset; ) {
    if (text.startsWith("//", at)) {
      const end = lineEnd(text, at);
      if (offset < end) return { start: at, end };
      at = end;
    } else if (text.startsWith("/*", at)) {
      const close = text.indexOf("*/", at + 2);
      const end = close < 0 ? text.length : close + 2;
      if (offset < end) return { start: at, end };
      at = end;
    } else at++;
  }
  return undefined;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isBreak(text.charCodeAt(at))) at++;
  return at;
}

const isBreak = (code: number): boolean => code === 10 || code === 13 || code === 0x2028 || code === 0x2029;

/** Its own line when code stands before it, else the next line with code. */
function covered(text: string, comment: Span): Span | null {
  let lineStart = comment.start;
  while (lineStart > 0 && !isBreak(text.charCodeAt(lineStart - 1))) lineStart--;
  const before = text.slice(lineStart, comment.start);
  const isMarkup = /^\s*\{\s*$/.test(before);
  if (before.trim() !== "" && !isMarkup)
    return { start: lineStart + before.search(/\S/), end: lineStart + before.trimEnd().length };
  let at = comment.end;
  let open = isMarkup;
  for (;;) {
    while (at < text.length && /\s/.test(text[at]!)) at++;
    if (open && text[at] === "}") {
      open = false;
      at++;
    } else if (text.startsWith("//", at)) at = lineEnd(text, at);
    else if (text.startsWith("/*", at)) at = scan(text, at, at)!.end;
    else break;
  }
  return at >= text.length ? null : { start: at, end: lineEnd(text, at) };
}
