/** Turning a rule off, and tidying comments that ignore nothing, from the light bulb. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadInHandler } from "./support/demo.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("turning a rule off adds to inferlens.json, keeps its comments, and the finding goes", async () => {
  const settings = '{\n  // what we look for\n  "profile": "recommended"\n}\n';
  const workbench = await openWorkbench({
    name: "turn-off",
    open: loadInHandler.file,
    prepare: (folder) => writeFileSync(path.join(folder, "inferlens.json"), settings),
  });
  const { line, column } = loadInHandler.place;
  const problem = (await workbench.problems()).filter({ hasText: loadInHandler.advice });
  await problem.waitFor();
  await workbench.page.keyboard.press("Control+1");
  await workbench.goTo(line, column);
  const fixes = await workbench.quickFixes("Turn off model-load-in-hot-path");
  await fixes.filter({ hasText: "Turn off model-load-in-hot-path" }).first().click();
  await problem.waitFor({ state: "detached" });
  // Changed, not saved: the finding is gone all the same.
  await workbench.run("File: Save All");
  await expect
    .poll(() => workbench.read("inferlens.json"))
    .toBe(
      '{\n  // what we look for\n  "profile": "recommended",\n  "rules": {\n    "model-load-in-hot-path": "off"\n  }\n}\n',
    );
});

it("a comment that ignores nothing is removed by its first fix", async () => {
  const comment = "// inferlens-ignore lazy-load-race -- loaded once";
  const workbench = await openWorkbench({
    name: "unused-ignore",
    open: loadInHandler.file,
    prepare(folder) {
      const file = path.join(folder, loadInHandler.file);
      const lines = readFileSync(file, "utf8").split("\n");
      lines.splice(loadInHandler.place.line - 1, 0, `  ${comment}`);
      writeFileSync(file, lines.join("\n"));
    },
  });
  const { line } = loadInHandler.place;
  await workbench.problems();
  await workbench.page.keyboard.press("Control+1");
  await workbench.goTo(line, 10);
  const fixes = await workbench.quickFixes("Remove the comment");
  expect(await fixes.first().textContent()).toContain("Remove the comment");
  await workbench.screenshot("unused-ignore");
  await workbench.page.keyboard.press("Enter");
  await workbench.page.locator(".view-line", { hasText: "inferlens-ignore" }).waitFor({ state: "detached" });
  await workbench.save();
  expect(workbench.read(loadInHandler.file)).not.toContain("inferlens-ignore");
});
