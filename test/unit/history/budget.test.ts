/** Budgets: reading them, and what a run is judged. */
import { describe, expect, it } from "vitest";
import { budgetOf, isMachine, judge, readBudgetComment, readQuantity } from "../../../server/src/history/budget.ts";
import type { FunctionMeasured, FunctionRun } from "../../../server/src/history/record.ts";
import { measured, record } from "../report/record.ts";

const comment = (text: string) => {
  const read = readBudgetComment(text);
  return "problem" in read ? read.problem : read;
};

describe("quantities", () => {
  it.each([
    ["20 ms", "p95", 20],
    ["20ms", "p95", 20],
    ["1.5 s", "load", 1_500],
    ["250 µs", "p50", 0.25],
    ["2 min", "load", 120_000],
    ["500 MB", "peakMemory", 500_000_000],
    ["1 MiB", "modelSize", 1_048_576],
    ["200/s", "throughput", 200],
    ["1.5 items/s", "throughput", 1.5],
    ["48", "tokensPerSecond", 48],
  ] as const)("%s", (text, figure, value) => {
    expect(readQuantity(text, figure)).toBe(value);
  });

  it.each([
    ["20", "p95"],
    ["20 MB", "p95"],
    ["-1 ms", "p95"],
    ["fast", "throughput"],
    ["20 ms", "peakMemory"],
    ["1e3 ms", "p95"],
  ] as const)("%s is no %s", (text, figure) => {
    expect(readQuantity(text, figure)).toBeNull();
  });
});

describe("comments", () => {
  it("state limits, and the machine they hold for", () => {
    expect(comment("p95 < 20 ms")).toEqual({ limits: [{ figure: "p95", value: 20 }], machine: null });
    expect(comment("P95<20ms, peakmemory <= 200 MB, throughput > 40/s on ci-*")).toEqual({
      limits: [
        { figure: "p95", value: 20 },
        { figure: "peakMemory", value: 200_000_000 },
        { figure: "throughput", value: 40 },
      ],
      machine: "ci-*",
    });
  });

  it.each([
    ["", '"" is no limit. Write it as p95 < 20 ms.'],
    ["p95", '"p95" is no limit. Write it as p95 < 20 ms.'],
    ["p93 < 20 ms", /^Unknown figure "p93"\. Known are p50, /],
    ["p95 > 20 ms", "p95 is a limit from above. Write p95 < 20 ms."],
    ["throughput < 20/s", "throughput is a limit from below. Write throughput > 20/s."],
    ["p95 < soon", '"soon" is no time. Write it as 20 ms.'],
  ])("%s", (text, problem) => {
    expect(comment(text)).toEqual(typeof problem === "string" ? problem : expect.stringMatching(problem));
  });
});

describe("judging", () => {
  const run = record(measured({ samplesMs: Array.from({ length: 400 }, (_, index) => (index % 10 === 0 ? 24 : 10)) }));

  it("says how much is left, or by how much it is over", () => {
    const budget = budgetOf({ p50: "20 ms", p95: "20 ms", modelSize: "9.4 MB", throughput: "40/s" });
    const verdicts = judge(budget, run).map((verdict) => [verdict.limit.figure, verdict.kind]);
    expect(verdicts).toEqual([
      ["p50", "within"],
      ["p95", "over"],
      ["throughput", "within"],
      ["modelSize", "within"],
    ]);
    const [p50, p95, , size] = judge(budget, run);
    expect(p50).toMatchObject({ actual: 10, headroom: 0.5 });
    expect(p95).toMatchObject({ actual: 24, headroom: 1 - 24 / 20 });
    expect(size).toMatchObject({ actual: 4_700_000, headroom: 0.5 });
  });

  it("takes a rate that is too low as over", () => {
    expect(judge(budgetOf({ throughput: "200/s" }), run)[0]).toMatchObject({ kind: "over" });
    expect(judge(budgetOf({ throughput: 50 }), run)[0]).toMatchObject({ kind: "within" });
  });

  it("does not judge a percentile of too few samples, nor a failed run", () => {
    expect(judge(budgetOf({ p99: "1 ms" }), run)).toEqual([{ limit: { figure: "p99", value: 1 }, kind: "unknown" }]);
    const failed = record({ kind: "crashed", reason: "crashed: SIGSEGV", act: "" });
    expect(judge(budgetOf({ p50: "1 ms" }), failed)[0]!.kind).toBe("unknown");
  });

  it("judges only the machines it names", () => {
    expect(judge(budgetOf({ p50: "1 ms", machine: "ci-cpu" }), run)[0]).toMatchObject({ kind: "elsewhere" });
    expect(judge(budgetOf({ p50: "1 ms", machine: "ci-*" }), run)[0]).toMatchObject({ kind: "over" });
  });

  it("knows a machine by its class, its host or its processor", () => {
    const machine = { ...run.machine, host: "build-7", cpu: "AMD EPYC", class: "ci-cpu" };
    expect(["ci-cpu", "CI-*", "build-*", "amd*", "other"].map((wanted) => isMachine(machine, wanted))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it("knows the figures of streaming functions", () => {
    const streamed: FunctionMeasured = {
      importMs: 30,
      firstCallMs: 9,
      warmUpMs: [],
      samplesMs: [100, 110, 120],
      wallMs: 330,
      cpuMs: 10,
      peakBytes: 90e6,
      stoppedBy: "time",
      blockedMs: [3, 40, 5],
      bytesPerCall: null,
      awaits: [],
      awaitOverheadMs: 0,
      stream: { firstItemMs: [30, 31, 32], betweenItemsMs: [20, 20, 20], items: [5, 5, 5] },
      remote: [],
    };
    const { runtime: _runtime, provider: _provider, ...base } = run;
    const call: FunctionRun = {
      ...base,
      kind: "function",
      spec: {
        file: "/w/a.ts",
        name: "answer",
        codeHash: "aa",
        benchFile: null,
        benchHash: null,
        packages: {},
        stop: run.spec.stop,
      },
      outcome: { kind: "measured", measured: streamed },
    };
    const verdicts = judge(budgetOf({ firstToken: "30 ms", tokensPerSecond: "48/s", eventLoopBlock: "50 ms" }), call);
    expect(verdicts.map(({ kind }) => kind)).toEqual(["over", "within", "within"]);
  });
});
