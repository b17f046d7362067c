/** The example that every installation brings along. */
import { afterAll, it } from "vitest";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

it("opens a copy of the demo in a window of its own, with findings and without complaints about missing packages", async () => {
  const workbench = await openWorkbench({ name: "example", open: "README.md" });
  const [opened] = await Promise.all([
    workbench.page.context().waitForEvent("page"),
    workbench.run("InferLens: Open the Example"),
  ]);
  const example = workbench.inWindow(opened);
  await opened.locator(".monaco-workbench").waitFor();
  await example.openFile("src/server.ts");
  const problems = await example.problems();
  await problems.filter({ hasText: "speech-embedding.onnx is loaded on every POST /embed" }).waitFor();
  await problems.filter({ hasText: "Cannot find module" }).waitFor({ state: "detached" });
});
