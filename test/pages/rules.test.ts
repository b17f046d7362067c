/**
 * Runs the page beside every rule: each `// finds: <rule>` must be found and nothing else, a fence titled `fixed` must be
 * the text the first fixes give, and what is fixed stays parsable and free of the finding.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../server/src/rules/index.ts";
import { rulePageUrl } from "../../server/src/rules/page.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import { type Example, examplesOf, judged, judgedBeside } from "./example.ts";
import { readPage } from "./page.ts";

const folder = path.resolve(import.meta.dirname, "../../server/src/rules");
const pageOf = (rule: string): string => path.join(folder, rule, "rule.md");

describe("the register", () => {
  it("is sorted and equal to its folders", () => {
    const folders = globSync("*/rule.ts", { cwd: folder }).map((file) => path.dirname(file));
    expect(rules.map(({ name }) => name)).toEqual(folders.sort());
  });

  it("names only rules there are as silenced", () => {
    const names = new Set(rules.map(({ name }) => name));
    for (const rule of rules) {
      for (const silenced of rule.silences ?? [])
        expect(names, `${rule.name} silences ${silenced}`).toContain(silenced);
      expect(rule.silences ?? [], "a rule cannot silence itself").not.toContain(rule.name);
    }
  });
});

describe.each(rules)("$name", (rule) => {
  const page = pageOf(rule.name);

  it("has evidence with sources and a summary in one line", () => {
    expect(rule.evidence.length).toBeGreaterThan(0);
    for (const { claim, source } of rule.evidence) {
      expect(claim, "a sentence").toMatch(/^\S.*\.$/);
      expect(URL.canParse(source), source).toBe(true);
    }
    expect(rule.summary).toMatch(/^[A-Z][^\n]{20,110}\.$/);
    expect(rulePageUrl(rule.name)).toMatch(/^https:\/\/.+\/docs\/rules\/[a-z0-9-]+\.md$/);
  });

  it("has a page that tells what, why and when it is fine", () => {
    expect(existsSync(page), "write rule.md beside rule.ts").toBe(true);
    const { text, fences } = readPage(page);
    expect(text.startsWith(`# ${rule.name}\n`), "the title is the rule's name").toBe(true);
    for (const heading of ["Why it costs", "When it is fine", "Found", "Not found"])
      expect(text).toContain(`\n## ${heading}\n`);
    expect(fences.filter(({ heading, title }) => heading === "Found" && title !== "fixed").length).toBeGreaterThan(1);
    expect(fences.filter(({ heading }) => heading === "Not found").length).toBeGreaterThan(1);
    expect(text).not.toMatch(/TODO|FIXME/);
  });

  const examples = existsSync(page) ? examplesOf(readPage(page).fences) : [];

  describe.each(examples)("$heading: $opening", (example: Example) => {
    let result: Awaited<ReturnType<typeof judged>>;
    beforeAll(async () => {
      result = await judged(example);
    });

    it("finds what is announced and nothing else", () => {
      expect(result.faults).toEqual([]);
      expect(result.found, example.code).toEqual(result.announced);
      const own = result.announced.filter((line) => line.includes(`: ${rule.name}`));
      if (example.heading === "Found") expect(own, "an example of this rule").not.toEqual([]);
      else
        expect(
          own.filter((line) => !line.startsWith("still")),
          "nothing of this rule",
        ).toEqual([]);
    });

    it("says it in one file alone", async () => {
      const { found, announced } = await judgedBeside(example);
      expect(found, "in the files beside").toEqual(announced);
    });

    it("says it in one line the editor can show", () => {
      for (const { message, reasons, fixes, text } of result.sayings) {
        expect(message.length, message).toBeLessThanOrEqual(120);
        expect(message, text).toMatch(/^\S.*\. [A-Z].*\.$/);
        expect(message).not.toMatch(/!|consider|should|inefficient|undefined|null|\{(?!cost\})/);
        for (const { text: reason } of reasons)
          expect(reason, "verbs first, no full stop").toMatch(/^[\w#].{3,100}[^.]$/);
        for (const fix of fixes) {
          expect(fix.title.length, fix.title).toBeLessThanOrEqual(60);
          expect(fix.title).toMatch(/^[A-Z][^.]*$/);
          expect(fix.class === "suggestion", `${fix.title}: only suggestions change something, and say what`).toBe(
            fix.changes !== undefined,
          );
        }
      }
    });

    it("shows what its fixes make of it", () => {
      expect(result.fixed ?? "", "a fence titled `fixed` after each example that can be fixed").toBe(
        example.fixed ?? "",
      );
    });

    const { fixed } = example;
    if (fixed !== undefined)
      it("is parsable and without these findings after the fix", async () => {
        const after = await judged({ ...example, code: fixed });
        expect(after.broken, "regions that cannot be parsed").toEqual(result.broken);
        const fixable = new Set(result.sayings.filter(({ fixable }) => fixable).map((saying) => saying.rule));
        expect(after.sayings.filter((saying) => fixable.has(saying.rule) && saying.fixable)).toEqual([]);
      });

    it("needs one pass of all safe fixes", async () => {
      const once = applyEdits(example.code, result.safeEdits);
      const again = await judged({ ...example, code: once });
      expect(applyEdits(once, again.safeEdits)).toBe(once);
    });
  });
});

it("no page stands without a rule", () => {
  const pages = globSync("*/rule.md", { cwd: folder }).map((file) => path.dirname(file));
  expect(pages.sort()).toEqual(rules.map(({ name }) => name));
  for (const name of pages) expect(readFileSync(pageOf(name), "utf8").length).toBeGreaterThan(500);
});
