/**
 * The Hot List: findings of files nobody has opened, from the list to the code, apart once measured, by
 * dimension, which the filter box of the Problems panel knows too.
 */
import { afterAll, expect, it } from "vitest";
import { loadInHandler, placeOf } from "./support/demo.ts";
import { measureFromList } from "./support/hotList.ts";
import { closeBrowser, openWorkbench, type Workbench } from "./support/workbench.ts";

afterAll(closeBrowser);

const closedFile = { file: "src/lib/mel.ts", message: /graphOptimizationLevel is/ };

const rowsOf = ({ page }: Workbench) => page.locator(".sidebar .monaco-list-row");

it("lists what is found in closed files, opens it, keeps measured ones apart, and filters by dimension", async () => {
  const workbench = await openWorkbench({
    name: "hot-list",
    open: "src/lib/notes.ts",
    settings: { "inferlens.measureSeconds": 2 },
  });
  const { page } = workbench;
  await workbench.run("InferLens: Show Hot List");
  const rows = rowsOf(workbench);
  const closed = rows.filter({ hasText: closedFile.message });
  await closed.waitFor();
  const badge = page.locator(".activitybar .action-item", { hasText: "" }).locator(".badge-content");
  await expect.poll(() => badge.allTextContents()).not.toEqual([]);
  await workbench.screenshot("hot-list-dark");

  await closed.click();
  await page.locator(".tab.active", { hasText: "mel.ts" }).waitFor();
  const { line } = placeOf(closedFile.file, "graphOptimizationLevel");
  await page.locator(".statusbar-item", { hasText: `Ln ${line}` }).waitFor();

  const load = rows.filter({ hasText: loadInHandler.message });
  await expect.poll(() => rows.first().textContent()).toMatch(/^Not measured/);
  await measureFromList(workbench, load);
  await rows.filter({ hasText: /^Measured\s*\d/ }).waitFor();
  await load.filter({ hasText: /[\d.,]+ m?s per request/ }).waitFor();
  await expect.poll(() => rows.first().textContent()).toMatch(/^Measured/);
  await workbench.screenshot("hot-list-measured");

  await workbench.run("InferLens: Show Findings by Dimension");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Throughput" }).click();
  await page.getByText(/Only throughput: \d+ of/).waitFor();
  await expect.poll(() => closed.count()).toBe(0);
  await workbench.screenshot("hot-list-throughput");
});

it("the filter box of the Problems panel finds what concerns a dimension", async () => {
  const workbench = await openWorkbench({ name: "problems-by-dimension", open: loadInHandler.file });
  const problems = await workbench.problems();
  const load = problems.filter({ hasText: loadInHandler.message });
  const batched = problems.filter({ hasText: "promise-all-local-inference" });
  await load.waitFor();
  await workbench.filterProblems("throughput");
  await batched.waitFor();
  await workbench.filterProblems("scalability");
  await expect.poll(() => batched.count()).toBe(0);
  await load.waitFor();
  await workbench.screenshot("problems-scalability");
});
