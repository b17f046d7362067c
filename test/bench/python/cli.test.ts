/** `inferlens bench file.py:function` as a user runs it. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { historyFileName } from "../../../server/src/history/place.ts";
import type { FunctionRun } from "../../../server/src/history/record.ts";
import { openHistory } from "../../../server/src/history/store.ts";
import { program } from "../functions/programs.ts";
import { root } from "../workbench.ts";
import { python, torchPython, withPython, withTorch } from "./interpreters.ts";

const state = mkdtempSync(path.join(tmpdir(), "state-"));
afterAll(() => rmSync(state, { recursive: true, force: true }));

const { folder } = program({
  "app/embed.py": "import time\n\n\ndef embed(text: str):\n    time.sleep(0.004)\n    return len(text)\n",
  "app/embed_inferlens.py": 'embed = {"args": ["text"], "expected": 4}\n',
  "app/train.py": `import torch
from torch import nn


def train(epochs: int = 1):
    model = nn.Linear(4, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x in [torch.ones(8, 4)] * 50:
        optimizer.zero_grad()
        loss = model(x).sum()
        loss.backward()
        optimizer.step()
`,
});

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
const inferlens = (...given: string[]): Promise<Answer> =>
  new Promise((resolve) => {
    const env = { ...process.env, XDG_STATE_HOME: state, HOME: state, LANG: "C.UTF-8", LC_ALL: "", NO_COLOR: "1" };
    const main = path.join(root, "server/src/cli/main.ts");
    execFile(
      process.execPath,
      [main, "bench", "--seconds", "0.5", ...given],
      { env, cwd: folder },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

withPython("inferlens bench file.py:function", () => {
  it("prints figures and where the time goes, and keeps the run with its Python", async () => {
    const { code, stdout } = await inferlens("app/embed.py:embed", "--python", python!);
    expect(stdout).toMatch(/^app\/embed\.py:embed\n {2}latency {5}p50 [\d.]+ ms \([\d.]+-[\d.]+\) .*min/);
    expect(stdout).toMatch(/\n +measured in Python 3\.\d+\.\d+\n/);
    expect(stdout).toMatch(/\n +[\d.]+ ms +\d+% {2}time\.sleep\(0\.004\)\n/);
    expect(code).toBe(0);
    const history = openHistory(path.join(state, "inferlens", historyFileName));
    const [kept] = history.list({ kind: "function", name: "embed" });
    history.close();
    expect(kept).toMatchObject({
      spec: { benchFile: path.join(folder, "app/embed_inferlens.py") },
      python: { executable: python },
      outcome: { kind: "measured", measured: { lines: { statements: expect.any(Array) } } },
    });
  });

  it("says what is wrong, with exit code 2", async () => {
    const absent = await inferlens("app/embed.py:embed", "--python", "/no/python");
    expect(absent.stderr).toContain("not measured: no Python at /no/python");
    expect(absent.code).toBe(2);
    const gone = await inferlens("app/embed.py:gone", "--python", python!);
    expect(gone.stderr).toContain("the module has no gone\n  Measure one of embed.");
    expect(gone.code).toBe(2);
  });
});

withTorch("inferlens bench of a training loop", () => {
  it("prints its step", async () => {
    const { stdout } = await inferlens("app/train.py:train", "--python", torchPython!);
    expect(stdout).toMatch(/\n {2}step +(?:under )?\d+% of the step waits for data, .* · 8 samples a step\n/);
    expect(stdout).toMatch(/\n {2}throughput {2}[\d.,]+ samples\/s {3}[\d.,]+ steps\/s /);
    const { stdout: json } = await inferlens("app/train.py:train", "--python", torchPython!, "--json", "--no-history");
    const { summary, record } = JSON.parse(json) as { summary: Record<string, number>; record: FunctionRun };
    expect(summary.samplesPerSecond).toBeGreaterThan(0);
    expect(summary.dataShare).toBeLessThan(0.5);
    expect(record.python?.packages).toHaveProperty("torch");
  }, 240_000);
});
