/** A function measured beside its line: figures above it, shares at the ends of its lines, and a bench file made by one command. */
import { afterAll, expect, it } from "vitest";
import { placeOf } from "./support/demo.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

const mel = { file: "src/lib/mel.ts", head: placeOf("src/lib/mel.ts", "export async function melWindows") };
const vad = { file: "src/lib/vad.ts", head: placeOf("src/lib/vad.ts", "export async function speechRatio") };

it("shows where the milliseconds go, until the function is edited", async () => {
  const workbench = await openWorkbench({
    name: "functions",
    open: mel.file,
    settings: { "inferlens.measureSeconds": 3 },
  });
  await workbench.goTo(mel.head.line);
  await (await workbench.lensAbove(mel.head.line, "Measure")).locator("a").first().click();
  await workbench.page.locator(".statusbar-item", { hasText: "Measuring melWindows" }).waitFor();
  await workbench.lensAbove(mel.head.line, /p50 [\d.,]+ .*\/s/);
  const line = workbench.page.locator(".view-line", { hasText: "await session.run" });
  await expect
    .poll(async () => (await line.textContent())?.replaceAll("\u00a0", " "))
    .toMatch(/[\d.,]+ (?:ms|µs) · \d+%/);
  await workbench.screenshot("function-measured");

  await workbench.goTo(mel.head.line + 1, 1);
  await workbench.page.keyboard.type("// edited\n");
  await workbench.lensAbove(mel.head.line, "outdated: code");
  await expect.poll(() => line.textContent()).not.toMatch(/%/);
});

it("makes a bench file beside the source and opens it", async () => {
  const workbench = await openWorkbench({ name: "bench-file", open: vad.file });
  await workbench.goTo(vad.head.line, 20);
  await workbench.lensAbove(vad.head.line, "needs arguments");
  await workbench.run("InferLens: Create Bench File for Function");
  await workbench.page.locator(".tab.active", { hasText: "vad.inferlens.ts" }).waitFor();
  await workbench.page.locator(".view-line", { hasText: "Parameters<typeof" }).waitFor();
  await workbench.screenshot("bench-file");
});
