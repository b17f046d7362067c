/**
 * How it looks: pictures of the finding, the numbers, the fix menu and the hover in dark, light and both high-contrast themes. Run with
 * INFERLENS_PICTURES=keep, the good ones become the pictures of the README.
 */
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { inRoot } from "../../scripts/workbench/places.ts";
import { loadInHandler, loadInOtherFile } from "./support/demo.ts";
import { measureFromList } from "./support/hotList.ts";
import { screenshots } from "./support/places.ts";
import { closeBrowser, openWorkbench, type Theme, themes, type Workbench } from "./support/workbench.ts";

afterAll(closeBrowser);

const keeps = process.env.INFERLENS_PICTURES === "keep";

const bare = {
  "workbench.activityBar.location": "hidden",
  "window.commandCenter": false,
  "workbench.layoutControl.enabled": false,
  "editor.fontSize": 14,
  "editor.scrollBeyondLastLine": false,
  "editor.renderLineHighlight": "none",
  "editor.occurrencesHighlight": "off",
};

it("finding, numbers, fix menu and hover are legible in every theme", async () => {
  const workbench = await openWorkbench({
    name: "pictures",
    open: loadInHandler.file,
    settings: { ...bare, "inferlens.measureSeconds": 10 },
    size: { width: 1_000, height: 560 },
    scale: 1.6,
  });
  const { page } = workbench;
  const { line, column } = loadInHandler.place;
  await page.keyboard.press("Control+B");
  await workbench.goTo(line, column);
  await (await workbench.lensAbove(line, "Measure")).locator("a").first().click();
  await workbench.acceptSizes();
  await workbench.lensAbove(line, /p50.*CPU/);
  if (keeps) await measureUndisturbed(workbench, line);
  const lens = await workbench.lensAbove(line, /p50.*CPU/);
  await page.mouse.move(500, 540);
  for (const theme of themes) {
    workbench.settings({ "workbench.colorTheme": theme });
    await page.locator(`.monaco-workbench.${classOf[theme]}`).waitFor();
    await lens.waitFor();
    await expect.poll(() => contrastOf(workbench, ".codelens-decoration a"), { timeout: 10_000 }).toBeGreaterThan(2);
    await workbench.goTo(line - 3);
    await workbench.screenshot(`numbers-${classOf[theme]}`);
    await workbench.goTo(line, column);
    await workbench.quickFixes("Load once at module level");
    await workbench.screenshot(`fixes-${classOf[theme]}`);
    await page.keyboard.press("Escape");
    // Coloured code comes a moment after the rest of a hover.
    const diff = page.locator(".monaco-hover .monaco-tokenized-source", { hasText: "vadPromise" });
    await workbench.hoverAt(loadInOtherFile.call.line, loadInOtherFile.call.column + 2, diff);
    await workbench.screenshot(`hover-${classOf[theme]}`);
    await page.keyboard.press("Escape");
  }
  if (keeps) keepPictures(kept);
});

it("the Hot List is legible in the dark and in the light", async () => {
  const workbench = await openWorkbench({
    name: "pictures-hot-list",
    open: loadInHandler.file,
    settings: { ...bare, "workbench.activityBar.location": "default", "inferlens.measureSeconds": 5 },
    size: { width: 1_120, height: 620 },
    scale: 1.5,
  });
  const { page } = workbench;
  const { line, column } = loadInHandler.place;
  await workbench.run("InferLens: Show Hot List");
  const load = page.locator(".sidebar .monaco-list-row", { hasText: loadInHandler.message });
  await measureFromList(workbench, load);
  await load.filter({ hasText: /[\d.,]+ m?s per request/ }).waitFor();
  if (keeps) await measureUndisturbed(workbench, line);
  const sash = (await page.locator(".sidebar").boundingBox())!;
  await page.mouse.move(sash.x + sash.width, 300);
  await page.mouse.down();
  await page.mouse.move(sash.x + sash.width + 130, 300, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(560, 560);
  for (const theme of themes.slice(0, 2)) {
    workbench.settings({ "workbench.colorTheme": theme });
    await page.locator(`.monaco-workbench.${classOf[theme]}`).waitFor();
    await page.keyboard.press("Control+1");
    await workbench.goTo(line, column + 2);
    await workbench.screenshot(`hot-list-${classOf[theme]}`);
  }
  if (keeps) keepPictures([["hot-list-vs-dark", "hot-list"]]);
});

function keepPictures(pictures: readonly (readonly [string, string])[]): void {
  mkdirSync(inRoot("docs", "images"), { recursive: true });
  for (const [from, to] of pictures)
    copyFileSync(path.join(screenshots, `${from}.png`), inRoot("docs", "images", `${to}.png`));
}

/** Pictures of a disturbed run would show the machine's mood, not the product. */
async function measureUndisturbed(workbench: Workbench, line: number): Promise<void> {
  for (let runs = 1; runs < 6 && (await workbench.lens("disturbed").count()) > 0; runs++) {
    await (await workbench.lensAbove(line, /p50.*CPU/)).locator("a").first().click();
    await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Measure Again" }).click();
    const status = workbench.page.locator(".statusbar-item", { hasText: "Measuring" });
    await status.waitFor();
    await status.waitFor({ state: "detached" });
    await workbench.lensAbove(line, /p50.*CPU/);
  }
}

const classOf: Readonly<Record<Theme, string>> = {
  "Dark 2026": "vs-dark",
  "Light 2026": "vs",
  "Default High Contrast": "hc-black",
  "Default High Contrast Light": "hc-light",
};

const kept: readonly (readonly [string, string])[] = [
  ["numbers-vs-dark", "overview"],
  ["fixes-vs", "quick-fix"],
  ["hover-vs-dark", "hover"],
];

/** Contrast ratio (WCAG) of an element's text against the editor's background. */
function contrastOf({ page }: Workbench, selector: string): Promise<number> {
  return page.evaluate((wanted) => {
    const numbers = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
      const [x = 0, y = 0, z = 0] = [r, g, b].map((part) => {
        const share = part / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const text = luminance(numbers(getComputedStyle(document.querySelector(wanted)!).color));
    const ground = luminance(
      numbers(getComputedStyle(document.querySelector(".monaco-editor .monaco-editor-background")!).backgroundColor),
    );
    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
  }, selector);
}
