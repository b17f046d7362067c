/** Python beside its lines: a training loop with its step and the share of data, a function with its bench file, a model it loads. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { python, torchPython, withPython, withTorch } from "../bench/python/interpreters.ts";
import { closeBrowser, openWorkbench } from "./support/workbench.ts";

afterAll(closeBrowser);

const training = `import random
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Recordings(Dataset):
    """Windows of sound, cut and scaled when they are asked for."""

    def __len__(self):
        return 4_000

    def __getitem__(self, index):
        time.sleep(0.001)  # what reading and decoding a file takes
        return torch.randn(1_000), random.randrange(4)


def padded(samples):
    sounds, kinds = zip(*samples)
    return torch.stack(sounds), torch.tensor(kinds)


def train(epochs: int = 3):
    model = nn.Sequential(nn.Linear(1_000, 64), nn.ReLU(), nn.Linear(64, 4))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    loader = DataLoader(Recordings(), batch_size=16, shuffle=True, collate_fn=padded)
    for epoch in range(epochs):
        total = 0.0
        for sounds, kinds in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(sounds), kinds)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(epoch, total / len(loader))
`;

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split("\n").length;

withTorch("a training script", () => {
  it("shows what a step takes and how much of it waits for data", async () => {
    const workbench = await openWorkbench({
      name: "python-training",
      open: "train.py",
      settings: { "inferlens.measureSeconds": 4, "inferlens.pythonPath": torchPython! },
      prepare: (folder) => writeFileSync(path.join(folder, "train.py"), training),
    });
    const head = lineOf(training, "def train");
    await workbench.goTo(head);
    await (await workbench.lensAbove(head, "Measure")).locator("a").first().click();
    await workbench.page.locator(".statusbar-item", { hasText: "Measuring train" }).waitFor();
    await workbench.lensAbove(head, /ms\/step · data \d+% · [\d.,]+ samples\/s/);
    const line = workbench.page.locator(".view-line", { hasText: "for sounds, kinds in loader" });
    await expect
      .poll(async () => (await line.textContent())?.replaceAll("\u00a0", " "))
      .toMatch(/[\d.,]+ (?:ms|µs) · \d+%/);
    await workbench.screenshot("python-training");
  });
});

const service = `import onnxruntime as ort

session = ort.InferenceSession("models/silero-vad.onnx")


def speech(samples, state, rate):
    return session.run(None, {"input": samples, "state": state, "sr": rate})
`;

const windows = `import math


# inferlens-bench
def windows(samples: list[float], size: int = 512):
    found = []
    for start in range(0, len(samples) - size, size // 2):
        part = samples[start : start + size]
        loudness = math.sqrt(sum(value * value for value in part) / size)
        found.append([value / (loudness + 1e-9) for value in part])
    return found
`;

withPython("a Python service", () => {
  it("has the lens of its model, which is measured", async () => {
    const workbench = await openWorkbench({
      name: "python-model",
      open: "service.py",
      settings: { "inferlens.measureSeconds": 2 },
      prepare: (folder) => writeFileSync(path.join(folder, "service.py"), service),
    });
    const load = lineOf(service, "session =");
    await (await workbench.lensAbove(load, "Measure")).locator("a", { hasText: "Measure" }).first().click();
    // Sizes are asked one after the other, with a moment between them.
    const asked = workbench.page.locator(".quick-input-title", { hasText: "sizes to measure with" });
    await expect
      .poll(async () => {
        if (await asked.isVisible()) await workbench.page.keyboard.press("Enter");
        return await workbench.lens(/p50/).count();
      })
      .toBeGreaterThan(0);
    await workbench.lensAbove(load, /p50 /);
    await workbench.screenshot("python-model");
  });

  it("has functions that get a bench file and are measured with it", async () => {
    const workbench = await openWorkbench({
      name: "python-function",
      open: "windows.py",
      settings: { "inferlens.measureSeconds": 2, "inferlens.pythonPath": python! },
      prepare(folder) {
        writeFileSync(path.join(folder, "windows.py"), windows);
        writeFileSync(path.join(folder, "service.py"), service); // a folder without model code is left alone
      },
    });
    const head = lineOf(windows, "def windows");
    await workbench.goTo(head, 8);
    await workbench.lensAbove(head, "needs arguments");
    await workbench.run("InferLens: Create Bench File for Function");
    await workbench.page.locator(".tab.active", { hasText: "windows_inferlens.py" }).waitFor();
    await workbench.page.locator(".view-line", { hasText: '"samples": [1.0],' }).waitFor();
    await workbench.page.keyboard.press("Delete"); // the first placeholder is selected
    await workbench.page.keyboard.insertText("[0.5] * 16_000");
    await workbench.screenshot("python-bench-file");
    await workbench.save();
    await workbench.page.locator(".tab", { hasText: /^windows\.py$/ }).click();
    await workbench.goTo(head, 8);
    await (await workbench.lensAbove(head, "Measure")).locator("a", { hasText: "Measure" }).first().click();
    await workbench.lensAbove(head, /p50 [\d.,]+ .*\/s/);
    await workbench.screenshot("python-function");
  });
});
