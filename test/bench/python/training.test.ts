/** Steps of training loops: found by their place in the function, timed while it runs, waiting for data told apart. */
import { expect, it } from "vitest";
import type { FunctionResult } from "../../../server/src/bench/messages.ts";
import { program } from "../functions/programs.ts";
import { short } from "../workbench.ts";
import { python, torchPython, withPython, withTorch } from "./interpreters.ts";

const stop = { ...short, warmUpMs: 100, minMs: 100, maxMs: 500 };
const middle = (values: Float64Array): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const plain = `import time


class Batch:
    def __init__(self, items):
        self.shape = (items, 3)


class Loader:
    def __init__(self, batches, wait):
        self.batches = batches
        self.wait = wait

    def __iter__(self):
        for _ in range(self.batches):
            time.sleep(self.wait)
            yield {"x": Batch(8)}


def train(model=None):
    seen = []
    names = [name for name in ("a", "b")]
    try:
        for epoch in range(1000):
            for batch in Loader(20, 0.006):
                time.sleep(0.002)
                seen.append(batch["x"].shape)
    except Exception:
        raise RuntimeError("never seen")
    return len(seen), names


def short():
    for batch in Loader(3, 0.001):
        time.sleep(0.001)


def empty():
    for batch in Loader(0, 0):
        pass


def fails():
    for index, batch in enumerate(Loader(50, 0)):
        if index == 5:
            raise ValueError("bad batch")


def several():
    for text in ["a", "b", "c"]:
        time.sleep(0.001)
`;

withPython("steps of a loop", () => {
  const { result, results, failure } = program({ "train.py": plain });
  const of = (name: string, loop: number) => ({ of: `train.py:${name}`, loop, interpreter: python!, stop });

  it("are the samples: their time, what of it waits for data, how many items", async () => {
    const found = await result(of("train", 1));
    expect(found.samplesMs.length).toBeGreaterThan(10);
    for (const sample of found.samplesMs) expect(sample).toBeGreaterThanOrEqual(8);
    for (const data of found.steps!.dataMs) expect(data).toBeGreaterThanOrEqual(6);
    expect(new Set(found.steps!.items)).toEqual(new Set([8]));
    expect(found.steps!.dataMs.length).toBe(found.samplesMs.length);
    const at = plain.indexOf("def train");
    const [most] = [...found.lines!.statements].sort((a, b) => middle(b.samplesMs) - middle(a.samplesMs));
    expect(plain.slice(at + most!.start, at + most!.end)).toBe("for batch in Loader(20, 0.006):");
    expect(middle(most!.samplesMs)).toBeGreaterThanOrEqual(6);
  });

  it("go on in another call when the function ends before there are enough", async () => {
    const found = await result(of("short", 0));
    expect(found.samplesMs.length).toBeGreaterThan(10);
  });

  it("of things that do not say how many they are have no items", async () => {
    expect((await result(of("several", 0))).steps!.items).toBeNull();
  });

  it.each([
    ["empty", { kind: "run-failed", reason: "the training loop made no step" }],
    ["fails", { kind: "code-failed", reason: "throws ValueError: bad batch (train.py:46)" }],
  ])("that fail say so: %s", async (name, expected) => {
    expect(await failure(of(name, 0))).toMatchObject(expected);
  });

  it("of two variants are taken in stretches by turns", async () => {
    const changed = { "train.py": plain.replace("Loader(20, 0.006)", "Loader(20, 0.001)") };
    const [before, after] = await results({ ...of("train", 1), changed });
    expect(before!.samplesMs.length).toBe(after!.samplesMs.length);
    expect(Math.min(...before!.samplesMs)).toBeGreaterThanOrEqual(8);
    expect(Math.min(...after!.samplesMs)).toBeLessThan(8);
  });

  it("of a place that is none are calls", async () => {
    const found = await result({ ...of("short", 7), stop });
    expect(found.steps).toBeUndefined();
  });
});

const torchSource = `import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Slow(Dataset):
    def __len__(self):
        return 1000

    def __getitem__(self, index):
        time.sleep(0.002)
        return torch.randn(32), index % 10


def train(epochs: int = 3):
    model = nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = DataLoader(Slow(), batch_size=4)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()


def predict():
    return torch.ones(2, 3) * 2


class Net(nn.Module):
    def forward(self, x):
        return x + 1
`;

withTorch("a PyTorch program", () => {
  const { result, results, run } = program({
    "train.py": torchSource,
    "train_inferlens.py":
      'import torch\n\nNet = {"forward": {"args": lambda: [torch.zeros(2)], "expected": torch.ones(2)}}\n',
  });
  const interpreter = torchPython!;

  it("has steps with their share of data, from a real loader", async () => {
    const found = await result({ of: "train.py:train", loop: 1, interpreter, stop: { ...stop, maxMs: 800 } });
    const share = (one: FunctionResult) => middle(one.steps!.dataMs) / middle(one.samplesMs);
    expect(share(found)).toBeGreaterThan(0.5);
    expect(new Set(found.steps!.items)).toEqual(new Set([4]));
  });

  it("is measured with worker processes and without, by turns, and leaves none behind", async () => {
    const changed = { "train.py": torchSource.replace("batch_size=4", "batch_size=4, num_workers=2") };
    const wish = { of: "train.py:train", loop: 1, interpreter, stop: { ...stop, maxMs: 3_000 } };
    const [before, after] = await results({ ...wish, changed });
    expect(middle(before!.samplesMs)).toBeGreaterThan(middle(after!.samplesMs));
  }, 240_000);

  it("gives tensors that are compared, modules that are called, and its version", async () => {
    const outcome = await run({ of: "train.py:predict", interpreter });
    expect(outcome).toMatchObject({
      done: { python: { packages: { torch: expect.stringMatching(/^\d/) } } },
    });
    expect((await result({ of: "train.py:predict", interpreter })).output).toEqual({
      kind: "record",
      fields: [
        ["shape", { kind: "numbers", values: Float64Array.of(2, 3), length: 2 }],
        ["data", { kind: "numbers", values: new Float64Array(6).fill(2), length: 6 }],
      ],
    });
    const net = await result({ of: "train.py:Net.forward", bench: "train_inferlens.py", interpreter });
    expect(net.samplesMs.length).toBeGreaterThan(5);
  }, 240_000);
});
