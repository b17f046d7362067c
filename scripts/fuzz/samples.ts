/** What mutations start from: the examples of rule, framework and language pages, and given source files. */
import { globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { frontEndIdFor } from "../../server/src/languages/index.ts";
import { readPage } from "../../test/pages/page.ts";
import type { Dialect } from "./mutate.ts";

export interface Sample {
  readonly fileName: string;
  readonly text: string;
}

export const dialectOf = (fileName: string): Dialect =>
  frontEndIdFor(fileName) === "typescript" ? "braces" : "indents";

const root = path.resolve(import.meta.dirname, "../..");

/** Longer files are cut here: what goes wrong goes wrong in a part of them. */
const longest = 12_000;

export function pageSamples(): readonly Sample[] {
  return globSync(
    ["server/src/rules/*/rule.md", "server/src/knowledge/**/*.md", "server/src/languages/conformance/*.md"],
    {
      cwd: root,
    },
  )
    .sort()
    .flatMap((page) => readPage(path.join(root, page)).fences)
    .filter(({ language }) => frontEndIdFor(`x.${language}`) !== undefined)
    .map(({ language, title, code }, index) => ({
      fileName: frontEndIdFor(title) === undefined ? `src/sample${index}.${language}` : title,
      text: code,
    }));
}

/** Source files below the given paths, in a stable order. */
export function fileSamples(places: readonly string[]): readonly Sample[] {
  return places
    .flatMap((place) => (statSync(place).isDirectory() ? filesBelow(place) : [path.resolve(place)]))
    .filter((file) => frontEndIdFor(file) !== undefined && !/\.d\.[cm]?ts$/.test(file))
    .map((file) => ({ fileName: file, text: readFileSync(file, "utf8").slice(0, longest) }));
}

const filesBelow = (folder: string): readonly string[] =>
  globSync("**/*.{ts,tsx,js,jsx,mjs,cjs,py}", { cwd: folder, exclude: ["**/node_modules/**"] })
    .sort()
    .map((file) => path.resolve(folder, file));
