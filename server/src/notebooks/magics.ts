/**
 * The commands a notebook's kernel takes besides Python: `%magic`, `!shell`, `name?`. They are hidden with their length kept, so
 * that what is left is Python. Absent on purpose: what the commands do.
 */
import { hidden } from "../text/cells.ts";

/** Cell magics whose body is Python of the same kernel; below any other stands another language or another process. */
const pythonBelow = new Set([
  "capture",
  "debug",
  "ipytest",
  "memit",
  "prun",
  "scalene",
  "snakeviz",
  "time",
  "timeit",
  "wandb",
]);

/** The source of a cell with everything hidden that is no Python. Of the same length. */
export function pythonOf(source: string): string {
  const plain = source.replace(/[\v\f]/g, " ");
  const magic = /^(?:[ \t]*\r?\n)*%%(\w*)/.exec(plain);
  if (magic && !pythonBelow.has(magic[1]!)) return hiddenWhole(plain);
  const reader = new CellReader(plain, magic ? lineEnd(plain, magic[0].length) : 0);
  return reader.read();
}

/** Line ends stay: lines must count as they do in the cell. */
export const hiddenWhole = (source: string): string => source.replace(/[^\r\n]/g, hidden);

/** Reads line by line and knows where a statement can begin: not within brackets, texts, or behind a backslash. */
class CellReader {
  readonly #text: string;
  readonly #out: string[] = [];
  #at: number;
  #depth = 0;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#at = from;
    this.#out.push(hiddenWhole(text.slice(0, from)));
  }

  read(): string {
    while (this.#at < this.#text.length) this.#statementLine();
    return this.#out.join("");
  }

  #statementLine(): void {
    const start = this.#at;
    const indent = /[ \t]*/y;
    indent.lastIndex = start;
    const first = start + indent.exec(this.#text)![0].length;
    if (/[%!?,;/]/.test(this.#text[first] ?? "")) {
      this.#hide(start, first);
      return;
    }
    const command = /(?<=^[^#'"()=]*[^=!<>]=[ \t]*)[%!]/.exec(this.#text.slice(start, lineEnd(this.#text, start)));
    if (command) {
      this.#hide(start, start + command.index);
      return;
    }
    const { end, asks } = this.#codeLine();
    if (asks) this.#out.push(this.#masked(start, first, end));
    else this.#out.push(this.#text.slice(start, end));
    this.#at = end;
  }

  /** From `first` to the end of the line, and of lines a backslash joins to it. */
  #hide(start: number, first: number): void {
    let end = lineEnd(this.#text, first);
    while (end < this.#text.length && /\\\r?$/.test(this.#text.slice(first, end))) end = lineEnd(this.#text, end + 1);
    this.#out.push(this.#masked(start, first, end));
    const next = breakLength(this.#text, end);
    this.#out.push(this.#text.slice(end, end + next));
    this.#at = end + next;
  }

  /** A block needs a statement and an assignment a value: a name that means nothing stands for the command. */
  #masked(start: number, first: number, end: number): string {
    const before = this.#text.slice(start, first);
    const rest = this.#text.slice(first, end);
    return before === "" ? hiddenWhole(rest) : `${before}_${hiddenWhole(rest.slice(1))}`;
  }

  /** One logical line with its line end: it may go over several lines. `asks`: it ends with `?`. */
  #codeLine(): { readonly end: number; readonly asks: boolean } {
    const text = this.#text;
    let last = "";
    let at = this.#at;
    this.#depth = 0;
    while (at < text.length) {
      const sign = text[at]!;
      if (sign === "\n") {
        if (this.#depth === 0) return { end: at + 1, asks: last === "?" };
        at++;
      } else if (sign === "#") at = lineEnd(text, at);
      else if (sign === "\\") at += 1 + Math.max(1, breakLength(text, at + 1));
      else if (sign === '"' || sign === "'") {
        at = textEnd(text, at);
        last = sign;
      } else {
        if ("([{".includes(sign)) this.#depth++;
        else if (")]}".includes(sign)) this.#depth = Math.max(0, this.#depth - 1);
        if (!/\s/.test(sign)) last = sign;
        at++;
      }
    }
    return { end: text.length, asks: last === "?" };
  }
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  if (at < 0) return text.length;
  return text[at - 1] === "\r" && at > from ? at - 1 : at;
}

const breakLength = (text: string, at: number): number => (text[at] === "\n" ? 1 : text.startsWith("\r\n", at) ? 2 : 0);

/** Behind a text in quotes; one that is not closed ends with its line, or with the cell when it is in three quotes. */
function textEnd(text: string, from: number): number {
  const quote = text[from]!;
  const triple = text.startsWith(quote.repeat(3), from);
  const close = triple ? quote.repeat(3) : quote;
  for (let at = from + close.length; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (!triple && text[at] === "\n") return at;
    else if (text.startsWith(close, at)) return at + close.length;
  }
  return text.length;
}
