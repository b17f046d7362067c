/** Every language says the same about the same program: runs the pages of server/src/languages/conformance. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { frontEndIdFor, loadFrontEnd } from "../../server/src/languages/index.ts";
import { factLines, kindOf } from "./factLines.ts";
import { type Fence, readPage } from "./page.ts";

const folder = fileURLToPath(new URL("../../server/src/languages/conformance/", import.meta.url));
const pages = readdirSync(folder).filter((file) => file.endsWith(".md") && file !== "notation.md");

for (const page of pages) {
  describe(page.replace(/\.md$/, ""), () => {
    for (const [heading, fences] of byHeading(readPage(folder + page).fences)) {
      const expected = fences
        .filter(({ language }) => language === "facts")
        .flatMap(({ code }) => code.trimEnd().split("\n"));
      const programs = fences.filter(({ language }) => language !== "facts");
      for (const program of programs) {
        test(`${heading} (${program.language})`, async () => {
          const fileName = program.title || `page.${program.language}`;
          const frontEnd = await loadFrontEnd(frontEndIdFor(fileName)!);
          const text = program.code;
          const kinds = new Set(expected.map(kindOf));
          const lines = factLines(frontEnd.parse({ fileName, text }).facts(), text)
            .filter((line) => kinds.has(kindOf(line)))
            .map((line) => (programs.length > 1 ? line.replaceAll("pypi:", "") : line)); // which ecosystem a module is from differs
          expect(lines).toEqual(expected);
        });
      }
      test(`${heading}: has a program and facts`, () => {
        expect(programs.length).toBeGreaterThan(0);
        expect(expected.length).toBeGreaterThan(0);
      });
    }
  });
}

function byHeading(fences: readonly Fence[]): Map<string, Fence[]> {
  const groups = new Map<string, Fence[]>();
  for (const fence of fences) groups.set(fence.heading, [...(groups.get(fence.heading) ?? []), fence]);
  return groups;
}
