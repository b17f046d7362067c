/**
 * Numbers over time in the real workbench: two measurements of the demo's own model, their trend and their comparison, where the time
 * goes, and a budget that is broken; each page legible in every kind of theme.
 */
import type { Locator } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { lensTitle } from "../../server/src/report/measurement.ts";
import { loadInHandler } from "./support/demo.ts";
import { storedRuns } from "./support/history.ts";
import { closeBrowser, openWorkbench, themes, type Workbench } from "./support/workbench.ts";

afterAll(closeBrowser);

const pageIn = ({ page }: Workbench): Locator =>
  page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame").locator("#page");

const measuring = ({ page }: Workbench): Locator => page.locator(".statusbar-item", { hasText: "Measuring" });

async function measure(workbench: Workbench): Promise<void> {
  const { line } = loadInHandler.place;
  await workbench.goTo(line);
  await (await workbench.lensAbove(line, "Measure")).locator("a").first().click();
  await workbench.acceptSizes();
  await workbench.lensAbove(line, /p50 [\d.,]+|p50 about/);
  await measuring(workbench).waitFor({ state: "detached" });
}

async function measureTwice(workbench: Workbench): Promise<void> {
  const { line } = loadInHandler.place;
  await measure(workbench);
  await workbench.run("InferLens: Measure at Cursor");
  await expect.poll(() => storedRuns(workbench.data).length, { timeout: 60_000 }).toBe(2);
  await measuring(workbench).waitFor({ state: "detached" });
  const [newest] = storedRuns(workbench.data);
  const { text } = lensTitle(newest!, { leads: "load", staleness: null });
  const shown = async () => (await (await workbench.lensAbove(line, "p50")).textContent())?.replaceAll("\u00a0", " ");
  await expect.poll(shown).toContain(text);
}

it("shows the trend and compares two runs, in every theme", async () => {
  const workbench = await openWorkbench({
    name: "pages",
    open: loadInHandler.file,
    settings: { "inferlens.measureSeconds": 2 },
  });
  const { page } = workbench;
  await measureTwice(workbench);

  await workbench.run("InferLens: Show Trend");
  const trend = pageIn(workbench);
  await trend.locator(".title", { hasText: /Trend of speech-embedding\.onnx/ }).waitFor();
  await trend.locator("svg, canvas").first().waitFor();
  expect(await trend.locator("table tbody tr").count()).toBeGreaterThanOrEqual(2);
  await workbench.screenshot("trend-dark");

  await workbench.run("InferLens: Compare Measurements...");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "p50" }).first().waitFor();
  await page.keyboard.press("Enter");
  const compared = pageIn(workbench);
  await compared.locator(".title", { hasText: /Compare speech-embedding\.onnx/ }).waitFor();
  expect(await compared.textContent()).not.toMatch(/NaN|undefined|\[object/);
  for (const theme of themes) {
    workbench.settings({ "inferlens.measureSeconds": 2, "workbench.colorTheme": theme });
    await page.locator(`.monaco-workbench.${themeClass[theme]}`).waitFor();
    await workbench.screenshot(`compare-${theme.toLowerCase().replaceAll(" ", "-")}`);
  }
});

it("tells where the time goes, and judges a budget", async () => {
  const workbench = await openWorkbench({
    name: "profile-and-budget",
    open: loadInHandler.file,
    settings: { "inferlens.measureSeconds": 2 },
  });
  const { page } = workbench;
  const { line } = loadInHandler.place;
  await measure(workbench);
  await workbench.run("InferLens: Show Where the Time Goes");
  const operators = pageIn(workbench);
  await operators.locator(".title", { hasText: /Where the time of speech-embedding\.onnx goes/ }).waitFor();
  await operators.getByText(/Conv/).first().waitFor();
  await workbench.screenshot("operators-dark");

  await page.keyboard.press("Control+1");
  await workbench.goTo(line);
  await workbench.run("InferLens: Set a Budget...");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "p50" }).first().click();
  const limit = page.locator(".quick-input-widget input.input").first();
  await limit.fill("1 µs");
  await page.keyboard.press("Enter");
  await page.locator(".tab", { hasText: "inferlens.json" }).waitFor();
  expect(JSON.parse(workbench.read("inferlens.json"))).toMatchObject({
    budgets: { [loadInHandler.model]: { p50: "1 µs" } },
  });
  const broken = (await workbench.problems()).filter({ hasText: /budget 1 µs/ });
  await broken.first().waitFor();
  await workbench.screenshot("budget-broken");
});

it("finds the best settings of a model, in every theme", async () => {
  const workbench = await openWorkbench({
    name: "sweep",
    open: loadInHandler.file,
    settings: { "inferlens.measureSeconds": 1 },
  });
  const { page } = workbench;
  await workbench.goTo(loadInHandler.place.line);
  await workbench.lensAbove(loadInHandler.place.line, "Measure");
  await workbench.run("InferLens: Find Best Settings for Model...");
  const axis = (title: string) =>
    page
      .locator(".quick-input-list .monaco-list-row", { hasText: title })
      .locator("input[type=checkbox], .monaco-checkbox, .quick-input-list-checkbox")
      .first();
  await axis("Batch").click();
  await axis("At once").click();
  await page.locator(".quick-input-title", { hasText: /settings, about \d+ min/ }).waitFor();
  await workbench.screenshot("sweep-choice");
  await page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
  await workbench.acceptSizes();
  const swept = pageIn(workbench);
  await swept.locator(".title", { hasText: /Best settings for speech-embedding\.onnx/ }).waitFor({ timeout: 120_000 });
  await swept.locator("svg, canvas").first().waitFor();
  expect(await swept.textContent()).not.toMatch(/NaN|undefined|\[object/);
  expect(await swept.locator("table tbody tr").count()).toBeGreaterThanOrEqual(3);
  for (const theme of themes) {
    workbench.settings({ "inferlens.measureSeconds": 1, "workbench.colorTheme": theme });
    await page.locator(`.monaco-workbench.${themeClass[theme]}`).waitFor();
    await workbench.screenshot(`sweep-${theme.toLowerCase().replaceAll(" ", "-")}`);
  }
});

const themeClass: Readonly<Record<(typeof themes)[number], string>> = {
  "Dark 2026": "vs-dark",
  "Light 2026": "vs",
  "Default High Contrast": "hc-black",
  "Default High Contrast Light": "hc-light",
};
