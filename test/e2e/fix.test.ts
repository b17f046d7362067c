/** From opening a file to the corrected code, by keyboard. */
import { execFileSync } from "node:child_process";
import { afterAll, expect, it } from "vitest";
import { inRoot } from "../../scripts/workbench/places.ts";
import { loadInHandler } from "./support/demo.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("shows the finding at its line, fixes it by keyboard, and the code still compiles", async () => {
  const workbench = await openWorkbench({ name: "fix", open: loadInHandler.file });
  const { line, column } = loadInHandler.place;
  const problem = (await workbench.problems()).filter({ hasText: loadInHandler.message });
  await problem.waitFor();
  expect(await problem.textContent()).toContain(`[Ln ${line}, Col ${column}]`);
  expect(await workbench.squiggles().count()).toBeGreaterThan(0);

  await workbench.page.keyboard.press("Control+1");
  await workbench.goTo(line, column);
  const fixes = await workbench.quickFixes("Load once at module level");
  expect(await fixes.first().textContent()).toContain("Load once at module level");
  await workbench.screenshot("quick-fix");
  await workbench.page.keyboard.press("Enter");
  await problem.waitFor({ state: "detached" });
  await workbench.save();

  const fixed = workbench.read(loadInHandler.file);
  const load = fixed.split("\n").find((text) => text.includes("InferenceSession.create"));
  expect(load, "the load stands at module level").toMatch(/^\S/);
  execFileSync(inRoot("node_modules/.bin/tsc"), ["-p", workbench.folder]);
  await workbench.screenshot("fixed");
});
