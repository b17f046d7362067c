/** The few lines of a fix that a hover shows. */
import { expect, it } from "vitest";
import { diffLines } from "../../../server/src/lsp/diffLines.ts";

const text = 'app.post("/a", async () => {\n  const s = await load("m");\n  use(s);\n});\n';
const load = 'await load("m")';

it("keeps lines that go and lines that come in the same columns", () => {
  const at = text.indexOf(load);
  const edits = [
    { span: { start: 0, end: 0 }, text: 'const p = load("m");\n' },
    { span: { start: at, end: at + load.length }, text: "await p" },
  ];
  expect(diffLines(text, edits)).toEqual([
    '-   const s = await load("m");',
    '+ const p = load("m");',
    "+   const s = await p;",
  ]);
});

it("moves all lines to the left when none begins there", () => {
  const at = text.indexOf(load);
  const edits = [{ span: { start: at, end: at + load.length }, text: "await p" }];
  expect(diffLines(text, edits)).toEqual(['- const s = await load("m");', "+ const s = await p;"]);
});
