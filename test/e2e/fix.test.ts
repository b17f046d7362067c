/** From finding to finding, and from opening a file to the corrected code, by keyboard; then all the rest that is safe. */
import { execFileSync } from "node:child_process";
import { afterAll, expect, it } from "vitest";
import { inRoot } from "../../scripts/workbench/places.ts";
import { loadInHandler } from "./support/demo.ts";
import { closeBrowser, openWorkbench, type Workbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("walks to the finding, fixes it by keyboard, then all that is safe, and the code still compiles", async () => {
  const workbench = await openWorkbench({ name: "fix", open: loadInHandler.file });
  const { page } = workbench;
  const { line, column } = loadInHandler.place;
  const problems = await workbench.problems();
  const problem = problems.filter({ hasText: loadInHandler.message });
  await problem.waitFor();
  expect(await problem.textContent()).toContain(`[Ln ${line}, Col ${column}]`);
  await expect.poll(() => workbench.squiggles().count()).toBeGreaterThan(0);

  await page.keyboard.press("Control+1");
  await workbench.goTo(line - 1);
  await workbench.run("InferLens: Go to Next Finding");
  await expect.poll(() => placeNow(workbench)).toEqual({ line, column });
  await workbench.run("InferLens: Go to Next Finding");
  await expect.poll(async () => (await placeNow(workbench)).line).toBeGreaterThan(line);
  await workbench.run("InferLens: Go to Previous Finding");
  await expect.poll(() => placeNow(workbench)).toEqual({ line, column });
  // After the last one comes the first.
  await workbench.goTo(workbench.read(loadInHandler.file).split("\n").length);
  await workbench.run("InferLens: Go to Next Finding");
  await expect.poll(async () => (await placeNow(workbench)).line).toBeLessThanOrEqual(line);

  await workbench.goTo(line, column);
  const fixes = await workbench.quickFixes("Load once at module level");
  expect(await fixes.first().textContent()).toContain("Load once at module level");
  await workbench.screenshot("quick-fix");
  await page.keyboard.press("Enter");
  await problem.waitFor({ state: "detached" });
  await workbench.save();
  const load = workbench
    .read(loadInHandler.file)
    .split("\n")
    .find((text) => text.includes("InferenceSession.create"));
  expect(load, "the load stands at module level").toMatch(/^\S/);
  compile(workbench);
  await workbench.screenshot("fixed");

  await workbench.run("InferLens: Fix All Safe Findings in File");
  await problems.filter({ hasText: "client-construct-in-hot-path" }).waitFor({ state: "detached" });
  await problems.filter({ hasText: "model-load-in-hot-path" }).waitFor({ state: "detached" });
  await workbench.save();
  expect(workbench.read(loadInHandler.file)).toMatch(/^const \w+ = new OpenAI\(\);/m);
  compile(workbench);
});

const compile = ({ folder }: Workbench): unknown => execFileSync(inRoot("node_modules/.bin/tsc"), ["-p", folder]);

async function placeNow({ page }: Workbench): Promise<{ line: number; column: number }> {
  const text = await page.locator(".statusbar-item", { hasText: /^Ln \d+/ }).textContent();
  const [, line, column] = /Ln (\d+), Col (\d+)/.exec(text ?? "") ?? [];
  return { line: Number(line), column: Number(column) };
}
