/** Turns a text into one that somebody could have while typing, pasting or merging. Absent on purpose: any knowledge of the language beyond its words. */
import type { Random } from "./random.ts";

/** What people half-write in a language. */
export type Dialect = "braces" | "indents";

const words = /\s+|[\p{L}\p{N}_$#]+|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\?\?=|\|\|=|=>|\.\.\.|\?\.|./gsu;

/** Half-written code that likes to stand where it should not. */
const inBraces = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "`",
  "${",
  '"',
  "/*",
  "<",
  "await ",
  "=> ",
  "this.",
  "...",
  "??= ",
  "</a>",
  "\r\n",
  "😀",
  "@d ",
  "export ",
  "for (const a of b) ",
];

const inIndents = [
  ":",
  "(",
  ")",
  "[",
  "]",
  "{",
  '"""',
  "'",
  'f"{',
  "#",
  "\\\n",
  "\n",
  "\n    ",
  "\n\t",
  "\r\n",
  "; ",
  "await ",
  "async ",
  "lambda x: ",
  "@d\n",
  "**",
  ":= ",
  "if x: ",
  "else:\n",
  "with a as b:\n        ",
  "for a in b:\n    ",
  "try:\n    ",
  "return ",
  "yield ",
  "del ",
  "global model\n",
  "from a import *\n",
  "😀",
];

const fragments: Readonly<Record<Dialect, readonly string[]>> = { braces: inBraces, indents: inIndents };

type Mutation = (tokens: string[], random: Random, other: string, dialect: Dialect) => string[];

const removed: Mutation = (tokens, random) => {
  const at = random(tokens.length);
  return tokens.toSpliced(at, 1 + random(random(4) === 0 ? 30 : 3));
};

const doubled: Mutation = (tokens, random) => {
  const at = random(tokens.length);
  const part = tokens.slice(at, at + 1 + random(random(4) === 0 ? 40 : 3));
  return tokens.toSpliced(at, 0, ...part);
};

const swapped: Mutation = (tokens, random) => {
  const [a, b] = [random(tokens.length), random(tokens.length)];
  return tokens.with(a, tokens[b]!).with(b, tokens[a]!);
};

/** Names are swapped for other names of the file, so that what comes out is often still a program. */
const renamed: Mutation = (tokens, random) => {
  const names = tokens.flatMap((token, index) => (/^[\p{L}_$]/u.test(token) ? [index] : []));
  if (names.length < 2) return tokens;
  return tokens.with(names[random(names.length)]!, tokens[names[random(names.length)]!]!);
};

const cut: Mutation = (tokens, random) =>
  random(2) === 0 ? tokens.slice(0, random(tokens.length)) : tokens.slice(random(tokens.length));

const spliced: Mutation = (tokens, random, other) => {
  const theirs = tokensOf(other);
  const from = random(theirs.length);
  const part = theirs.slice(from, from + 1 + random(120));
  const at = random(tokens.length);
  return tokens.toSpliced(at, random(40), ...part);
};

const inserted: Mutation = (tokens, random, _, dialect) =>
  tokens.toSpliced(random(tokens.length), 0, fragments[dialect][random(fragments[dialect].length)]!);

/** A line, or all from it on, stands further in or out. */
const indented: Mutation = (tokens, random) => {
  const breaks = tokens.flatMap((token, index) => (/\n[ \t]*$/.test(token) ? [index] : []));
  if (breaks.length === 0) return tokens;
  const from = random(breaks.length);
  const moved = new Set(random(2) === 0 ? [breaks[from]] : breaks.slice(from, from + 1 + random(8)));
  const change = [
    (text: string) => `${text}    `,
    (text: string) => `${text}\t`,
    (text: string) => text.replace(/ {1,4}$/, ""),
  ][random(3)]!;
  return tokens.map((token, index) => (moved.has(index) ? change(token) : token));
};

const common: readonly Mutation[] = [removed, doubled, swapped, renamed, renamed, cut, spliced, inserted];
const mutations: Readonly<Record<Dialect, readonly Mutation[]>> = {
  braces: common,
  indents: [...common, indented, indented],
};

/** One to four changes; the text is never the same as `text` on purpose, but may be. */
export function mutate(text: string, other: string, random: Random, dialect: Dialect = "braces"): string {
  let tokens = tokensOf(text);
  const all = mutations[dialect];
  for (let count = 1 + random(4); count > 0 && tokens.length > 0; count--)
    tokens = all[random(all.length)]!(tokens, random, other, dialect);
  return tokens.join("");
}

export function tokensOf(text: string): string[] {
  const tokens = text.match(words);
  return tokens === null ? [""] : [...tokens];
}
