/** ignoreOnly: what is left of a comment that silences nothing, and that the code around it stays what it was. */
import { describe, expect, it } from "vitest";
import { ts } from "../../../server/src/languages/typescript/compiler.ts";
import { typescript } from "../../../server/src/languages/typescript/frontEnd.ts";
import { applyEdits } from "../../../server/src/text/edit.ts";

function only(text: string, rules: readonly string[], file: string): string | undefined {
  const parsed = typescript.parse({ fileName: file, text });
  const facts = parsed.facts();
  const comment = facts.directives[0]!.span;
  const edits = parsed.say(facts).ignoreOnly(comment, rules);
  return edits && applyEdits(text, edits);
}

/** The program without comments and white space: it must not change. */
function program(text: string, file: string): string {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { removeComments: true, jsx: ts.JsxEmit.React, target: ts.ScriptTarget.ESNext },
  });
  expect(diagnostics).toEqual([]);
  return outputText.trim();
}

const cases: readonly {
  readonly name: string;
  readonly before: string;
  /** Undefined when the verb must refuse. */
  readonly after: string | undefined;
  readonly rules?: readonly string[];
  readonly file?: string;
}[] = [
  {
    name: "a line of its own goes whole",
    before: "a();\n  // inferlens-ignore slow -- once\n  b();\n",
    after: "a();\n  b();\n",
  },
  { name: "CRLF", before: "a();\r\n// inferlens-ignore slow\r\nb();\r\n", after: "a();\r\nb();\r\n" },
  { name: "the last line, unfinished", before: "a();\n// inferlens-ignore slow", after: "a();\n" },
  { name: "of the file", before: "// inferlens-ignore-file slow -- x\nb();\n", after: "b();\n" },
  { name: "after code", before: "b(); // inferlens-ignore slow -- x\nc();\n", after: "b();\nc();\n" },
  { name: "within a line", before: "a(/* inferlens-ignore slow -- x */ b());\n", after: "a(b());\n" },
  {
    name: "two words it held apart",
    before: "const f = () => { return/* inferlens-ignore slow -- x */1; };\n",
    after: "const f = () => { return 1; };\n",
  },
  {
    name: "a block of several lines that says nothing else",
    before: "/**\n * inferlens-ignore slow -- x\n */\nb();\n",
    after: "b();\n",
  },
  {
    name: "a block of several lines that says more stays",
    before: "/**\n * Sends it.\n * inferlens-ignore slow -- x\n */\nb();\n",
    after: undefined,
  },
  {
    name: "a reason that goes on stays",
    before: "/* inferlens-ignore slow -- x\n   and y */\nb();\n",
    after: undefined,
  },
  {
    name: "between JSX tags its braces go too",
    file: "case.tsx",
    before: "export const x = (\n  <div>\n    {/* inferlens-ignore slow -- x */}\n    {b()}\n  </div>\n);\n",
    after: "export const x = (\n  <div>\n    {b()}\n  </div>\n);\n",
  },
  {
    name: "between words of JSX it stays: they would run together",
    file: "case.tsx",
    before: "export const x = <p>one {/* inferlens-ignore slow -- x */} two</p>;\n",
    after: undefined,
  },
  {
    name: "the braces of a block are no braces of JSX",
    before: "function f() { /* inferlens-ignore slow -- x */ }\n",
    after: "function f() { }\n",
  },
  {
    name: "one rule of several",
    rules: ["kept", "too"],
    before: "// inferlens-ignore kept, slow, too -- why\nb();\n",
    after: "// inferlens-ignore kept, too -- why\nb();\n",
  },
  {
    name: "written without commas",
    rules: ["kept"],
    before: "// inferlens-ignore-file slow kept\nb();\n",
    after: "// inferlens-ignore-file kept\nb();\n",
  },
  { name: "nothing to do", rules: ["kept"], before: "// inferlens-ignore kept -- x\nb();\n", after: undefined },
];

describe("ignoreOnly", () => {
  it.each(cases)("$name", ({ before, after, rules = [], file = "case.ts" }) => {
    const result = only(before, rules, file);
    expect(result).toBe(after);
    if (result !== undefined) expect(program(result, file)).toBe(program(before, file));
  });
});
