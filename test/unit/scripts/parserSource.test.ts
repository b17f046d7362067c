/** The parser that is cut out of the compiler reads every example of the pages as the whole compiler does. */
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { ts } from "@ts-morph/common";
import { buildSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { parserSource } from "../../../scripts/build/parserSource.ts";

const root = path.resolve(import.meta.dirname, "../../..");

describe("the parser chunk", () => {
  const parser = compiled();
  const texts = globSync("server/src/{rules,languages/conformance}/**/*.md", { cwd: root }).flatMap((file) =>
    Array.from(
      readFileSync(path.join(root, file), "utf8").matchAll(/^```(?:ts|tsx|js)\b[^\n]*\n(.*?)^```/gms),
      ([, code]) => code!,
    ),
  );

  it("gives the same trees", () => {
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts) expect(tree(parser, text)).toEqual(tree(ts, text));
  });

  it("reads changes as the whole compiler does", () => {
    const before = "export const a = await load();\nfor (const x of xs) run(x);\n";
    const after = before.replace("xs)", "xs.map((y) => y))");
    const at = before.indexOf("xs)") + 2;
    const change = ts.createTextChangeRange(ts.createTextSpanFromBounds(at, at), after.length - before.length);
    const updated = parser.updateSourceFile(sourceOf(parser, before), after, change);
    expect(dump(parser, updated)).toEqual(tree(ts, after));
  });

  it("is a small part of the compiler", () => {
    const whole = readFileSync(path.join(root, "node_modules/@ts-morph/common/dist/typescript.js"), "utf8");
    expect(parserSource(root).length).toBeLessThan(whole.length / 2);
  });
});

function compiled(): typeof ts {
  const { outputFiles } = buildSync({
    stdin: { contents: parserSource(root), sourcefile: "parser.js", resolveDir: root },
    bundle: true,
    platform: "node",
    format: "cjs",
    minify: true,
    write: false,
    logLevel: "silent",
  });
  const module = { exports: {} as typeof ts };
  const run = vm.runInThisContext(`(function (exports, require, module, __filename) {${outputFiles[0]!.text}\n})`);
  run(module.exports, createRequire(import.meta.filename), module, import.meta.filename);
  return module.exports;
}

const sourceOf = (compiler: typeof ts, text: string): ts.SourceFile =>
  compiler.createSourceFile("a.tsx", text, ts.ScriptTarget.Latest, true);

const tree = (compiler: typeof ts, text: string): unknown => dump(compiler, sourceOf(compiler, text));

function dump(compiler: typeof ts, source: ts.SourceFile): unknown {
  const visit = (node: ts.Node): unknown[] => {
    const parts: unknown[] = [node.kind, node.getStart(source), node.end];
    compiler.forEachChild(node, (child) => {
      parts.push(visit(child));
    });
    return parts;
  };
  return visit(source);
}
