/** Everything generated is as it would be generated now, nothing is missing, and nothing is left of what went away. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { generateAll, staleFiles } from "../scripts/generate.ts";
import { rules } from "../server/src/rules/index.ts";
import { rulePageUrl } from "../server/src/rules/page.ts";

let texts: ReadonlyMap<string, string>;
beforeAll(async () => {
  texts = await generateAll();
});

describe("generated files", () => {
  it("are up to date: else run npm run generate", () => {
    expect(staleFiles(texts)).toEqual([]);
  });

  it("have a page where each finding's link leads", () => {
    for (const { name } of rules)
      expect(texts.has(rulePageUrl(name).replace(/^.*\/blob\/main\//, "")), name).toBe(true);
  });

  it("link only to files there are", () => {
    const dead: string[] = [];
    for (const [file, text] of texts) {
      for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        const at = path.posix.join(path.posix.dirname(file), target!);
        if (/^docs\/(rules|frameworks)\//.test(at) && !texts.has(at)) dead.push(`${file}: ${target}`);
      }
    }
    expect(dead).toEqual([]);
  });

  it("show each rule's findings and no test marks", () => {
    for (const { name } of rules) {
      const text = texts.get(`docs/rules/${name}.md`)!;
      expect(text).toMatch(/^\/\/ *~+ (error|warning|information|hint): .+\.$/m);
      expect(text).not.toMatch(/finds: |still-misses: |still-finds: |\{cost\}/);
    }
  });
});

describe("the check for staleness", () => {
  const below = mkdtempSync(path.join(tmpdir(), "inferlens-generated-"));
  const put = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(below, file)), { recursive: true });
    writeFileSync(path.join(below, file), text);
  };

  it("sees what is missing, what is old and what is left over", () => {
    put("docs/rules/kept.md", "same");
    put("docs/rules/old.md", "before");
    put("docs/rules/gone.md", "left");
    const wanted = new Map([
      ["docs/rules/kept.md", "same"],
      ["docs/rules/old.md", "after"],
      ["schemas/new.json", "{}"],
    ]);
    expect(staleFiles(wanted, below)).toEqual([
      { file: "docs/rules/old.md", why: "out of date" },
      { file: "schemas/new.json", why: "missing" },
      { file: "docs/rules/gone.md", why: "made from nothing any more" },
    ]);
    rmSync(below, { recursive: true });
  });
});
