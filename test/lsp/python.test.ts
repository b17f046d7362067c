/** Python in the editor: lenses of functions and training loops, the interpreter, bench files, models, and a fix that is compared. */
import { chmodSync, readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import type { InlayHint, WorkspaceEdit } from "vscode-languageserver/node";
import {
  type BenchFileAnswer,
  commands,
  type FindingTarget,
  type MeasureAnswer,
  pythonChosen,
} from "../../server/src/lsp/protocol.ts";
import { python, torchPython, withPython, withTorch } from "../bench/python/interpreters.ts";
import * as make from "../fixtures/models/make.ts";
import { able, type Client, rangeOfText, stage } from "./client.ts";

const { alone, end, shared } = stage();
afterAll(end);

const lensesOf = async (client: Client, uri: string): Promise<readonly string[]> =>
  (await client.lenses(uri)).map((lens) => `${lens.range.start.line + 1}: ${lens.command?.title}`);

async function hintsOf(client: Client, uri: string): Promise<readonly string[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
  const hints: InlayHint[] = await client.connection.sendRequest("textDocument/inlayHint", {
    textDocument: { uri },
    range,
  });
  return hints.map(({ position, label }) => `${position.line + 1}: ${label}`);
}

const measure = (client: Client, uri: string, name: string): Promise<MeasureAnswer> =>
  client.execute(commands.measure, { uri, id: `function:${name}` });

const second = { trusted: true, measureSeconds: 1 } as const;

const slow = `import time


# inferlens-bench
def slow():
    time.sleep(0.012)
    return 1
`;

withPython("a Python function in the editor", () => {
  it("has a lens where it runs a model, trains, is marked or has a bench file", async () => {
    const { client, uri } = await shared({ "d_inferlens.py": "first = [1]\n" });
    await client.open(
      uri("a.py"),
      `import torch
from torch import nn


def train(epochs: int = 1):
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x in [torch.ones(1, 1)]:
        loss = model(x).sum()
        loss.backward()
        optimizer.step()


def plain():
    return 1
`,
      "python",
    );
    expect(await lensesOf(client, uri("a.py"))).toEqual(["5: Measure"]);
    await client.open(uri("b.py"), slow, "python");
    expect(await lensesOf(client, uri("b.py"))).toEqual(["5: Measure"]);
    await client.open(uri("c.py"), "# inferlens-bench\ndef embed(text: str):\n    return text\n", "python");
    expect(await lensesOf(client, uri("c.py"))).toEqual(["2: Measure · needs arguments"]);
    await client.open(
      uri("d.py"),
      "import torch\n\n\ndef first(x):\n    return x\n\n\ndef second(x):\n    return x\n",
      "python",
    );
    expect(await lensesOf(client, uri("d.py"))).toEqual(["4: Measure"]);
  });

  it("is measured as it stands, with times at its lines, until it is edited", async () => {
    const { client, uri } = await alone({}, { options: { ...second, pythonPath: python! } });
    await client.open(uri("slow.py"), slow, "python");
    expect(await measure(client, uri("slow.py"), "slow")).toMatchObject({
      kind: "measured",
      title: expect.stringMatching(/^p50 [\d.]+ ms · max .* · [\d.]+\/s$/),
      details: expect.stringMatching(/measured in Python 3\.\d+\.\d+/),
    });
    expect(await lensesOf(client, uri("slow.py"))).toEqual([expect.stringMatching(/^5: p50 .* ms · max/)]);
    expect(await hintsOf(client, uri("slow.py"))).toEqual([expect.stringMatching(/^6: 1\d(\.\d)? ms · \d+%$/)]);
    await client.replace(uri("slow.py"), ["0.012", "0.001"]);
    expect(await hintsOf(client, uri("slow.py"))).toEqual([]);
    expect(await lensesOf(client, uri("slow.py"))).toEqual([expect.stringMatching(/^5: p50 .* ms · outdated: code$/)]);
  });

  it("runs with the Python the editor has chosen, and says when that is none or too old", async () => {
    const asked: unknown[] = [];
    const answers = {
      [pythonChosen]: (wish: unknown) => {
        asked.push(wish);
        return { path: "/no/such/python" };
      },
    };
    const { client, uri, write, path } = await alone({}, { answers, options: { ...second, menus: true } });
    await client.open(uri("slow.py"), slow, "python");
    expect(await measure(client, uri("slow.py"), "slow")).toMatchObject({
      kind: "failed",
      reason: "no Python at /no/such/python",
    });
    expect(asked).toEqual([{ uri: uri("slow.py") }]);
    write("old/python", "#!/bin/sh\necho 2.7.18\necho /usr/bin/python2\n");
    chmodSync(path("old/python"), 0o755);
    await client.connection.sendNotification("inferlens/settingsChanged", { pythonPath: "old/python" });
    expect(await measure(client, uri("slow.py"), "slow")).toMatchObject({
      kind: "failed",
      reason: "Python 2.7.18 is too old",
      act: expect.stringContaining("3.8 and newer"),
    });
  });

  it("is not run without trust", async () => {
    const { client, uri } = await alone({}, { options: { ...second, trusted: false } });
    await client.open(uri("slow.py"), slow, "python");
    expect(await measure(client, uri("slow.py"), "slow")).toMatchObject({ kind: "refused" });
  });

  it("gets a bench file with placeholders, and another entry in the same one", async () => {
    const answers = { "workspace/applyEdit": () => ({ applied: true }) };
    const source =
      "# inferlens-bench\ndef embed(texts: list[str], size: int):\n    return texts\n\n\n# inferlens-bench\ndef two(x):\n    return x\n";
    const { client, uri, write, path } = await alone({ "embed.py": source }, { answers, options: second });
    await client.open(uri("embed.py"), source, "python");
    await client.lenses(uri("embed.py"));
    const answer = await client.execute<BenchFileAnswer>(commands.createBench, {
      uri: uri("embed.py"),
      id: "function:embed",
    });
    expect(answer).toMatchObject({ kind: "opened", uri: uri("embed_inferlens.py") });
    const edit = client.heard.find(({ method }) => method === "workspace/applyEdit")!.params as { edit: WorkspaceEdit };
    const text = JSON.stringify(edit.edit);
    expect(text).toContain(
      String.raw`embed = {\n    \"args\": lambda: {\n        \"texts\": [\"text\"],\n        \"size\": 1,\n    },\n}`,
    );
    write("embed_inferlens.py", 'embed = {"args": [["a"], 1], "expected": ["a"]}\n');
    await client.changedFiles([path("embed_inferlens.py"), 1]);
    expect(await measure(client, uri("embed.py"), "embed")).toMatchObject({ kind: "measured" });
    expect(readFileSync(path("embed.py"), "utf8")).toBe(source);
  });

  it("has the lens of the model it loads, which is measured", async () => {
    const { client, uri } = await alone({ "detector.onnx": make.mlp() }, { options: second });
    const text = `import onnxruntime as ort

session = ort.InferenceSession("detector.onnx", providers=["CPUExecutionProvider"])


def detect(image):
    return session.run(None, {"x": image})
`;
    await client.open(uri("detect.py"), text, "python");
    await client.until("lens of the model", () => true);
    const lenses = await lensesOf(client, uri("detect.py"));
    expect(lenses[0]).toBe("3: Measure");
    const answer = await client.execute<MeasureAnswer>(commands.measure, {
      uri: uri("detect.py"),
      id: "model:detector.onnx",
    });
    expect(answer).toMatchObject({ kind: "measured", title: expect.stringMatching(/^p50 /) });
    expect((await hintsOf(client, uri("detect.py")))[0]).toMatch(/^7: [\d.]+ [mµ]s$/);
  });
});

const training = `import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Slow(Dataset):
    def __len__(self):
        return 4000

    def __getitem__(self, index):
        time.sleep(0.005)
        return torch.randn(8), index % 2


def collate(samples):
    return torch.utils.data.default_collate(samples)


def train(epochs: int = 2):
    model = nn.Linear(8, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = DataLoader(Slow(), batch_size=4, collate_fn=collate)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
`;

withTorch("a training loop in the editor", () => {
  it("shows its step with the share of data, and what workers would change before they are added", async () => {
    const options = { trusted: true, measureSeconds: 3, pythonPath: torchPython! };
    const { client, uri } = await alone({}, { capabilities: able, options });
    await client.open(uri("train.py"), training, "python");
    expect(await measure(client, uri("train.py"), "train")).toMatchObject({
      kind: "measured",
      title: expect.stringMatching(/^[\d.]+ ms\/step · data [6-9]\d% · [\d.]+ samples\/s$/),
      details: expect.stringMatching(
        /of the step waits for data, .* · 4 samples a step[\s\S]*first step after[\s\S]*torch \d/,
      ),
    });
    const hints = await hintsOf(client, uri("train.py"));
    expect(hints[0]).toMatch(/^26: [\d.]+ ms · \d+%$/);
    const actions = await client.actions(
      uri("train.py"),
      rangeOfText(client.documents.get(uri("train.py"))!, "DataLoader(Slow"),
    );
    const compare = actions.find(({ title }) => title === "Compare before and after");
    expect(actions.map(({ title }) => title)).toContain("Compare before and after");
    const answer = await client.execute<MeasureAnswer>(
      commands.compareFix,
      compare!.command!.arguments![0] as FindingTarget,
    );
    expect(answer).toMatchObject({
      kind: "measured",
      title: expect.stringMatching(/faster|No clear difference/),
      details: expect.stringMatching(/after: Add num_workers=4\n\d+ pairs, run in turns/),
    });
  }, 240_000);
});
