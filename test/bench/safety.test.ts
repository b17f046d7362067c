/** Measuring takes nothing down and leaves nothing behind: turns among windows, memory, two hundred cancels, clocks that jump, trust. */
import { type ChildProcess, spawn } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createLock } from "../../server/src/bench/lock.ts";
import type { ModelJob } from "../../server/src/bench/messages.ts";
import type { Progress } from "../../server/src/bench/progress.ts";
import { createBench } from "../../server/src/bench/runner.ts";
import { openHistory } from "../../server/src/history/store.ts";
import { measured, record } from "../unit/report/record.ts";
import { folder, nullJob, root, workerEntry } from "./workbench.ts";

const place = mkdtempSync(path.join(tmpdir(), "safety-"));
const lockFile = path.join(place, "below", "measuring.lock");
const misbehave = path.join(import.meta.dirname, "children/misbehave.cjs");
const badJob = (how: string): ModelJob => ({
  ...nullJob(1),
  variants: [{ modelPath: how, sessionOptions: {}, dimensions: {}, inputs: [] }],
});

afterAll(() => {
  for (const one of [place, folder]) rmSync(one, { recursive: true, force: true });
});

/** Another window: a process that takes the lock and says so, and holds it until it is ended. */
async function otherWindow(): Promise<ChildProcess> {
  const lock = path.join(root, "server/src/bench/lock.ts");
  const text = `
    const { createLock } = await import(${JSON.stringify(`file://${lock}`)});
    await createLock(${JSON.stringify(lockFile)}).take(() => false, () => {});
    console.log("taken");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", text], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
}

describe("two windows", () => {
  it("take turns: one waits, says so, and goes on when the other is killed", async () => {
    const other = await otherWindow();
    const bench = createBench({ workerEntry, lockFile });
    const heard: Progress[] = [];
    let waits = () => {};
    const waiting = new Promise<void>((resolve) => {
      waits = resolve;
    });
    const running = bench.run(nullJob(1, { maxMs: 50, minMs: 10 }), (progress) => {
      heard.push(progress);
      if (progress.elsewhere) waits();
    });
    await waiting;
    expect(heard.map(({ stage }) => stage)).toEqual(["queued", "queued"]);
    // No goodbye: the lock goes with the process.
    other.kill("SIGKILL");
    expect((await running.result).kind).toBe("done");
  });

  it("that wait can be cancelled at once, and others of the same window go on", async () => {
    const other = await otherWindow();
    const bench = createBench({ workerEntry, lockFile });
    const first = bench.run(nullJob(1, { maxMs: 50, minMs: 10 }));
    const second = bench.run(nullJob(1, { maxMs: 50, minMs: 10 }));
    first.cancel();
    expect(await first.result).toMatchObject({ failure: { kind: "cancelled" } });
    other.kill("SIGKILL");
    expect((await second.result).kind).toBe("done");
  });

  it("of one process wait for each other, too", async () => {
    const [one, two] = [createLock(lockFile), createLock(lockFile)];
    const release = await one.take(
      () => false,
      () => {},
    );
    let told = 0;
    const second = two.take(
      () => false,
      () => {
        told++;
        release();
      },
    );
    (await second)();
    expect(told).toBe(1);
  });

  it("measure all the same where no lock can be made", async () => {
    const bench = createBench({ workerEntry, lockFile: path.join(workerEntry, "no", "folder") });
    expect((await bench.run(nullJob(1, { maxMs: 50, minMs: 10 })).result).kind).toBe("done");
  });
});

describe("memory", () => {
  it("above the limit ends the child with the reason, before the machine runs out", async () => {
    const bench = createBench({ workerEntry: misbehave, memoryLimitBytes: 300e6 });
    const outcome = await bench.run(badJob("native-memory")).result;
    expect(outcome).toMatchObject({
      kind: "failed",
      failure: { kind: "out-of-memory", reason: expect.stringMatching(/^out of memory at \d+ MB$/) },
    });
  });
});

describe("starting and cancelling", () => {
  const children = () =>
    globSync("/proc/[0-9]*/stat").filter((file) => {
      try {
        return Number(readFileSync(file, "latin1").split(") ")[1]?.split(" ")[1]) === process.pid;
      } catch {
        return false; // ended meanwhile
      }
    }).length;

  it.runIf(process.platform === "linux")(
    "two hundred times leaves no process, not even a dead one",
    async () => {
      const bench = createBench({ workerEntry: misbehave });
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      let started = 0;
      for (let cycle = 0; cycle < 200; cycle++) {
        const running = bench.run(badJob("hang"));
        // Some are cancelled before they start, some while they do, some in the middle, some with another that waits behind them.
        await pause(cycle % 5 === 0 ? 0 : cycle % 7 === 0 ? 80 : 20);
        const waiting = cycle % 10 === 0 ? bench.run(badJob("hang")) : null;
        started += Math.min(1, children());
        running.cancel();
        waiting?.cancel();
        expect(await running.result).toMatchObject({ failure: { kind: "cancelled" } });
      }
      expect(started).toBeGreaterThan(100);
      // Reaped as soon as the system says that they are gone.
      for (let looks = 0; looks < 500 && children() > 0; looks++) await pause(20);
      expect(children()).toBe(0);
    },
    180_000,
  );
});

describe("history", () => {
  it("survives a measurement that crashes, hangs, or eats memory", async () => {
    const history = openHistory(path.join(place, "measurements.sqlite"));
    const kept = record(measured({ samplesMs: [1, 2, 3] }));
    expect(history.add(kept)).toBeNull();
    for (const how of ["abort", "segfault", "native-memory"]) {
      const bench = createBench({ workerEntry: misbehave, memoryLimitBytes: 300e6 });
      expect((await bench.run(badJob(how)).result).kind).toBe("failed");
    }
    history.close();
    const again = openHistory(path.join(place, "measurements.sqlite"));
    expect(again.list()).toEqual([kept]);
    again.close();
  });
});

it("durations come from a clock that cannot jump", () => {
  // Wall clock is for dates of records; terminals use it for how often a line is printed.
  const dates = /new Date\(\)\.toISOString\(\)/;
  const files = globSync("server/src/bench/**/*.ts", { cwd: root });
  expect(files.length).toBeGreaterThan(30);
  const offending = files.flatMap((file) =>
    readFileSync(path.join(root, file), "utf8")
      .split("\n")
      .filter((line) => /\bDate\.now\(|new Date\(/.test(line) && !dates.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(offending).toEqual([]);
});
