/** `inferlens check` of notebooks: places by cell for people, by line for machines, fixes that leave the rest of the file alone. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Log } from "sarif";
import { describe, expect, it } from "vitest";
import { folderWith, run } from "./run.ts";

const code = (source: readonly string[]) => ({
  cell_type: "code",
  execution_count: 1,
  metadata: {},
  outputs: [{ output_type: "stream", name: "stdout", text: ["x\n"] }],
  source: source.map((line, index) => (index < source.length - 1 ? `${line}\n` : line)),
});
const cells = [
  { cell_type: "markdown", metadata: {}, source: ["# Training é\n"] },
  code([
    "%matplotlib inline",
    "!pip install torch",
    "import torch",
    "from torch.utils.data import DataLoader",
    "from torchvision.datasets import ImageFolder",
    'device = torch.device("cuda")',
  ]),
  code(["%%bash", "ls $(pwd"]),
  code(["@dangling"]),
  code([
    "%%time",
    "for x, y in DataLoader(ImageFolder(root), batch_size=32):",
    "    loss = criterion(model(x), y)",
    '    print("é\\t", loss.item())',
    "    loss.backward()",
  ]),
];
const notebook = (some: readonly unknown[] = cells) =>
  `${JSON.stringify({ cells: some, metadata: { kernelspec: { language: "python" } }, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
const lineOf = (text: string, part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;

describe("inferlens check on notebooks", () => {
  it("names cell and line for people", async () => {
    const { out } = await run(folderWith({ "train.ipynb": notebook() }), "check");
    expect(out).toContain("train.ipynb:cell 5:2:13 info dataloader-no-workers");
    expect(out).toContain("train.ipynb:cell 5:4:18 info gpu-sync-in-loop");
    expect(out).toContain("via repeats in this loop train.ipynb:cell 5:2");
  });

  it("names lines of the file for machines, with the cell beside", async () => {
    const text = notebook();
    const folder = folderWith({ "train.ipynb": text });
    await run(folder, "check", "--format", "sarif", "-o", "out.sarif");
    const log = JSON.parse(readFileSync(path.join(folder, "out.sarif"), "utf8")) as Log;
    const sync = log.runs[0]!.results!.find(({ ruleId }) => ruleId === "gpu-sync-in-loop")!;
    expect(sync.locations![0]!.physicalLocation!.region!.startLine).toBe(lineOf(text, "loss.item"));
    expect(sync.properties).toEqual({ cell: 4, cellLine: 4 });
    const loader = log.runs[0]!.results!.find(({ ruleId }) => ruleId === "dataloader-no-workers")!;
    const [{ deletedRegion }] = loader.fixes![0]!.artifactChanges[0]!.replacements as [
      { deletedRegion: { startLine: number; startColumn: number } },
    ];
    expect(text.split("\n")[deletedRegion.startLine - 1]!.slice(deletedRegion.startColumn - 1)).toMatch(/^\):\\n/);
    const { out } = await run(folder, "check", "--format", "json");
    expect(JSON.parse(out).findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ rule: "dataloader-no-workers", cell: 4, cellLine: 2 }),
        expect.objectContaining({ rule: "gpu-sync-in-loop", cell: 4, cellLine: 4 }),
      ]),
    );
  });

  it("writes fixes back and leaves everything else byte for byte", async () => {
    const text = notebook();
    const folder = folderWith({ "train.ipynb": text });
    const { err } = await run(folder, "check", "--fix-suggestions");
    expect(err).toMatch(/^\d fix(es)? applied/);
    const after = readFileSync(path.join(folder, "train.ipynb"), "utf8");
    const fixed = lineOf(text, "DataLoader(Image");
    expect(after.split("\n")[fixed - 1]).toContain("batch_size=32, num_workers=4");
    expect(after.split("\n").toSpliced(fixed - 1, 1)).toEqual(text.split("\n").toSpliced(fixed - 1, 1));
  });

  it("says why it cannot read one, and checks the others", async () => {
    const folder = folderWith({
      "broken.ipynb": "{",
      "old.ipynb": '{"nbformat": 3, "worksheets": []}',
      "empty.ipynb": notebook([]),
      "train.ipynb": notebook(),
    });
    const { out, err } = await run(folder, "check");
    expect(out).toContain("cell 5:4:18");
    expect(err).toContain("broken.ipynb: not read, its JSON cannot be read; restore it or save it again");
    expect(err).toContain("old.ipynb: not read, it is in the old notebook format 3;");
    expect(err).not.toContain("empty.ipynb");
  });

  it("bears outputs of megabytes", async () => {
    const outputs = [{ output_type: "display_data", data: { "image/png": "A".repeat(8_000_000) } }];
    const folder = folderWith({
      "train.ipynb": notebook([...cells.slice(0, 1), { ...cells[1], outputs }, ...cells.slice(2)]),
    });
    expect((await run(folder, "check")).out).toContain("cell 5:4:18");
  });

  it("takes names a module of the workspace gives", async () => {
    const folder = folderWith({
      "setup.py":
        'from sentence_transformers import SentenceTransformer\nmodel = SentenceTransformer("all-MiniLM-L6-v2")\n',
      "use.ipynb": notebook([
        code(["from setup import model"]),
        code(["for text in texts:", "    print(model.encode(text))"]),
      ]),
    });
    expect((await run(folder, "check", "use.ipynb")).out).toContain(
      "use.ipynb:cell 2:2:11 info sequential-embedding-in-loop",
    );
  });

  it("takes a script with cell marks for the script it is", async () => {
    const script = `# %% [markdown]\n# # Title\n\n# %%\n${(cells[1]!.source as string[]).slice(2).join("")}\n# %%\n${(cells[4]!.source as string[]).slice(1).join("")}\n`;
    const { out } = await run(folderWith({ "train.py": script }), "check");
    expect(out).toContain(`train.py:${lineOf(script, "loss.item")}:18 info gpu-sync-in-loop`);
  });
});
