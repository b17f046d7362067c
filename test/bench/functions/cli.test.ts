/** `inferlens bench file:function` as a user runs it: a process, its output, its exit code, its history. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { historyFileName } from "../../../server/src/history/place.ts";
import type { FunctionRun } from "../../../server/src/history/record.ts";
import { openHistory } from "../../../server/src/history/store.ts";
import { root } from "../workbench.ts";
import { program } from "./programs.ts";

const main = path.join(root, "server/src/cli/main.ts");
const state = mkdtempSync(path.join(tmpdir(), "state-"));
afterAll(() => rmSync(state, { recursive: true, force: true }));

const { folder } = program({
  "src/embed.ts": `import { setTimeout as sleep } from "node:timers/promises";
export async function embed(text: string) {
  await sleep(8);
  return text.length;
}
export const hidden = 1;
`,
  "src/embed.inferlens.ts": 'export const embed = { args: ["text"], expected: 4 };',
  "src/long.inferlens.ts": 'export const embed = { args: ["a longer text"] };',
});

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
const inferlens = (...given: string[]): Promise<Answer> =>
  new Promise((resolve) => {
    const env = {
      ...process.env,
      XDG_STATE_HOME: state,
      HOME: state,
      LOCALAPPDATA: state,
      LANG: "C.UTF-8",
      LC_ALL: "",
      NO_COLOR: "1",
    };
    execFile(
      process.execPath,
      [main, "bench", "--seconds", "0.4", ...given],
      { env, cwd: folder },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

describe("inferlens bench file:function", () => {
  it("prints figures and where the function waits, and keeps the run", async () => {
    const { code, stdout } = await inferlens("src/embed.ts:embed");
    expect(stdout).toMatch(/^src\/embed\.ts:embed\n {2}latency {5}p50 [\d.]+ ms \([\d.]+-[\d.]+\) .*min/);
    expect(stdout).toMatch(/\n {2}cold start {2}import .* \+ first call /);
    expect(stdout).toMatch(/\n +[\d.]+ ms +\d+% {2}await sleep\(8\)\n/);
    expect(code).toBe(0);
    const history = openHistory(path.join(state, "inferlens", historyFileName));
    const [kept] = history.list({ kind: "function", name: "embed" });
    history.close();
    expect(kept).toMatchObject({
      spec: { file: path.join(folder, "src/embed.ts"), benchFile: path.join(folder, "src/embed.inferlens.ts") },
      outcome: { kind: "measured" },
    });
  });

  it("gives the whole record as JSON, with the arguments of another bench file", async () => {
    const { code, stdout } = await inferlens(
      "src/embed.ts:embed",
      "--bench-file",
      "src/long.inferlens.ts",
      "--json",
      "--no-history",
    );
    const { summary, record } = JSON.parse(stdout) as {
      summary: { p50Ms: number; importMs: number };
      record: FunctionRun;
    };
    expect(code).toBe(0);
    expect(summary.p50Ms).toBeGreaterThan(0);
    expect(record.spec.benchFile).toBe(path.join(folder, "src/long.inferlens.ts"));
    if (record.outcome.kind === "failed") throw new Error(record.outcome.failure.reason);
    expect(record.outcome.measured.awaits).toHaveLength(1);
  });

  it("holds it against a budget", async () => {
    const { code, stdout } = await inferlens("src/embed.ts:embed", "--budget", "p50<1ms");
    expect(stdout).toMatch(/budget p50 < 1 ms +FAILED/);
    expect(code).toBe(1);
  });

  it("says why not, with exit code 2", async () => {
    const missing = await inferlens("src/embed.ts:nothing");
    expect(missing.code).toBe(2);
    expect(missing.stderr).toBe(
      "src/embed.ts:nothing  not measured: nothing is not exported\n  Export it, or measure one of embed, hidden.\n",
    );
    writeFileSync(path.join(folder, "src/needs.ts"), "export const needs = (n: number) => n;\n");
    expect((await inferlens("src/needs.ts:needs")).stderr).toContain("this function needs arguments");
    const gone = await inferlens("src/gone.ts:f");
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining("cannot read src/gone.ts")]);
  });
});
