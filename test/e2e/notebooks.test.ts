/** A notebook in the editor: findings in their cells, a fix in its cell alone, and nothing left when cells go. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

const code = (...lines: readonly string[]) => ({
  cell_type: "code",
  execution_count: null,
  metadata: {},
  outputs: [],
  source: lines.map((line, index) => (index < lines.length - 1 ? `${line}\n` : line)),
});
const notebook = {
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Training"] },
    code(
      "%matplotlib inline",
      "!nvidia-smi",
      "import torch",
      "from torch.utils.data import DataLoader",
      "from torchvision.datasets import ImageFolder",
      'device = torch.device("cuda")',
    ),
    code('loader = DataLoader(ImageFolder("images"), batch_size=32)'),
    code(
      "%%time",
      "for images, labels in loader:",
      "    loss = criterion(model(images), labels)",
      "    print(loss.item())",
      "    loss.backward()",
    ),
  ],
  metadata: { kernelspec: { display_name: "Python 3", language: "python", name: "python3" } },
  nbformat: 4,
  nbformat_minor: 2,
};
const file = "train.ipynb";

it("shows findings in cells, fixes one of them there, and forgets cells that are gone", async () => {
  const workbench = await openWorkbench({
    name: "notebooks",
    open: "README.md", // the workbench knows what opens notebooks a moment after it has opened its first file
    prepare: (folder) => writeFileSync(path.join(folder, file), `${JSON.stringify(notebook, null, 1)}\n`),
  });
  const { page } = workbench;
  await workbench.openFile(file);
  await page.locator(".notebook-editor .view-line").first().waitFor();
  const problems = await workbench.problems();
  const workers = problems.filter({ hasText: "dataloader-no-workers" });
  const waits = problems.filter({ hasText: "gpu-sync-in-loop" });
  await workers.first().waitFor();
  await waits.first().waitFor();
  expect(await waits.first().textContent()).toContain("[Ln 4, Col 11]");
  await expect.poll(() => workbench.squiggles().count()).toBeGreaterThan(0);
  await workbench.screenshot("notebook");

  await workers.first().dblclick();
  const fixes = await workbench.quickFixes("num_workers");
  expect(await fixes.first().textContent()).toContain("num_workers");
  await page.keyboard.press("Enter");
  await workers.first().waitFor({ state: "detached" });
  await workbench.save();
  const saved = JSON.parse(workbench.read(file)) as typeof notebook;
  expect(saved.cells[2]!.source.join("")).toMatch(/batch_size=32, num_workers=\d/);
  expect(saved.cells.map(({ source }) => source.join("")).toSpliced(2, 1)).toEqual(
    notebook.cells.map(({ source }) => source.join("")).toSpliced(2, 1),
  );
  await workbench.screenshot("notebook-fixed");

  await waits.first().dblclick();
  const cell = page.locator(".notebook-editor .monaco-list-row.focused", { hasText: "loss.item" });
  await cell.locator("[class*=delete-cell]").first().click();
  await waits.first().waitFor({ state: "detached" });
  await workbench.save();
  expect((JSON.parse(workbench.read(file)) as typeof notebook).cells).toHaveLength(3);
});
