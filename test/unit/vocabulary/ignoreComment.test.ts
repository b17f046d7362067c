/** ignoreComment: where the comment goes, and that the code around it stays what it was. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: snippets and template strings are what is tested
import { describe, expect, it } from "vitest";
import { ts } from "../../../server/src/languages/typescript/compiler.ts";
import { typescript } from "../../../server/src/languages/typescript/frontEnd.ts";
import { applyEdits } from "../../../server/src/text/edit.ts";

function ignore(text: string, at: string, scope: "here" | "file", file = "case.ts") {
  const parsed = typescript.parse({ fileName: file, text });
  const start = text.indexOf(at);
  const answer = parsed.say(parsed.facts()).ignoreComment({ start, end: start + at.length }, "slow", scope);
  return { ...answer, result: applyEdits(text, answer.edits) };
}

/** The program without comments and white space: it must not change. */
const tokens = (text: string, file: string): string => {
  const source = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    true,
    /x$/.test(file) ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  expect((source as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics).toEqual([]);
  return ts
    .transpileModule(text, {
      fileName: file,
      compilerOptions: { removeComments: true, jsx: ts.JsxEmit.React, target: ts.ScriptTarget.ESNext },
    })
    .outputText.trim();
};

const cases: readonly {
  name: string;
  file?: string;
  scope?: "here" | "file";
  before: string;
  at: string;
  after: string;
  snippet?: string;
}[] = [
  {
    name: "above the line, as far in",
    before: "if (a) {\n\tb(c);\n}\n",
    at: "b(",
    after: "if (a) {\n\t// inferlens-ignore slow -- \n\tb(c);\n}\n",
    snippet: "\t// inferlens-ignore slow -- ${1:reason}\n",
  },
  {
    name: "CRLF",
    before: "a();\r\n  b();\r\n",
    at: "b(",
    after: "a();\r\n  // inferlens-ignore slow -- \r\n  b();\r\n",
    snippet: "  // inferlens-ignore slow -- ${1:reason}\r\n",
  },
  { name: "the first line", before: "b();\n", at: "b(", after: "// inferlens-ignore slow -- \nb();\n" },
  {
    name: "in the middle of an expression",
    before: "const x = await\n  load(\n    b(),\n  );\n",
    at: "b(",
    after: "const x = await\n  load(\n    // inferlens-ignore slow -- \n    b(),\n  );\n",
  },
  {
    name: "between JSX tags",
    file: "case.tsx",
    before: "export const x = (\n  <div>\n    {b()}\n  </div>\n);\n",
    at: "b(",
    after: "export const x = (\n  <div>\n    {/* inferlens-ignore slow --  */}\n    {b()}\n  </div>\n);\n",
    snippet: "    {/* inferlens-ignore slow -- ${1:reason} */\\}\n",
  },
  {
    name: "an attribute on a line of its own",
    file: "case.tsx",
    before: "export const x = (\n  <div\n    title={b()}\n  />\n);\n",
    at: "b(",
    after: "export const x = (\n  <div\n    // inferlens-ignore slow -- \n    title={b()}\n  />\n);\n",
  },
  {
    name: "inside an expression between JSX tags",
    file: "case.tsx",
    before: "export const x = (\n  <div>\n    {a &&\n      b()}\n  </div>\n);\n",
    at: "b(",
    after: "export const x = (\n  <div>\n    {a &&\n      // inferlens-ignore slow -- \n      b()}\n  </div>\n);\n",
  },
  {
    name: "in a template string",
    before: "const x = `a\n  ${b()} $`;\n",
    at: "b(",
    after: "const x = `a\n  ${/* inferlens-ignore slow --  */ b()} $`;\n",
    snippet: "/* inferlens-ignore slow -- ${1:reason} */ ",
  },
  {
    name: "a rule more, keeping the reason",
    before: "// inferlens-ignore other -- known\nb();\n",
    at: "b(",
    after: "// inferlens-ignore other, slow -- known\nb();\n",
    snippet: ", slow",
  },
  {
    name: "a rule that is there",
    before: "// inferlens-ignore slow -- known\nb();\n",
    at: "b(",
    after: "// inferlens-ignore slow -- known\nb();\n",
    snippet: "",
  },
  {
    name: "for the file",
    scope: "file",
    before: "/** About. */\nb();\n",
    at: "b(",
    after: "// inferlens-ignore-file slow -- \n/** About. */\nb();\n",
    snippet: "// inferlens-ignore-file slow -- ${1:reason}\n",
  },
  {
    name: "for the file, below what has to come first",
    scope: "file",
    before: "#!/usr/bin/env node\n\"use strict\";\n'use client'; // here\nb();\n",
    at: "b(",
    after: "#!/usr/bin/env node\n\"use strict\";\n'use client'; // here\n// inferlens-ignore-file slow -- \nb();\n",
  },
  {
    name: "for the file, after a byte order mark",
    scope: "file",
    before: "\uFEFFb();\r\n",
    at: "b(",
    after: "\uFEFF// inferlens-ignore-file slow -- \r\nb();\r\n",
  },
  {
    name: "for the file, a rule more",
    scope: "file",
    before: "// inferlens-ignore-file other\nb();\n",
    at: "b(",
    after: "// inferlens-ignore-file other, slow\nb();\n",
  },
];

describe("ignoreComment", () => {
  for (const { name, file = "case.ts", scope = "here", before, at, after, snippet } of cases) {
    it(name, () => {
      const answer = ignore(before, at, scope, file);
      expect(answer.result).toBe(after);
      expect(tokens(answer.result, file)).toBe(tokens(before, file));
      if (snippet !== undefined) expect(answer.snippet).toBe(snippet);
      expect(ignore(answer.result, at, scope, file).result.split("slow").length).toBe(after.split("slow").length);
    });
  }
});
