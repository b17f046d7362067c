/** Batches found, validity judged, jobs made from specifications. */
import { describe, expect, it } from "vitest";
import { bestBatch } from "../../../server/src/bench/batchSearch.ts";
import { jobFor, measuredFrom } from "../../../server/src/bench/scenarioJob.ts";
import { type BenchSpec, defaultStopRule, type Scenario } from "../../../server/src/bench/spec.ts";
import { boundHolds, objectionsTo, queriesToBeSure } from "../../../server/src/bench/validity.ts";
import type { Measured } from "../../../server/src/history/record.ts";
import type { ServerFigures } from "../../../server/src/history/scenarioFigures.ts";

describe("the best batch", () => {
  const search = (
    throughput: (batch: number) => number | null,
    mayTry: (batch: number) => "yes" | "memory" | "time",
  ) => {
    const tried: number[] = [];
    const throughputOf = async (batch: number) => {
      tried.push(batch);
      return throughput(batch);
    };
    return bestBatch({ throughputOf, mayTry }).then((result) => ({ ...result, tried }));
  };
  const always = () => "yes" as const;

  it("is where doubling no longer pays, or between", async () => {
    // Best at 12: cost per run 2 ms plus items, growing steeply beyond.
    const { fastest, endedBy, tried } = await search((batch) => batch / (2 + batch / 4 + (batch / 12) ** 4), always);
    expect(fastest[0]).toBe(12);
    expect(endedBy).toBe("no-gain");
    expect(tried).toEqual([1, 2, 4, 8, 16, 32, 12, 6].sort((a, b) => tried.indexOf(a) - tried.indexOf(b)));
  });

  it("is one where batches do not pay at all", async () => {
    expect(await search(() => 100, always)).toMatchObject({ fastest: [1, 2, 4], tried: [1, 2, 4], endedBy: "no-gain" });
  });

  it("is not misled by one size that had bad luck", async () => {
    expect((await search((batch) => (batch === 4 ? 1 : Math.min(batch, 16)), always)).fastest[0]).toBe(16);
  });

  it.each(["memory", "time"] as const)("is the best so far when %s ends the search", async (why) => {
    const result = await search(
      (batch) => batch,
      (batch) => (batch > 8 ? why : "yes"),
    );
    expect(result).toMatchObject({ endedBy: why, tried: [1, 2, 4, 8, 6] });
    expect(result.fastest[0]).toBe(8);
  });

  it("survives a size that fails", async () => {
    expect(await search((batch) => (batch >= 8 ? null : batch), always)).toMatchObject({
      endedBy: "failure",
      fastest: [4, 3, 2, 1],
    });
    expect((await search(() => null, always)).fastest).toEqual([]);
  });
});

