/** Saying that a finding is meant to be so. */
import { afterAll, expect, it } from "vitest";
import { loadInHandler } from "./support/demo.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("an ignore comment with a reason silences the finding, and only that one", async () => {
  const workbench = await openWorkbench({ name: "ignore", open: loadInHandler.file });
  const { line, column } = loadInHandler.place;
  const problems = await workbench.problems();
  const problem = problems.filter({ hasText: loadInHandler.message });
  await problem.waitFor();
  await workbench.page.keyboard.press("Control+1");
  await workbench.goTo(line, column);
  const fixes = await workbench.quickFixes("Ignore here");
  await fixes.filter({ hasText: "Ignore here" }).first().click();
  // The place for the reason is selected once the comment stands there.
  await workbench.page.locator(".view-line", { hasText: "inferlens-ignore" }).waitFor();
  await workbench.page
    .locator(".snippet-placeholder, .finish-snippet-placeholder")
    .first()
    .waitFor({ state: "attached" });
  await workbench.page.keyboard.type("a fresh session per recording is wanted");
  await problem.waitFor({ state: "detached" });
  await workbench.filterProblems("OpenAI");
  await problems.filter({ hasText: "OpenAI" }).first().waitFor();
  await workbench.page.keyboard.press("Control+1");
  await workbench.save();
  const comment = workbench.read(loadInHandler.file).split("\n")[line - 1];
  expect(comment?.trim()).toBe("// inferlens-ignore model-load-in-hot-path -- a fresh session per recording is wanted");
});
