/** Whatever is typed, incremental parsing says what a fresh parse says, and older results keep their answers. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadFrontEnd } from "../../../server/src/languages/index.ts";
import type { FrontEnd, Parsed, TextChange } from "../../../server/src/languages/language.ts";
import { readPage } from "../../pages/page.ts";
import { plain } from "./plain.ts";

const frontEnd: FrontEnd = await loadFrontEnd("typescript");
const folder = fileURLToPath(new URL("../../../server/src/languages/conformance/", import.meta.url));
const samples = readdirSync(folder)
  .filter((file) => file.endsWith(".md"))
  .flatMap((file) => readPage(folder + file).fences)
  .filter(({ language }) => /^[tj]sx?$/.test(language))
  .map(({ language, code }, index) => ({ fileName: `sample${index}.${language}`, text: code }));

const fragments = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ";",
  ",",
  "\n",
  "\r\n",
  "`",
  "${",
  '"',
  "'",
  "/*",
  "*/",
  "// ",
  "<",
  ">",
  "</a>",
  "=>",
  "x",
  "😀",
  "await ",
  "async ",
  "const q = ",
  "if (!x) ",
  "for (const a of b) ",
  "return ",
  "import ",
  "export ",
  "class A {",
  "this.",
  "#p",
  " ??= ",
  ".then(",
  "@d ",
  "function ",
  "var v = ",
  "<<<<<<< ours\n",
  "// inferlens-ignore rule-a -- because\n",
] as const;

/** The same numbers on every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

function edit(
  text: string,
  next: (below: number) => number,
): { readonly text: string; readonly changes: TextChange[] } {
  let after = text;
  const changes: TextChange[] = [];
  for (let count = 1 + next(3); count > 0; count--) {
    const start = next(after.length + 1);
    const end = Math.min(after.length, start + (next(3) === 0 ? next(30) : 0));
    const inserted = next(4) === 0 ? "" : fragments[next(fragments.length)]!;
    changes.push({ start, end, text: inserted });
    after = after.slice(0, start) + inserted + after.slice(end);
  }
  return { text: after, changes };
}

const fresh = (fileName: string, text: string): unknown => plain(frontEnd.parse({ fileName, text }).facts());

describe("random edits", () => {
  test.each(samples)("$fileName", ({ fileName, text }) => {
    const next = numbers(text.length);
    for (let round = 0; round < 2; round++) {
      let parsed: Parsed = frontEnd.parse({ fileName, text });
      for (let step = 0; step < 9; step++) {
        // Sometimes the facts of the older text are taken first but read only afterwards.
        const before = next(2) === 0 ? parsed.facts() : null;
        const old = parsed;
        const { text: after, changes } = edit(old.text, next);
        parsed = frontEnd.parse({ fileName, text: after, previous: old, changes: next(4) === 0 ? undefined : changes });
        expect(plain(parsed.facts()), JSON.stringify(after)).toEqual(fresh(fileName, after));
        if (before !== null && step % 3 === 0)
          expect(plain(before), JSON.stringify(old.text)).toEqual(fresh(fileName, old.text));
      }
    }
  });
});

describe("an older result", () => {
  const fileName = "a.ts";
  const text = 'import { load } from "models";\nconst model = await load();\nmodel.run("a");\n';
  const change: TextChange = { start: 0, end: 0, text: "// one more line\n" };

  test("answers from its own text when it is asked after it was used", () => {
    const old = frontEnd.parse({ fileName, text });
    const { calls } = old.facts();
    frontEnd.parse({ fileName, text: change.text + text, previous: old, changes: [change] });
    expect(calls[1]!.arguments[0]!.span).toEqual({ start: text.indexOf('"a"'), end: text.indexOf('"a"') + 3 });
    expect(calls[1]!.paths).toEqual([{ module: "models", steps: "load().run" }]);
  });

  test("may be used twice", () => {
    const old = frontEnd.parse({ fileName, text });
    const first = frontEnd.parse({ fileName, text: change.text + text, previous: old, changes: [change] });
    const second = frontEnd.parse({
      fileName,
      text: `${text}load();`,
      previous: old,
      changes: [{ start: text.length, end: text.length, text: "load();" }],
    });
    expect(first.facts().calls).toHaveLength(2);
    expect(second.facts().calls).toHaveLength(3);
  });

  test("is returned when nothing changed", () => {
    const old = frontEnd.parse({ fileName, text });
    expect(frontEnd.parse({ fileName, text, previous: old, changes: [] })).toBe(old);
  });

  test("changes that do not add up are not believed", () => {
    const old = frontEnd.parse({ fileName, text });
    const wrong: TextChange = { start: 5, end: 5, text: "nonsense" };
    const parsed = frontEnd.parse({ fileName, text: `load();${text}`, previous: old, changes: [wrong] });
    expect(plain(parsed.facts())).toEqual(fresh(fileName, `load();${text}`));
  });
});
