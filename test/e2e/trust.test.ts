/** A folder nobody has trusted: findings yes, measuring no. */
import { afterAll, expect, it } from "vitest";
import { loadInHandler } from "./support/demo.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("shows findings but offers no measuring in Restricted Mode", async () => {
  const workbench = await openWorkbench({
    name: "trust",
    open: loadInHandler.file,
    settings: {
      "security.workspace.trust.enabled": true,
      "security.workspace.trust.startupPrompt": "never",
      "security.workspace.trust.untrustedFiles": "open",
    },
  });
  await (await workbench.problems()).filter({ hasText: loadInHandler.message }).waitFor();
  await workbench.page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  await workbench.page.keyboard.press("Control+1");
  await workbench.goTo(loadInHandler.place.line);
  expect(await workbench.lens("Measure").count()).toBe(0);
  const commands = workbench.page.locator(".quick-input-list .monaco-list-row");
  const list = (text: string) => workbench.page.locator(".quick-input-widget input.input").first().fill(`>${text}`);
  await workbench.page.keyboard.press("F1");
  await list("InferLens: Restart Server");
  await commands.filter({ hasText: "InferLens: Restart Server" }).waitFor();
  for (const command of [
    "Measure Model",
    "Measure at Cursor",
    "Compare Before and After",
    "Show Where the Time Goes",
  ]) {
    await list(`InferLens: ${command}`);
    await commands.first().waitFor();
    expect(await commands.filter({ hasText: command }).count()).toBe(0);
  }
});
