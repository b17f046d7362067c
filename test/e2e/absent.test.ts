/** Where no model code is, nothing of ours runs. */
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { descendants } from "./support/processes.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("no server process until a file imports a known package, then one", async () => {
  const workbench = await openWorkbench({
    name: "absent",
    open: "plain.ts",
    prepare(folder) {
      for (const part of ["src", "package.json", "README.md"]) rmSync(path.join(folder, part), { recursive: true });
      writeFileSync(path.join(folder, "plain.ts"), "export const answer = 42;\n");
    },
  });
  await workbench.run("InferLens: Show Server Status");
  await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Server stopped" }).waitFor();
  await workbench.page.keyboard.press("Escape");
  expect(descendants(workbench.pid, "server.cjs")).toEqual([]);

  await workbench.page.locator(".view-line").first().click();
  await workbench.page.keyboard.press("Control+End");
  await workbench.page.keyboard.type('import OpenAI from "openai";');
  await expect.poll(() => descendants(workbench.pid, "server.cjs").length, { timeout: 20_000 }).toBe(1);
});
