/** Ending a long measurement. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { slow } from "../fixtures/models/make.ts";
import { loadInHandler } from "./support/demo.ts";
import { storedRuns } from "./support/history.ts";
import { descendants } from "./support/processes.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("a click on the status bar ends the run, the process and the progress, and keeps nothing", async () => {
  const workbench = await openWorkbench({
    name: "cancel",
    open: loadInHandler.file,
    settings: { "inferlens.measureSeconds": 300 },
    prepare: (folder) => writeFileSync(path.join(folder, loadInHandler.model), slow()),
  });
  const { line } = loadInHandler.place;
  await workbench.goTo(line);
  await (await workbench.lensAbove(line, "Measure")).locator("a").first().click();
  const status = workbench.page.locator(".statusbar-item", { hasText: "Measuring speech-embedding.onnx" });
  await status.waitFor();
  await workbench.lens(/Measuring/).waitFor();
  await expect.poll(() => descendants(workbench.pid, "benchWorker").length).toBe(1);

  await status.locator("a").click();
  await workbench.lensAbove(line, /^\W*Measure\W*$/);
  await status.waitFor({ state: "detached" });
  await expect.poll(() => descendants(workbench.pid, "benchWorker").length).toBe(0);
  expect(storedRuns(workbench.data)).toEqual([]);
});
