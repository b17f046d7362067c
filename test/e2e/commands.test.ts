/** The palette: walking, fixing a whole file, hiding lenses. */
import { execFileSync } from "node:child_process";
import { afterAll, expect, it } from "vitest";
import { inRoot } from "../../scripts/workbench/places.ts";
import { loadInHandler, placeOf } from "./support/demo.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("walks from finding to finding, hides lenses, and fixes all that is safe", async () => {
  const workbench = await openWorkbench({ name: "commands", open: loadInHandler.file });
  const { page } = workbench;
  const problems = await workbench.problems();
  await problems.filter({ hasText: loadInHandler.message }).waitFor();
  await page.keyboard.press("Control+1");
  await workbench.goTo(1);

  const client = placeOf(loadInHandler.file, "new OpenAI()");
  const last = placeOf(loadInHandler.file, 'client.embeddings.create({ model: "text-embedding-3-small", input: note');
  const cursorAt = ({ line, column }: { line: number; column: number }) =>
    page.locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  await workbench.run("InferLens: Go to Next Finding");
  await cursorAt(loadInHandler.place);
  await workbench.run("InferLens: Go to Previous Finding");
  await cursorAt(last);
  await workbench.run("InferLens: Go to Previous Finding");
  await cursorAt(client);

  await workbench.goTo(loadInHandler.place.line);
  await workbench.lensAbove(loadInHandler.place.line, "Measure");
  await workbench.run("InferLens: Toggle CodeLens");
  await expect.poll(() => workbench.lens("Measure").count()).toBe(0);

  await workbench.run("InferLens: Fix All Safe Findings in File");
  await problems.filter({ hasText: "model-load-in-hot-path" }).waitFor({ state: "detached" });
  await problems.filter({ hasText: "client-construct-in-hot-path" }).waitFor({ state: "detached" });
  await workbench.save();
  execFileSync(inRoot("node_modules/.bin/tsc"), ["-p", workbench.folder]);
  expect(workbench.read(loadInHandler.file)).toMatch(/^const \w+ = new OpenAI\(\);/m);
});
