/** Words about a measured function: its lens, its tooltip, the ends of its lines, the terminal. */
import { describe, expect, it } from "vitest";
import { defaultStopRule } from "../../../server/src/bench/spec.ts";
import { functionStalenessOf } from "../../../server/src/history/functionFreshness.ts";
import type { FunctionMeasured, FunctionRun } from "../../../server/src/history/record.ts";
import { functionBlock, functionPage } from "../../../server/src/report/functionBlock.ts";
import {
  awaitShares,
  functionLines,
  functionProgress,
  functionTitle,
} from "../../../server/src/report/functionMeasurement.ts";

const fill = (count: number, value: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => value(index));

const plain: FunctionMeasured = {
  importMs: 412,
  firstCallMs: 9.1,
  warmUpMs: [],
  samplesMs: fill(400, (index) => 4.2 + (index % 10) * 0.01),
  wallMs: 1_700,
  cpuMs: 1_600,
  peakBytes: 61e6,
  stoppedBy: "stable",
  blockedMs: fill(400, () => 4.1),
  bytesPerCall: null,
  awaits: [
    { start: 30, end: 50, samplesMs: fill(400, () => 2.7) },
    { start: 60, end: 70, samplesMs: fill(400, () => 0.1) },
  ],
  awaitOverheadMs: 0.0001,
  stream: null,
  remote: [],
};

function run(measured: Partial<FunctionMeasured> = {}): FunctionRun {
  return {
    schema: 1,
    kind: "function",
    id: "1",
    startedAt: "2026-01-01T00:00:00.000Z",
    machine: { host: "here", cpu: "cpu", cores: 2, memoryBytes: 8e9, platform: "linux", arch: "x64" },
    node: "v24.1.0",
    spec: {
      file: "/p/embed.ts",
      name: "embed",
      codeHash: "code",
      benchFile: null,
      benchHash: null,
      packages: { openai: "6.1.0" },
      stop: defaultStopRule,
    },
    outcome: { kind: "measured", measured: { ...plain, ...measured } },
  };
}

const title = (measured: Partial<FunctionMeasured>, view = {}) =>
  functionTitle(run(measured), { staleness: null, over: null, ...view });
const remote = {
  host: "api.openai.com",
  model: "gpt-4o-mini-2024-07-18",
  calls: 3,
  inputTokens: 1_000,
  outputTokens: 241,
};
const stream = { firstItemMs: fill(20, () => 310), betweenItemsMs: fill(20, () => 100), items: fill(20, () => 51) };

describe("the lens of a function", () => {
  it("says how long it takes and how often it can be called", () => {
    expect(title({})).toEqual({ icon: null, text: "p50 4.25 ms · p95 4.29 ms · 236/s" });
    expect(title({ samplesMs: [4_200, 4_300, 4_900] }).text).toBe("p50 4.3 s · max 4.9 s (3 runs) · 0.22/s");
  });

  it("says what comes first and how fast the rest follows, in tokens where they are known", () => {
    expect(title({ stream }).text).toBe("first item 310 ms · 10 items/s");
    expect(title({ stream, remote: [remote] }).text).toBe("first token 310 ms · 48 tok/s · 3 calls");
    const one = { firstItemMs: [5], betweenItemsMs: [0], items: [1] };
    expect(title({ stream: one, samplesMs: [5] }).text).toBe("first item 5.0 ms · one item");
  });

  it("counts calls, and says what they cost where prices are known", () => {
    const prices = { "gpt-4o": { input: 100, output: 100 }, "gpt-4o-mini": { input: 0.15, output: 0.6 } };
    expect(title({ remote: [remote] }, { prices }).text).toMatch(/· 3 calls · \$0\.00029$/);
    expect(title({ remote: [{ ...remote, calls: 1 }] }).text).toMatch(/· 1 call$/);
    expect(title({ remote: [{ ...remote, calls: 0.5 }] }).text).toMatch(/· 0\.50 calls$/);
    expect(title({ remote: [{ ...remote, model: "other" }] }, { prices }).text).toMatch(/· 3 calls$/);
  });

  it("says what is over budget, and what makes it a figure of the past", () => {
    expect(title({}, { over: ["p95 24 ms", "budget 20 ms"] })).toEqual({
      icon: "warning",
      text: "p95 24 ms · budget 20 ms",
    });
    expect(title({}, { staleness: { kind: "code" } })).toEqual({
      icon: "history",
      text: "p50 4.25 ms · outdated: code",
    });
    const staleness = { kind: "package", name: "openai", from: "6.1", to: "6.2" } as const;
    expect(title({ stream }, { staleness }).text).toBe("first item 310 ms · outdated: openai 6.1 to 6.2");
    expect(title({}, { staleness: { kind: "machine", host: "ci" } }).text).toBe("p50 4.25 ms · on ci");
  });

  it("says what goes on in words of functions", () => {
    const progress = { runs: 0, p50Ms: null, elapsedMs: 0, ofMs: 10_000 };
    expect(functionProgress({ ...progress, stage: "load" }).text).toBe("Measuring · loading the module");
    expect(functionProgress({ ...progress, stage: "first-run" }).text).toBe("Measuring · first call");
  });
});

