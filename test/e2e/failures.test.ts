/** Model files that cannot run: the lens says why and what to do, and everything goes on. */
import { copyFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { inRoot } from "../../scripts/workbench/places.ts";
import { gitLfsPointer } from "../fixtures/models/make.ts";
import { loadInHandler } from "./support/demo.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("names the reason in the lens, offers the act, and measures once the file is right", async () => {
  const workbench = await openWorkbench({
    name: "failures",
    open: loadInHandler.file,
    settings: { "inferlens.measureSeconds": 3 },
    prepare: (folder) => writeFileSync(path.join(folder, loadInHandler.model), gitLfsPointer()),
  });
  const { line } = loadInHandler.place;
  await workbench.goTo(line);
  await (await workbench.lensAbove(line, "Measure")).locator("a").first().click();
  await workbench.lens("Not measured: Git LFS pointer").waitFor();
  await workbench.screenshot("failed");
  await workbench.lens("How to fix").locator("a", { hasText: "How to fix" }).click();
  const dialog = workbench.page.locator(".monaco-dialog-box");
  await dialog.waitFor();
  expect(await dialog.textContent()).toContain("git lfs pull");
  await workbench.page.keyboard.press("Escape");

  writeFileSync(path.join(workbench.folder, loadInHandler.model), Buffer.alloc(20_000, "no model at all "));
  await (await workbench.lensAbove(line, /Measure|Not measured/)).locator("a").first().click();
  await workbench.lens(/Not measured: (?!Git LFS)/).waitFor();
  await (await workbench.problems()).filter({ hasText: loadInHandler.message }).waitFor();

  copyFileSync(inRoot("demo", loadInHandler.model), path.join(workbench.folder, loadInHandler.model));
  await (await workbench.lensAbove(line, /Measure|Not measured/)).locator("a").first().click();
  await workbench.acceptSizes();
  await workbench.lensAbove(line, "p50");
});
