/** The palette: walking, fixing a whole file, hiding lenses. */
import { execFileSync } from "node:child_process";
import { afterAll, expect, it } from "vitest";
import { inRoot } from "../../scripts/workbench/places.ts";
import { loadInHandler } from "./support/demo.ts";
import { closeBrowser, openWorkbench, type Workbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("walks from finding to finding, hides lenses, and fixes all that is safe", async () => {
  const workbench = await openWorkbench({ name: "commands", open: loadInHandler.file });
  const { page } = workbench;
  const problems = await workbench.problems();
  await problems.filter({ hasText: loadInHandler.message }).waitFor();
  await page.keyboard.press("Control+1");
  const { line, column } = loadInHandler.place;
  const cursorAt = (place: RegExp | string) => page.locator(".statusbar-item", { hasText: place }).waitFor();
  await workbench.goTo(line - 1);
  await workbench.run("InferLens: Go to Next Finding");
  await cursorAt(`Ln ${line}, Col ${column}`);
  await workbench.run("InferLens: Go to Next Finding");
  await page.locator(".statusbar-item", { hasText: `Ln ${line},` }).waitFor({ state: "detached" });
  await workbench.run("InferLens: Go to Previous Finding");
  await cursorAt(`Ln ${line}, Col ${column}`);
  // After the last one comes the first.
  const last = workbench.read(loadInHandler.file).split("\n").length;
  await workbench.goTo(last);
  await workbench.run("InferLens: Go to Next Finding");
  await expect.poll(() => lineNow(workbench)).toBeLessThanOrEqual(line);

  await workbench.goTo(loadInHandler.place.line);
  await workbench.lensAbove(loadInHandler.place.line, "Measure");
  await workbench.run("InferLens: Toggle CodeLens");
  await expect.poll(() => workbench.lens("Measure").count()).toBe(0);

  await workbench.run("InferLens: Fix All Safe Findings in File");
  await problems.filter({ hasText: loadInHandler.advice }).waitFor({ state: "detached" });
  await problems.filter({ hasText: "client-construct-in-hot-path" }).waitFor({ state: "detached" });
  await workbench.save();
  execFileSync(inRoot("node_modules/.bin/tsc"), ["-p", workbench.folder]);
  expect(workbench.read(loadInHandler.file)).toMatch(/^const \w+ = new OpenAI\(\);/m);
});

async function lineNow({ page }: Workbench): Promise<number> {
  const text = await page.locator(".statusbar-item", { hasText: /^Ln \d+/ }).textContent();
  return Number(/Ln (\d+)/.exec(text ?? "")?.[1] ?? Number.NaN);
}
