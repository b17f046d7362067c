/** What goes wrong with a user's code ends in a reason and an act, whatever the code does to its process. */
import { describe, expect, it } from "vitest";
import { createBench } from "../../../server/src/bench/runner.ts";
import { short, workerEntry } from "../workbench.ts";
import { jobFor, program } from "./programs.ts";

const { failure, result, run, folder } = program({
  "code.ts": `import { setTimeout as sleep } from "node:timers/promises";
export function throws() { throw new RangeError("out of it"); }
export async function rejects() { await null; throw new Error("later"); }
export async function later() { setTimeout(() => { throw new Error("in a timer"); }, 5); await sleep(1000); }
export async function unheard() { Promise.reject(new Error("nobody listens")); await sleep(1000); }
export const exits = () => process.exit(3);
export const aborts = () => process.abort();
export const hangs = () => { for (;;); };
export const waits = () => new Promise(() => {});
export async function browser() { return document.title; }
export const loud = () => { console.log("x".repeat(100_000)); process.stdout.write("y"); return 1; };
export const ready = () => { process.send?.("ready"); return typeof process.send; };
export const needs = (text: string) => text;
export const value = 7;
const hidden = () => 1;
`,
  "syntax.ts": "export const f = () => {\n  return 1 +;\n};\n",
  "file.ts": 'import { x } from "./nowhere";\nexport const f = () => x;\n',
  "package.ts": 'import x from "@scope/not-installed/sub";\nexport const f = () => x;\n',
  "load.ts": "export const f = () => 1;\nthrow new Error('at load');\n",
  "page.ts": "export const root = document.body;\nexport const f = () => root;\n",
});

const brief = { ...short, timeoutMs: 4_000 };

describe("a function that", () => {
  it.each([
    ["throws", { kind: "code-failed", reason: "throws RangeError: out of it (code.ts:2)" }],
    ["rejects", { kind: "code-failed", reason: "throws Error: later (code.ts:3)" }],
    ["later", { kind: "code-failed", reason: "throws outside of the call: Error: in a timer (code.ts:4)" }],
    ["unheard", { kind: "code-failed", reason: "throws outside of the call: Error: nobody listens (code.ts:5)" }],
    ["exits", { kind: "code-failed", reason: "the code ended its process (exit code 3)" }],
    ["aborts", { kind: "crashed", reason: "crashed: SIGABRT" }],
    ["browser", { kind: "code-failed", reason: "no document: the code needs a browser" }],
    ["needs", { kind: "needs-arguments", reason: "this function needs arguments" }],
    ["value", { kind: "not-exported", reason: "value is no function" }],
    ["hidden", { kind: "not-exported", reason: "hidden is not exported" }],
  ])("%s says so", async (name, expected) => {
    expect(await failure({ of: `code.ts:${name}` })).toMatchObject({ ...expected, act: expect.stringMatching(/\.$/) });
  });

  it.each(["hangs", "waits"])("%s is stopped at its time limit", async (name) => {
    expect(await failure({ of: `code.ts:${name}`, stop: brief })).toMatchObject({
      kind: "timeout",
      reason: "stopped after 4 s",
    });
  });

  it("hangs can be cancelled", async () => {
    const bench = createBench({ workerEntry });
    const running = bench.run(jobFor(folder, { of: "code.ts:hangs" }));
    setTimeout(() => running.cancel(), 500);
    expect(await running.result).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
    bench.close();
  });

  it("prints, or speaks to a process manager, is measured all the same", async () => {
    expect((await result({ of: "code.ts:loud" })).samplesMs.length).toBeGreaterThan(0);
    expect((await result({ of: "code.ts:ready" })).output).toEqual({ kind: "text", text: "undefined" });
  });
});

describe("a module that", () => {
  it.each([
    ["syntax", { kind: "code-failed", reason: "Expression expected. (syntax.ts:2:13)" }],
    [
      "file",
      {
        kind: "module-not-found",
        reason: "module not found: ./nowhere, imported by file.ts",
        act: "Correct the import, or paths in tsconfig.json.",
      },
    ],
    [
      "package",
      {
        kind: "module-not-found",
        reason: "module not found: @scope/not-installed/sub, imported by package.ts",
        act: "Install @scope/not-installed in this workspace.",
      },
    ],
    ["load", { kind: "code-failed", reason: "the module throws: Error: at load (load.ts:2)" }],
    ["page", { kind: "code-failed", reason: "no document: the code needs a browser" }],
  ])("%s cannot be loaded says why and what to do", async (name, expected) => {
    expect(await failure({ of: `${name}.ts:f` })).toMatchObject(expected);
  });

  it("is not there is told", async () => {
    expect(await run({ of: "gone.ts:f" })).toMatchObject({ kind: "failed", failure: { kind: "missing-file" } });
  });
});
