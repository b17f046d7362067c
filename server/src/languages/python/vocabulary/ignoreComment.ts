/** Comments of ours: written above a line or at the top of the file, changed, taken away. Absent on purpose: lines inside of a text. */
import type { Vocabulary } from "../../../facts/vocabulary.ts";
import type { TextEdit } from "../../../text/edit.ts";
import type { Span } from "../../../text/span.ts";
import type { Node } from "../tree.ts";
import { allNodes } from "./code.ts";
import { headEnd } from "./packages.ts";

export const ignoreComment = (
  text: string,
  root: Node,
  ...[at, rule, scope]: Parameters<Vocabulary["ignoreComment"]>
): ReturnType<Vocabulary["ignoreComment"]> => {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const word = scope === "file" ? "inferlens-ignore-file" : "inferlens-ignore";
  if (scope === "file") return comment(headEnd(text), `# ${word} ${rule} -- `, eol);
  const start = text.lastIndexOf("\n", at.start - 1) + 1;
  if (!isInside(text, root, start)) {
    const lead = /^[ \t\f]*/.exec(text.slice(start))![0];
    return comment(start, `${lead}# ${word} ${rule} -- `, eol);
  }
  // The line goes on what is above it: the comment stands behind it.
  const end = /\r?\n|$/g;
  end.lastIndex = at.start;
  const { index } = end.exec(text)!;
  const goesOn = text[index - 1] === "\\" || isWithinText(root, index) || /#/.test(text.slice(at.start, index));
  return goesOn ? { edits: [], snippet: "" } : comment(index, `  # ${word} ${rule} -- `, "");
};

const comment = (at: number, text: string, eol: string): ReturnType<Vocabulary["ignoreComment"]> => ({
  edits: [{ span: { start: at, end: at }, text: text + eol }],
  snippet: `${text.replace(/[\\$}]/g, "\\$&")}$0${eol}`,
});

const isInside = (text: string, root: Node, start: number): boolean =>
  /\\\r?\n$/.test(text.slice(Math.max(0, start - 3), start)) || isWithinText(root, start);

function isWithinText(root: Node, at: number): boolean {
  for (const node of allNodes(root)) if (node.type === "string" && node.start < at && at < node.end) return true;
  return false;
}

export function ignoreOnly(text: string, at: Span, rules: readonly string[]): readonly TextEdit[] | undefined {
  const match = /^(#+\s*inferlens-ignore(?:-file)?)(\s+[\w,\s-]*?)?(\s--.*)?$/s.exec(text.slice(at.start, at.end));
  if (!match) return undefined;
  if (rules.length > 0) return [{ span: at, text: `${match[1]} ${rules.join(", ")}${match[3] ?? ""}` }];
  return [{ span: wholeLine(text, at), text: "" }];
}

function wholeLine(text: string, at: Span): Span {
  const lineStart = text.lastIndexOf("\n", at.start - 1) + 1;
  const before = text.slice(lineStart, at.start);
  if (before.trim() !== "") return { start: lineStart + before.trimEnd().length, end: at.end };
  const next = text.indexOf("\n", at.end);
  return { start: lineStart, end: next < 0 ? at.end : next + 1 };
}
