/** Python functions in the user's own interpreter: what is timed, what is told, where the time goes, bench files, two variants. */
import { expect, it } from "vitest";
import type { FunctionResult } from "../../../server/src/bench/messages.ts";
import { type Files, program, type Wish } from "../functions/programs.ts";
import { short } from "../workbench.ts";
import { python, withPython } from "./interpreters.ts";

const source = `import asyncio
import time


def sleeps():
    total = 0
    for i in range(100):
        total += i
    time.sleep(0.004)
    return {"total": total, "nothing": None, "odd": float("nan")}


async def waits():
    await asyncio.sleep(0.003)
    time.sleep(0.012)
    return 1


def stream():
    for piece in range(5):
        time.sleep(0.002)
        yield piece


async def tokens():
    for piece in range(4):
        await asyncio.sleep(0.002)
        yield str(piece)


def leaf(n):
    return 1 if n == 0 else leaf(n - 1) + 1


def embed(texts, *, size):
    return [len(text) * size for text in texts]


class Detector:
    def __init__(self, scale):
        self.scale = scale

    def detect(self, value):
        return value * self.scale

    @staticmethod
    def version():
        return "1"


class Plain:
    def run(self):
        return self.__class__.__name__


def loud():
    print("a" * 100000)
    return 1
`;

function pythonProgram(files: Files) {
  const made = program(files);
  const withInterpreter = (wish: Wish): Wish => ({ interpreter: python!, ...wish });
  return {
    ...made,
    result: (wish: Wish) => made.result(withInterpreter(wish)),
    results: (wish: Wish) => made.results(withInterpreter(wish)),
    failure: (wish: Wish) => made.failure(withInterpreter(wish)),
    run: (wish: Wish) => made.run(withInterpreter(wish)),
  };
}

const middle = (values: Float64Array): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** The texts of the statements that took the time, the longest first. */
function longest(result: FunctionResult, text: string, from: number): readonly string[] {
  const parts = [...(result.lines?.statements ?? [])].sort((a, b) => middle(b.samplesMs) - middle(a.samplesMs));
  return parts.map(({ start, end }) => text.slice(from + start, from + end));
}

