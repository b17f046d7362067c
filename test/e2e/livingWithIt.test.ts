/** Saying that a finding is meant to be so: tidying comments that ignore nothing, ignoring with a reason, turning a rule off. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadInHandler, placeOf } from "./support/demo.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

const unused = "// inferlens-ignore lazy-load-race -- loaded once";
const settings = '{\n  // what we look for\n  "profile": "recommended"\n}\n';

it("removes an unused comment, ignores one finding with a reason, and turns a rule off, all from the light bulb", async () => {
  const { line, column } = loadInHandler.place;
  const workbench = await openWorkbench({
    name: "living-with-it",
    open: loadInHandler.file,
    prepare(folder) {
      writeFileSync(path.join(folder, "inferlens.json"), settings);
      const file = path.join(folder, loadInHandler.file);
      const lines = readFileSync(file, "utf8").split("\n");
      lines.splice(line - 1, 0, `  ${unused}`);
      writeFileSync(file, lines.join("\n"));
    },
  });
  const { page } = workbench;
  const commentLine = page.locator(".view-line", { hasText: "inferlens-ignore" });
  const problems = await workbench.problems();
  const load = problems.filter({ hasText: loadInHandler.message });
  await load.waitFor();

  await page.keyboard.press("Control+1");
  await workbench.goTo(line, 10);
  const tidying = await workbench.quickFixes("Remove the comment");
  expect(await tidying.first().textContent()).toContain("Remove the comment");
  await workbench.screenshot("unused-ignore");
  await page.keyboard.press("Enter");
  await commentLine.waitFor({ state: "detached" });

  await workbench.goTo(line, column);
  const fixes = await workbench.quickFixes("Ignore here");
  await fixes.filter({ hasText: "Ignore here" }).first().click();
  // The place for the reason is selected once the comment stands there.
  await commentLine.waitFor();
  await page.locator(".snippet-placeholder, .finish-snippet-placeholder").first().waitFor({ state: "attached" });
  await page.keyboard.type("a fresh session per recording is wanted");
  await load.waitFor({ state: "detached" });
  await workbench.filterProblems("OpenAI");
  const client = problems.filter({ hasText: "A new OpenAI client" });
  await client.waitFor();
  await page.keyboard.press("Control+1");
  await workbench.save();
  const comment = workbench.read(loadInHandler.file).split("\n")[line - 1];
  expect(comment?.trim()).toBe("// inferlens-ignore model-load-in-hot-path -- a fresh session per recording is wanted");

  const construct = placeOf(loadInHandler.file, "new OpenAI()");
  await workbench.goTo(construct.line + 1, construct.column);
  const offers = await workbench.quickFixes("Turn off client-construct-in-hot-path");
  await offers.filter({ hasText: "Turn off client-construct-in-hot-path" }).first().click();
  // Changed, not saved: the finding is gone all the same.
  await client.waitFor({ state: "detached" });
  await workbench.run("File: Save All");
  await expect
    .poll(() => workbench.read("inferlens.json"))
    .toBe(
      '{\n  // what we look for\n  "profile": "recommended",\n  "rules": {\n    "client-construct-in-hot-path": "off"\n  }\n}\n',
    );
});
