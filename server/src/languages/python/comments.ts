/** Our own comments behind `#`: what is ignored, measured, or may cost. Absent on purpose: judging what they say. */
import type { Directive, Mark } from "../../facts/facts.ts";
import type { Span } from "../../text/span.ts";

export function directivesIn(text: string, comments: readonly Span[]): readonly Directive[] {
  return ownComments(text, comments).flatMap(({ word, rest, comment, covers }): Directive[] => {
    if (word !== "ignore" && word !== "ignore-file") return [];
    const [list, ...reasons] = rest.split(/\s--(?:\s|$)/);
    const reason = reasons.join(" -- ").trim();
    return [
      {
        kind: word,
        rules: list!.split(/[\s,]+/).filter((one) => /^[a-z][a-z0-9-]*$/.test(one)),
        reason: reason === "" ? null : reason,
        span: comment,
        covers: word === "ignore-file" ? null : covers,
      },
    ];
  });
}

export function marksIn(text: string, comments: readonly Span[]): readonly Mark[] {
  return ownComments(text, comments).flatMap(({ word, rest, comment, covers }): Mark[] => {
    if ((word !== "bench" && word !== "budget") || covers === null) return [];
    return [{ kind: word, text: rest.trim(), span: comment, covers }];
  });
}

function ownComments(text: string, comments: readonly Span[]) {
  return comments.flatMap(({ start, end }) => {
    const match = /^#+\s*inferlens-(ignore-file|ignore|bench|budget)(?![\w-])(.*)$/s.exec(text.slice(start, end));
    if (!match) return [];
    return [{ word: match[1]!, rest: match[2]!, comment: { start, end }, covers: covered(text, start, end) }];
  });
}

/** Its own line when code stands before it, else the next line with code. */
function covered(text: string, start: number, end: number): Span | null {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const before = text.slice(lineStart, start);
  if (before.trim() !== "") return { start: lineStart + before.search(/\S/), end: lineStart + before.trimEnd().length };
  let at = end;
  for (;;) {
    while (at < text.length && /\s/.test(text[at]!)) at++;
    if (text[at] !== "#") break;
    const next = text.indexOf("\n", at);
    at = next < 0 ? text.length : next;
  }
  if (at >= text.length) return null;
  const lineEnd = /\r?\n|$/g;
  lineEnd.lastIndex = at;
  return { start: at, end: lineEnd.exec(text)!.index };
}
