/** inferlens.json, lenses on and off, and the server's own life. */
import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadInHandler } from "./support/demo.ts";
import { descendants } from "./support/processes.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("a rule goes off and on with inferlens.json, lenses hide, and a restart gives a new server with the same findings", async () => {
  const workbench = await openWorkbench({ name: "settings", open: loadInHandler.file });
  const { line } = loadInHandler.place;
  const problems = await workbench.problems();
  const problem = problems.filter({ hasText: loadInHandler.advice });
  await problem.waitFor();
  workbench.write("inferlens.json", '{ "rules": { "model-load-in-hot-path": "off" } }\n');
  await problem.waitFor({ state: "detached" });
  await workbench.filterProblems("OpenAI");
  await problems.filter({ hasText: "OpenAI" }).first().waitFor();
  await workbench.filterProblems("");
  rmSync(path.join(workbench.folder, "inferlens.json"));
  await problem.waitFor();

  await workbench.page.keyboard.press("Control+1");
  await workbench.goTo(line);
  await workbench.lensAbove(line, "Measure");
  await workbench.run("InferLens: Toggle CodeLens");
  await expect.poll(() => workbench.lens("Measure").count()).toBe(0);

  const [before] = descendants(workbench.pid, "server.cjs");
  await workbench.run("InferLens: Restart Server");
  await expect
    .poll(() => descendants(workbench.pid, "server.cjs").filter(({ pid }) => pid !== before?.pid).length)
    .toBe(1);
  await expect.poll(() => descendants(workbench.pid, "server.cjs").length).toBe(1);
  await problem.waitFor();
});
