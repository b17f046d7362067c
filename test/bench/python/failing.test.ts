/** What goes wrong with a user's Python ends in a reason and an act, whatever the code does to its process. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { createBench } from "../../../server/src/bench/runner.ts";
import { jobFor, program } from "../functions/programs.ts";
import { root, short, workerEntry } from "../workbench.ts";
import { python, withPython } from "./interpreters.ts";

const runner = `file://${path.join(root, "server/src/bench/runner.ts")}`;
const made = program({
  "code.py": `import asyncio
import os
import sys
import time


def throws():
    return inner({})


def inner(table):
    return table["missing"]


async def rejects():
    await asyncio.sleep(0)
    raise ValueError("later")


def exits():
    sys.exit(3)


def leaves():
    os._exit(4)


def segfault():
    import ctypes

    ctypes.string_at(0)


def hangs():
    while True:
        pass


def sleeps():
    time.sleep(100)


def forks():
    import multiprocessing

    worker = multiprocessing.get_context("fork").Process(target=time.sleep, args=(100,))
    worker.start()
    time.sleep(100)


def holds():
    import ctypes

    ctypes.PyDLL(None).sleep(100)  # native code that lets nothing else of Python run


def calls_away():
    import urllib.request

    return urllib.request.urlopen("http://api.openai.com/v1/models").read()


def grows():
    held = []
    while True:
        held.append(bytearray(16_000_000))


def asks():
    return input("name? ")


def needs(text):
    return text


def memory():
    raise MemoryError()


class Needs:
    def __init__(self, text):
        pass

    def run(self):
        pass


value = 7
`,
  "broken.py": "def f():\n    return 1 +\n",
  "absent.py": "import not_installed_anywhere\n\n\ndef f():\n    pass\n",
  "load.py": "def f():\n    pass\n\n\nraise RuntimeError('at load')\n",
  "bad_inferlens.py": "value = 1\nneeds = {'argz': []}\nthrows = {'args': lambda: 1 / 0}\n",
});
const failure = (name: string, rest = {}) => made.failure({ of: name, interpreter: python!, ...rest });

withPython("a Python function that", () => {
  it.each([
    ["code.py:throws", { kind: "code-failed", reason: "throws KeyError: 'missing' (code.py:12)" }],
    ["code.py:rejects", { kind: "code-failed", reason: "throws ValueError: later (code.py:17)" }],
    ["code.py:exits", { kind: "code-failed", reason: "the code ended its process (exit code 3)" }],
    ["code.py:leaves", { kind: "crashed", reason: "crashed: exit code 4" }],
    ["code.py:segfault", { kind: "crashed", reason: "crashed: SIGSEGV" }],
    ["code.py:asks", { kind: "code-failed", reason: expect.stringContaining("EOFError") }],
    ["code.py:needs", { kind: "needs-arguments", reason: "this function needs arguments" }],
    ["code.py:Needs.run", { kind: "needs-arguments", reason: "Needs needs arguments to be constructed" }],
    ["code.py:value", { kind: "not-exported", reason: "value is no function" }],
    ["code.py:gone", { kind: "not-exported", reason: "the module has no gone" }],
    ["code.py:memory", { kind: "out-of-memory", reason: "out of memory" }],
    ["broken.py:f", { kind: "code-failed", reason: expect.stringMatching(/^SyntaxError: .* \(broken\.py:2\)$/) }],
    ["absent.py:f", { kind: "module-not-found", reason: "module not found: not_installed_anywhere" }],
    ["load.py:f", { kind: "code-failed", reason: "the module throws: RuntimeError: at load (load.py:5)" }],
  ])("%s says so", async (name, expected) => {
    expect(await failure(name)).toMatchObject({ ...expected, act: expect.stringMatching(/\.$/) });
  });

  it("crashes tells where, in the log", async () => {
    expect((await failure("code.py:segfault")).detail).toMatch(/code\.py", line \d+ in segfault/);
  });

  it("misses a module says which Python it is", async () => {
    expect((await failure("absent.py:f")).act).toContain(python);
  });

  it.each([
    ["needs", "argz is none of"],
    ["throws", "args throws: ZeroDivisionError"],
    ["exits", "says nothing about exits"],
  ])("has a wrong bench file: %s", async (name, words) => {
    expect((await failure(`code.py:${name}`, { bench: "bad_inferlens.py" })).reason).toContain(words);
  });

  it("hangs is stopped at its time limit", async () => {
    expect(await failure("code.py:hangs", { stop: { ...short, timeoutMs: 2_000 } })).toMatchObject({
      kind: "timeout",
      reason: "stopped after 2 s",
    });
  });

  it("calls a service that is to be replayed is refused, and sends nothing", async () => {
    const replay = { address: "http://127.0.0.1:1", hosts: ["api.openai.com"] };
    expect((await failure("code.py:calls_away", { replay })).reason).toContain("a replay is wanted");
  });

  it.runIf(process.platform === "linux").each(["hangs", "forks", "holds"])(
    "%s goes with a parent that is killed",
    async (name) => {
      const job = jobFor(made.folder, { of: `code.py:${name}`, interpreter: python! });
      const text = `
      const { createBench } = await import(${JSON.stringify(runner)});
      const job = ${JSON.stringify(job)};
      createBench({ workerEntry: "" }).run(job, ({ stage }) => stage === "first-run" && console.log("begun"));`;
      const parent = spawn(process.execPath, ["--input-type=module", "-e", text], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await new Promise((resolve) => parent.stdout.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(harnesses(parent.pid)).toBeGreaterThan(0);
      const left = pids(parent.pid!);
      parent.kill("SIGKILL");
      await expect.poll(() => left.filter(isAlive), { timeout: 5_000 }).toEqual([]);
    },
  );

  it("outgrows the machine is ended with a reason", async () => {
    const bench = createBench({ workerEntry, memoryLimitBytes: 300_000_000 });
    const job = jobFor(made.folder, { of: "code.py:grows", interpreter: python! });
    expect(await bench.run(job).result).toMatchObject({ kind: "failed", failure: { kind: "out-of-memory" } });
  });

  it.each(["hangs", "sleeps", "forks", "holds"])(
    "%s is gone at once when it is cancelled, with all it has started",
    async (name) => {
      const bench = createBench({ workerEntry });
      const job = jobFor(made.folder, { of: `code.py:${name}`, interpreter: python! });
      let begins = () => {};
      const begun = new Promise<void>((resolve) => {
        begins = resolve;
      });
      const running = bench.run(job, ({ stage }) => stage === "first-run" && begins());
      await begun;
      await new Promise((resolve) => setTimeout(resolve, 100));
      const before = harnesses();
      running.cancel();
      expect(await running.result).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
      await expect.poll(() => harnesses(), { timeout: 2_000 }).toBeLessThan(before);
      await expect.poll(() => harnesses(), { timeout: 2_000 }).toBe(0);
    },
  );
});

/** Processes of the harness that a process has started, those they have forked off included. Linux tells; elsewhere nothing is seen. */
function pids(parent = process.pid): readonly string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && isAlive(pid) && isOf(pid, parent));
}

const harnesses = (parent?: number): number => pids(parent).length;

function isAlive(pid: string): boolean {
  return !["", "Z"].includes(stat(pid)[0] ?? "");
}

/** Other tests may measure Python at the same time: the leader of the group is a child of that parent. */
function isOf(pid: string, parent: number): boolean {
  const [, , group = ""] = stat(pid);
  return isHarness(pid) && Number(stat(group)[1]) === parent;
}

function isHarness(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("inferlens_harness");
  } catch {
    return false;
  }
}

/** State, parent, group. */
function stat(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
  } catch {
    return [];
  }
}
