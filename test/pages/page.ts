/** Reads an executable page: prose, documentation and test in one Markdown file. Absent on purpose: what a page proves. */
import { readFileSync } from "node:fs";
import { lexer } from "marked";

export interface Fence {
  /** `ts`, `js`, `tsx`, … */
  readonly language: string;
  /** Rest of the info string: `fixed`, or a file name such as `app/api/route.ts`; `lib/model.ts beside` is a file beside the next example. */
  readonly title: string;
  readonly code: string;
  /** The heading it stands under. */
  readonly heading: string;
}

export function readPage(file: string): { readonly text: string; readonly fences: readonly Fence[] } {
  const text = readFileSync(file, "utf8");
  const fences: Fence[] = [];
  let heading = "";
  for (const token of lexer(text)) {
    if (token.type === "heading") heading = token.text;
    if (token.type !== "code") continue;
    const [language = "", ...rest] = (token.lang ?? "").split(" ");
    fences.push({ language, title: rest.join(" "), code: `${token.text}\n`, heading });
  }
  return { text, fences };
}

/** Line numbers (zero-based) with the words after `name:` in comments at the end of a line, or alone on the line before. */
export function marks(
  code: string,
  name: string,
): readonly { readonly line: number; readonly words: readonly string[] }[] {
  const found: { line: number; words: string[] }[] = [];
  const lines = code.split("\n");
  lines.forEach((text, line) => {
    const match = new RegExp(`(?://|#|/\\*)\\s*${name}:\\s*([\\w ,-]+)`).exec(text);
    if (!match) return;
    const alone = text.slice(0, match.index).trim() === "" || /^\{\s*$/.test(text.slice(0, match.index).trim());
    found.push({ line: alone ? line + 1 : line, words: match[1]!.trim().split(/[\s,]+/) });
  });
  return found;
}