withPython("a Python function", () => {
  const { result, results, run, failure } = pythonProgram({
    "code.py": source,
    "code_inferlens.py": `import code_things
import code as things

events = []
embed = {
    "setup": lambda: events.append("setup"),
    "args": lambda: {"texts": ["one", "three"], "size": 2},
    "expected": [6, 10],
    "teardown": lambda: open("torn_down", "w").close(),
}
Detector = {"detect": {"self": lambda: code_things.make(), "args": [3]}}
waits = {"expected": lambda value: value == 2}
sleeps = {"expected": {"total": 4951, "nothing": None, "odd": float("nan")}}
leaf = [30]
`,
    "code_things.py": "from other import Detector\n\n\ndef make():\n    return Detector(2)\n",
    "other.py": source,
  });

  it("is timed to its end, with the first call apart and the place of its time", async () => {
    const { samplesMs, firstCallMs, importMs, output, lines } = await result({ of: "other.py:sleeps" });
    expect(samplesMs.length).toBeGreaterThan(5);
    for (const sample of samplesMs) expect(sample).toBeGreaterThanOrEqual(4);
    expect(firstCallMs).toBeGreaterThanOrEqual(4);
    expect(importMs).toBeGreaterThan(0);
    expect(output).toEqual({
      kind: "record",
      fields: [
        ["total", { kind: "numbers", values: Float64Array.of(4950), length: 1 }],
        ["nothing", { kind: "plain", text: "None" }],
        ["odd", { kind: "numbers", values: Float64Array.of(Number.NaN), length: 1 }],
      ],
    });
    const at = source.indexOf("def sleeps");
    expect(longest({ lines } as FunctionResult, source, at)[0]).toBe("time.sleep(0.004)");
    expect(lines!.wholeMs.length).toBe(lines!.statements[0]!.samplesMs.length);
  });

  it("that waits is awaited: silence of its loop, and awaits as parts of its time", async () => {
    const found = await result({ of: "other.py:waits" });
    for (const blocked of found.blockedMs) expect(blocked).toBeGreaterThanOrEqual(11);
    expect(found.blockedMs.length).toBe(found.samplesMs.length);
    const at = source.indexOf("async def waits");
    expect(longest(found, source, at).slice(0, 2)).toEqual(["time.sleep(0.012)", "await asyncio.sleep(0.003)"]);
  });

  it.each([
    ["stream", 5],
    ["tokens", 4],
  ])("that yields is read to its end: %s", async (name, items) => {
    const { stream, samplesMs } = await result({ of: `other.py:${name}` });
    expect(new Set(stream!.items)).toEqual(new Set([items]));
    for (const first of stream!.firstItemMs) expect(first).toBeGreaterThanOrEqual(1.9);
    expect(middle(stream!.betweenItemsMs)).toBeGreaterThanOrEqual(1.9);
    expect(middle(samplesMs)).toBeGreaterThan(middle(stream!.firstItemMs));
  });

  it("that calls itself has its time once", async () => {
    const found = await result({ of: "other.py:leaf", bench: "code_inferlens.py" });
    const whole = middle(found.lines!.wholeMs);
    expect(middle(found.lines!.statements[0]!.samplesMs)).toBeLessThan(whole);
    expect(found.lines!.statements).toHaveLength(1);
  });

  it("is called with what its bench file says, by name, set up and torn down", async () => {
    const { output } = await result({ of: "other.py:embed", bench: "code_inferlens.py" });
    expect(output).toEqual({ kind: "numbers", values: Float64Array.of(6, 10), length: 2 });
    const method = await result({ of: "other.py:Detector.detect", bench: "code_inferlens.py" });
    expect(method.output).toMatchObject({ values: Float64Array.of(6) });
    expect((await result({ of: "other.py:Detector.version" })).output).toEqual({ kind: "text", text: "1" });
    expect((await result({ of: "other.py:Plain.run" })).output).toEqual({ kind: "text", text: "Plain" });
  });

  it.each([
    ["waits", "the result is not what the bench file expects"],
    ["sleeps", "a number of the result is not what the bench file expects"],
  ])("that gives something else than expected fails: %s", async (name, reason) => {
    expect(await failure({ of: `other.py:${name}`, bench: "code_inferlens.py" })).toMatchObject({
      kind: "unexpected-result",
      reason,
    });
  });

  it("that takes next to no time ends when there are enough calls", async () => {
    const outcome = await run({ of: "other.py:leaf", bench: "code_inferlens.py", stop: { ...short, maxRuns: 300 } });
    expect(outcome).toMatchObject({ done: { stoppedBy: "runs" } });
  });

  it("named like a module of the standard library is its own", async () => {
    expect((await result({ of: "code.py:loud" })).output).toMatchObject({ values: Float64Array.of(1) });
  });

  it("tells which Python it was, and that of its packages", async () => {
    const outcome = await run({ of: "other.py:loud" });
    expect(outcome).toMatchObject({
      kind: "done",
      done: { python: { executable: python, version: expect.stringMatching(/^3\.\d+\.\d+/), packages: {} } },
    });
  });

  it("with another text beside it: two sets of modules, in turns", async () => {
    const changed = { "other.py": source.replace("time.sleep(0.004)", "time.sleep(0.001)") };
    const [before, after] = await results({ of: "other.py:sleeps", changed });
    expect(before!.samplesMs.length).toBe(after!.samplesMs.length);
    // Nobody sleeps shorter than he says.
    expect(Math.min(...before!.samplesMs)).toBeGreaterThanOrEqual(4);
    expect(Math.min(...after!.samplesMs)).toBeLessThan(4);
    expect(before!.output).toEqual(after!.output);
  });
});

withPython("a Python program", () => {
  it("is imported as its own: packages, src, relative and late imports, other variants' modules", async () => {
    const { result, results } = pythonProgram({
      "pyproject.toml": "",
      "src/app/__init__.py": "",
      "src/app/size.py": "SIZE = 3\n",
      "src/app/model.py":
        "from .size import SIZE\n\n\ndef run():\n    from app.late import late\n\n    return SIZE + late()\n",
      "src/app/late.py": "def late():\n    return 10\n",
      "tools/run.py": "from app.model import run as inner\n\n\ndef run():\n    return inner()\n",
    });
    expect((await result({ of: "src/app/model.py:run" })).output).toMatchObject({ values: Float64Array.of(13) });
    expect((await result({ of: "tools/run.py:run" })).output).toMatchObject({ values: Float64Array.of(13) });
    const changed = { "src/app/late.py": "def late():\n    return 20\n" };
    const sides = await results({ of: "src/app/model.py:run", changed });
    expect(sides.map(({ output }) => output)).toMatchObject([
      { values: Float64Array.of(13) },
      { values: Float64Array.of(23) },
    ]);
  });

  it("leaves nothing beside the code", async () => {
    const made = pythonProgram({
      "plain.py": "import beside\n\n\ndef run():\n    return beside.x\n",
      "beside.py": "x = 1\n",
    });
    await made.result({ of: "plain.py:run" });
    const { readdirSync } = await import("node:fs");
    expect(readdirSync(made.folder).sort()).toEqual(["beside.py", "node_modules", "package.json", "plain.py"]);
  });
});
