/**
 * The hover with its fix preview; the page that explains a finding and leads into the code; the chain of a finding whose cause
 * stands in another file; and the page about the server.
 */
import { afterAll, expect, it } from "vitest";
import { loadInHandler, loadInOtherFile } from "./support/demo.ts";
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

  const hover = page.locator(".monaco-hover", { hasText: "Fix" }).first();
  await workbench.hoverAt(line, column + 2, hover.getByText("Load once at module level"));
  await hover
    .getByText(/sessionPromise/)
    .first()
    .waitFor();
  await workbench.screenshot("hover-dark");
  workbench.settings({ "workbench.colorTheme": "Light 2026" });
  await page.locator(".monaco-workbench.vs").waitFor();
  await workbench.hoverAt(line, column + 2, hover);
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

it("a load in another file: its caller is told, the links lead there, editing there clears the caller, and the server tells its state", async () => {
  const { file, call, load, message } = loadInOtherFile;
  const workbench = await openWorkbench({ name: "across-files", open: file });
  const { page } = workbench;
  const problem = (await workbench.problems()).filter({ hasText: message });
  await problem.waitFor();
  await page.keyboard.press("Control+1");
  const link = page.locator(".monaco-hover").getByText(`vad.ts(${load.line},`);
  await workbench.hoverAt(call.line, call.column + 2, link);
  await workbench.screenshot("across-files");
  await link.click();
  await page.locator(".tab.active", { hasText: "vad.ts" }).waitFor();

  // From `return ort...create(...)` in the function to a promise beside it, typed and not saved.
  await workbench.goTo(load.line, 1);
  await page.keyboard.press("Shift+End");
  await page.keyboard.insertText("  return loaded;");
  await workbench.goTo(load.line - 2, 1);
  await page.keyboard.insertText('const loaded = ort.InferenceSession.create("models/silero-vad.onnx");\n');
  await problem.waitFor({ state: "detached" });

  await page.keyboard.press("Control+J");
  await workbench.run("InferLens: Show Server Status");
  const report = pageOf(workbench);
  await report.locator("h2", { hasText: "Memory" }).waitFor();
  await expect.poll(() => report.locator("body").textContent()).toMatch(/Whole process\s*\d+ MB/);
  await workbench.screenshot("status-dark");
});
