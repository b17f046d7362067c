/** Edits as a few lines to read: lines that go, then lines that come. Absent on purpose: a whole diff; the editor shows that when the fix is chosen. */
import { applyEdits, type TextEdit } from "../text/edit.ts";

const most = 6;
const longest = 90;

/** At most six lines, moved together to the left as far as they go; a line that only moves says where to. */
export function diffLines(text: string, edits: readonly TextEdit[]): string[] {
  const before = text.split(/\r\n|\r|\n/);
  const after = applyEdits(text, edits).split(/\r\n|\r|\n/);
  const stays = new Set(after);
  const was = new Set(before);
  const gone = before.filter((line) => line.trim() !== "" && !stays.has(line));
  const moved = new Set(gone.map((line) => line.trim()));
  const come = after.flatMap((line, index) => {
    if (line.trim() === "" || was.has(line)) return [];
    return [moved.has(line.trim()) ? `${line}   (moved to line ${index + 1})` : line];
  });
  const goneShown = gone.slice(0, most - Math.min(come.length, most / 2));
  const comeShown = come.slice(0, most - goneShown.length);
  const indent = Math.min(...[...goneShown, ...comeShown].map((line) => /^\s*/.exec(line)![0].length));
  const marked = (sign: string, lines: readonly string[]): string[] =>
    lines.map((line) => shortened(`${sign} ${line.slice(indent)}`));
  return [...marked("-", goneShown), ...marked("+", comeShown)];
}

const shortened = (line: string): string => (line.length > longest ? `${line.slice(0, longest - 1)}\u2026` : line);