describe("validity", () => {
  it("wants as many queries as LoadGen's rule", () => {
    expect(queriesToBeSure(0)).toBe(459);
    expect(queriesToBeSure(1)).toBe(662);
    expect(boundHolds(458, 0)).toBe(false);
    expect(boundHolds(100_000, 1_000)).toBe(false);
    expect(boundHolds(100_000, 900)).toBe(true);
  });

  const measured = (latencies: readonly number[], scenario?: Partial<ServerFigures>): Measured =>
    ({
      samplesMs: latencies,
      wallMs: 10_000,
      ...(scenario && {
        scenario: {
          kind: "server",
          ratePerSecond: 100,
          boundMs: 20,
          finishedPerSecond: 99,
          serviceMs: [],
          trials: [],
          ...scenario,
        },
      }),
    }) as unknown as Measured;
  const server: Scenario = { kind: "server", ratePerSecond: 100, boundMs: 20 };
  const kinds = (scenario: Scenario | undefined, of: Measured) => objectionsTo(scenario, of).map(({ kind }) => kind);

  it("is granted to a load that held its rate and bound", () => {
    expect(kinds(server, measured(Array(1_000).fill(5), {}))).toEqual([]);
  });

  it("is refused with every reason there is", () => {
    const late = [...Array(950).fill(5), ...Array(50).fill(30)];
    expect(kinds(server, measured(late, {}))).toEqual(["over-bound"]);
    expect(kinds(server, measured(late, { finishedPerSecond: 80 }))).toEqual(["over-bound", "rate-not-held"]);
    expect(kinds(server, measured(Array(200).fill(5), {}))).toEqual(["too-few"]);
    expect(kinds(server, measured([...Array(991).fill(5), ...Array(9).fill(30)], {}))).toEqual(["unsure"]);
    expect(kinds(server, measured([], { ratePerSecond: null }))).toEqual(["run-exceeds-bound"]);
    expect(kinds(server, { ...measured(Array(1_000).fill(5), {}), wallMs: 400 })).toEqual(["too-short"]);
  });

  it("asks a thousand queries for a p99, and twenty runs for anything", () => {
    expect(kinds({ kind: "multi-stream", samplesPerQuery: 8 }, measured(Array(999).fill(5)))).toEqual(["too-few"]);
    expect(kinds({ kind: "offline" }, measured(Array(19).fill(5)))).toEqual(["too-few"]);
    expect(kinds(undefined, measured(Array(20).fill(5)))).toEqual([]);
  });
});

describe("a job", () => {
  const runtime = { packageName: "onnxruntime-node", entry: "/entry.js" } as const;
  const free = [{ name: "x", dtype: "float32", dims: ["batch", 64] }] as const;
  const fixed = [{ name: "x", dtype: "float32", dims: [1, 64] }] as const;
  const spec = (scenario?: Scenario): BenchSpec => ({
    model: { path: "/m.onnx", hash: "h", bytes: 1 },
    sessionOptions: { intraOpNumThreads: 2 },
    dimensions: { "x.0": 1 },
    seed: 1,
    stop: defaultStopRule,
    ...(scenario && { scenario }),
  });

  it("for several samples a query takes a batch where it is free, else runs begun together", () => {
    const scenario = { kind: "multi-stream", samplesPerQuery: 8 } as const;
    expect(jobFor({ spec: spec(scenario), runtime, inputs: free }, 1_000)).toMatchObject({
      task: "model",
      variants: [{ dimensions: { "x.0": 8 } }],
    });
    expect(jobFor({ spec: spec(scenario), runtime, inputs: fixed }, 1_000)).toMatchObject({
      variants: [{ dimensions: { "x.0": 1 }, runsAtOnce: 8 }],
    });
  });

  it("carries what the scenario asks", () => {
    expect(jobFor({ spec: spec({ kind: "offline" }), runtime, inputs: free }, 1_000).task).toBe("offline");
    expect(
      jobFor({ spec: spec({ kind: "server", ratePerSecond: null, boundMs: 20 }), runtime, inputs: free }, 1_000),
    ).toMatchObject({ task: "server", ratePerSecond: null, boundMs: 20 });
    expect(jobFor({ spec: spec(), runtime, inputs: free }, 1_000)).toMatchObject({ task: "model", variants: [{}] });
  });

  it("counts the items of a query however they were run", () => {
    const result = {
      loadMs: 1,
      firstRunMs: 1,
      warmUpMs: Float64Array.of(),
      samplesMs: Float64Array.of(4),
      shapes: [{ name: "x", dims: [1, 64] }],
      outputs: [],
    };
    const done = {
      kind: "done",
      task: "model",
      settled: true,
      results: [result],
      peakBytes: 1,
      wallMs: 4,
      cpuMs: 4,
      stoppedBy: "time",
    } as const;
    const request = { spec: spec({ kind: "multi-stream", samplesPerQuery: 8 }), runtime, inputs: fixed };
    expect(measuredFrom(request, done)).toMatchObject({
      batch: 8,
      threads: 2,
      scenario: { kind: "multi-stream", samplesPerQuery: 8, as: "runs" },
    });
  });
});
