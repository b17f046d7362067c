/** The hover with its fix preview, the page that explains a finding and leads into the code, and the page about the server. */
import { afterAll, expect, it } from "vitest";
import { loadInHandler } from "./support/demo.ts";
import { closeBrowser, openWorkbench, type Workbench } from "./support/workbench.ts";

afterAll(closeBrowser);

const pageOf = ({ page }: Workbench) => page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");

it("a hover previews the fix and leads to the whole story, which leads back into the code", async () => {
  const workbench = await openWorkbench({ name: "explain", open: loadInHandler.file });
  const { page } = workbench;
  const { line, column } = loadInHandler.place;
  await (await workbench.problems()).filter({ hasText: loadInHandler.message }).waitFor();
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+J");
  await workbench.goTo(line, column + 2);
  await workbench.run("Show or Focus Hover");
  const hover = page.locator(".monaco-hover", { hasText: "Fix" }).first();
  await hover.waitFor();
  await hover.getByText("Load once at module level").waitFor();
  await hover
    .getByText(/sessionPromise/)
    .first()
    .waitFor();
  await workbench.screenshot("hover-dark");
  workbench.settings({ "workbench.colorTheme": "Light 2026" });
  await page.locator(".monaco-workbench.vs").waitFor();
  await workbench.goTo(line, column + 2);
  await workbench.run("Show or Focus Hover");
  await hover.waitFor();
  await workbench.screenshot("hover-light");

  await hover.getByText("Explain", { exact: true }).click();
  const story = pageOf(workbench);
  await story.locator("h2", { hasText: "What it cost elsewhere" }).waitFor();
  const text = await story.locator("body").textContent();
  expect(text).toContain("called per request: POST /embed");
  expect(text).toContain("Strategy: Caching and precomputation.");
  await workbench.screenshot("explain-light");
  await story
    .locator("a", { hasText: /server\.ts:\d+/ })
    .first()
    .click();
  await page.locator(".statusbar-item", { hasText: `Ln ${line - 1}` }).waitFor();
});

it("the server's status is a page to read", async () => {
  const workbench = await openWorkbench({ name: "status", open: loadInHandler.file });
  await (await workbench.problems()).filter({ hasText: loadInHandler.message }).waitFor();
  await workbench.page.keyboard.press("Control+J");
  await workbench.run("InferLens: Show Server Status");
  const report = pageOf(workbench);
  await report.locator("h2", { hasText: "Memory" }).waitFor();
  expect(await report.locator("body").textContent()).toMatch(/Whole process\s*\d+ MB/);
  await workbench.screenshot("status-dark");
  workbench.settings({ "workbench.colorTheme": "Light 2026" });
  await workbench.page.locator(".monaco-workbench.vs").waitFor();
  await workbench.screenshot("status-light");
});
