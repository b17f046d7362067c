/** The quick looks before parsing lose no finding: every example of every rule page that has one passes both. */
import { globSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createKnowledge } from "../../../server/src/knowledge/match.ts";
import { frontEndIdFor } from "../../../server/src/languages/index.ts";
import { readPage } from "../../pages/page.ts";
import { analysed } from "./analyzed.ts";

const rulesFolder = path.resolve(import.meta.dirname, "../../../server/src/rules");
const pages = globSync("*/rule.md", { cwd: rulesFolder }).sort();
const { namesKnown, triggers } = createKnowledge();

describe.each(pages)("%s", (page) => {
  const examples = readPage(path.join(rulesFolder, page)).fences.filter(({ language }) =>
    frontEndIdFor(`x.${language}`),
  );
  it("passes wherever something is found", () => {
    const found = examples.filter(({ code, language, title }) => {
      const fileName = title.includes(".") ? title : `src/page.${language}`;
      return analysed(code, { fileName, settings: { profile: "all" } }).findings.length > 0;
    });
    expect(found.length).toBeGreaterThan(0);
    for (const { code } of found) expect([namesKnown(code), triggers(code)], code).toEqual([true, true]);
  });
});
