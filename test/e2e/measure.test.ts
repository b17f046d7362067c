/** From the click on a lens to the numbers beside the line, which are those of the stored run. */
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { lensTitle } from "../../server/src/report/measurement.ts";
import { loadInHandler } from "./support/demo.ts";
import { storedRuns } from "./support/history.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("measures the real model and shows what it stored", async () => {
  const workbench = await openWorkbench({
    name: "measure",
    open: loadInHandler.file,
    settings: { "inferlens.measureSeconds": 5 },
  });
  await workbench.goTo(loadInHandler.place.line);
  await (await workbench.lensAbove(loadInHandler.place.line, "Measure")).locator("a").first().click();
  await workbench.acceptSizes();
  await workbench.page.locator(".statusbar-item", { hasText: "Measuring speech-embedding.onnx" }).waitFor();
  await workbench.screenshot("measuring");
  await workbench.lens(/load [\d.,]+ m?s · p50 [\d.,]+ .*\/s · CPU|p50 about/).waitFor();
  await workbench.page.locator(".statusbar-item", { hasText: "Measuring" }).waitFor({ state: "detached" });

  const [run] = storedRuns(workbench.data);
  expect(run?.outcome.kind).toBe("measured");
  expect(run?.spec.model.path).toBe(path.join(workbench.folder, loadInHandler.model));
  expect(run?.runtime.origin).toBe("workspace");
  const { text } = lensTitle(run!, { leads: "load", staleness: null });
  const shown = (await (await workbench.lensAbove(loadInHandler.place.line, "p50")).textContent()) ?? "";
  expect(shown.replaceAll("\u00a0", " ")).toContain(text);
  await workbench.screenshot("measured");
  const problem = (await workbench.problems()).filter({ hasText: loadInHandler.message });
  await problem.filter({ hasText: /\([\d.,]+ m?s measured\)/ }).waitFor();
  await workbench.page.keyboard.press("Control+1");

  await (await workbench.lensAbove(loadInHandler.place.line, "p50")).locator("a").first().click();
  await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Measure Again" }).waitFor();
  await workbench.screenshot("measurement-menu");
  await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Show Details" }).click();
  await workbench.page.locator(".tab", { hasText: "speech-embedding.onnx" }).waitFor();
  const details = workbench.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").locator("li");
  await details.first().waitFor();
  expect((await details.allTextContents()).join("\n")).toMatch(/^p50 .*\n.*load /);
  await workbench.screenshot("details");
});
