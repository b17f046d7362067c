/** Every snippet is real code: with its placeholders filled in it compiles and has no finding. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { analyze } from "../server/src/analysis/analyze.ts";
import { defaultSettings } from "../server/src/analysis/settings.ts";
import { loadFrontEnd } from "../server/src/languages/index.ts";

const root = path.resolve(import.meta.dirname, "..");
const out = path.join(root, "out", "snippets");

describe.each([
  { file: "typescript.json", extension: "ts" },
  { file: "javascript.json", extension: "js" },
])("snippets/$file", ({ file, extension }) => {
  const complaints: string[] = [];

  beforeAll(() => {
    const folder = path.join(out, extension);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { name, body } of snippetsOf(file))
      writeFileSync(path.join(folder, fileName(name, extension)), expand(body));
    complaints.push(...compile(folder));
  });

  it.each(snippetsOf(file))("$name compiles and has no finding", async ({ name, body }) => {
    const text = expand(body);
    const asFile = fileName(name, extension);
    expect(text, "a placeholder was left").not.toMatch(/\$\{?\d/);
    expect(complaints.filter((line) => line.includes(asFile))).toEqual([]);
    const parsed = (await loadFrontEnd("typescript")).parse({ fileName: asFile, text });
    expect(analyze(parsed, { ...defaultSettings, profile: "all" }).findings.map(({ rule }) => rule)).toEqual([]);
  });

  it("compiles as a whole", () => {
    expect(complaints).toEqual([]);
  });

  it("has a description for each and no prefix twice", () => {
    const all = snippetsOf(file);
    expect(all.every(({ description }) => description.endsWith("."))).toBe(true);
    expect(new Set(all.map(({ prefix }) => prefix)).size).toBe(all.length);
  });
});

describe("snippets/config.json", () => {
  it.each(snippetsOf("config.json"))("$name is JSON", ({ body }) => {
    expect(Object.keys(JSON.parse(expand(body)) as object)).toContain("rules");
  });
});

it("the same snippets exist for both languages", () => {
  const names = (file: string) => snippetsOf(file).map(({ name, prefix }) => [name, prefix]);
  expect(names("javascript.json")).toEqual(names("typescript.json"));
});

interface Snippet {
  readonly name: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

function snippetsOf(file: string): Snippet[] {
  const content = JSON.parse(readFileSync(path.join(root, "snippets", file), "utf8")) as Record<
    string,
    Omit<Snippet, "name">
  >;
  return Object.entries(content).map(([name, snippet]) => ({ name, ...snippet }));
}

const fileName = (name: string, extension: string): string => `${name.toLowerCase().replaceAll(" ", "-")}.${extension}`;

/** What the editor inserts when every placeholder is left as it is. */
function expand(body: readonly string[]): string {
  return body
    .join("\n")
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$\d/g, "")
    .replace(/\\([$}\\])/g, "$1");
}

/** Lines of the compiler's output. JavaScript is only parsed and resolved: it has no types to be wrong. */
function compile(folder: string): string[] {
  const config = {
    compilerOptions: {
      ...{ target: "ES2023", module: "NodeNext", moduleResolution: "NodeNext", types: ["node"], allowJs: true },
      ...{ strict: true, noUncheckedIndexedAccess: true, skipLibCheck: true, noEmit: true },
    },
    include: ["."],
  };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout, stderr, status } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
    encoding: "utf8",
  });
  const lines = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
  return status === 0 ? [] : lines;
}