describe("its tooltip", () => {
  const lines = (measured: Partial<FunctionMeasured>) =>
    functionLines(run(measured), Date.parse("2026-01-01T02:00:00Z")).join("\n");

  it("tells the whole row and what it was measured with", () => {
    expect(lines({})).toBe(`p50 4.25 ms (4.24-4.25) · p95 4.29 ms · 236 calls/s
import 412 ms · first call 9.1 ms · peak 61 MB · CPU/wall 0.94
measured in Node.js 24.1.0 · openai 6.1.0
2 h ago, on here`);
  });

  it("tells nothing of memory that comes and goes", () => {
    expect(lines({ bytesPerCall: 2_500 })).not.toContain("memory grows");
  });

  it("tells only what is remarkable of loop, memory and requests", () => {
    const text = lines({ blockedMs: fill(400, () => 31), bytesPerCall: 60_000, remote: [remote], stream });
    expect(text).toContain("first token 310 ms · 51 items a call · 100 ms between items");
    expect(text).toContain("stops the event loop for 31 ms in a call");
    expect(text).toContain("memory grows by 60 kB a call");
    expect(text).toContain("gpt-4o-mini-2024-07-18 at api.openai.com: 3 calls each time · 1,000 tokens in, 241 out");
  });
});

describe("the ends of its lines", () => {
  it("show awaits from 5 % up, with their share", () => {
    expect(awaitShares(plain)).toEqual([
      { start: 30, end: 50, text: "2.70 ms · 64%", details: "p50 2.70 ms, p95 2.7 ms in 400 calls of the function" },
    ]);
    expect(awaitShares({ ...plain, samplesMs: [] })).toEqual([]);
  });
});

describe("a figure of a function", () => {
  const now = { codeHash: "code", benchHash: null, packages: { openai: "6.1.0" }, host: "here" };

  it.each([
    [{}, null],
    [{ codeHash: "other", benchHash: "b" }, { kind: "code" }],
    [{ benchHash: "b" }, { kind: "bench file" }],
    [{ packages: { openai: "6.2.0", express: "5.0.0" } }, { kind: "package", name: "openai", from: "6.1", to: "6.2" }],
    [{ packages: {} }, null],
    [{ host: "there" }, { kind: "machine", host: "here" }],
  ])("seen from %j is %j", (changed, staleness) => {
    expect(functionStalenessOf(run(), { ...now, ...changed })).toEqual(staleness);
  });
});

describe("in the terminal", () => {
  const text = "export async function embed() { await session.run({ tokens }); }";
  const view = { columns: 80, prices: {}, text };

  it("the function's awaits stand below its figures", () => {
    const awaits = [{ start: 32, end: 61, samplesMs: fill(400, () => 2.7) }];
    const lines = functionBlock("embed.ts:embed", run({ awaits }), view);
    expect(lines.slice(0, 7)).toEqual([
      "embed.ts:embed",
      "  latency     p50 4.25 ms (4.24-4.25)   p95 4.29 ms   min 4.20 ms   max 4.29 ms",
      "  throughput  236 calls/s   400 calls in 1.70 s",
      "  cold start  import 412 ms + first call 9.1 ms",
      "  memory      peak 61 MB   CPU/wall 0.94",
      "              measured in Node.js 24.1.0 · openai 6.1.0",
      "                 2.70 ms       64%  await session.run({ tokens })",
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(functionPage("embed", run({ awaits }), view).tables[0]!.rows).toHaveLength(1);
  });

  it("a failure is its reason and what to do", () => {
    const failed: FunctionRun = {
      ...run(),
      outcome: { kind: "failed", failure: { kind: "code-failed", reason: "throws Error: no", act: "Correct it." } },
    };
    expect(functionBlock("embed", failed, view)).toEqual(["embed  not measured: throws Error: no", "  Correct it."]);
    expect(functionTitle(failed, { staleness: null, over: null })).toEqual({
      icon: "error",
      text: "Not measured: throws Error: no",
    });
  });
});
