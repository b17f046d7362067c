/** inferlens.json and the server's own life. */
import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadInHandler } from "./support/demo.ts";
import { descendants } from "./support/processes.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("switching a rule off in inferlens.json updates at once, and back", async () => {
  const workbench = await openWorkbench({ name: "config", open: loadInHandler.file });
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
});

it("a restart gives a new server process and the same findings", async () => {
  const workbench = await openWorkbench({ name: "restart", open: loadInHandler.file });
  const problem = (await workbench.problems()).filter({ hasText: loadInHandler.message });
  await problem.waitFor();
  const [before] = descendants(workbench.pid, "server.cjs");
  await workbench.run("InferLens: Restart Server");
  await expect
    .poll(() => descendants(workbench.pid, "server.cjs").filter(({ pid }) => pid !== before?.pid).length, {
      timeout: 20_000,
    })
    .toBe(1);
  await expect.poll(() => descendants(workbench.pid, "server.cjs").length, { timeout: 20_000 }).toBe(1);
  await problem.waitFor();
});
