/** A measurement in words: lens, tooltip, hover, live line, terminal. */
import { describe, expect, it } from "vitest";
import type { Failure } from "../../../server/src/history/record.ts";
import { benchLines } from "../../../server/src/report/benchBlock.ts";
import { benchJson } from "../../../server/src/report/benchJson.ts";
import {
  hoverLines,
  type LensView,
  lensTitle,
  lensTooltip,
  progressTitle,
} from "../../../server/src/report/measurement.ts";
import { measured, record, samples } from "./record.ts";

const fresh: LensView = { leads: "latency", staleness: null };
const now = Date.parse("2025-03-04T12:00:00Z");
const failure: Failure = { kind: "git-lfs-pointer", reason: "Git LFS pointer", act: "Run git lfs pull." };

describe("lens", () => {
  it("shows p50, p95, throughput and provider", () => {
    expect(lensTitle(record(measured()), fresh)).toEqual({
      icon: null,
      text: "p50 4.22 ms · p95 5.13 ms · 232/s · CPU",
    });
  });
  it("shows no digit that the interval does not bear", () => {
    const wide = Array.from({ length: 220 }, (_, index) => 3 + (index % 11) / 4);
    expect(lensTitle(record(measured({ samplesMs: wide })), fresh).text).toBe("p50 4.3 ms · p95 5.5 ms · 235/s · CPU");
  });
  it("leads with the load where that is the finding", () => {
    expect(lensTitle(record(measured()), { ...fresh, leads: "load" }).text).toBe(
      "load 412 ms · p50 4.22 ms · 232/s · CPU",
    );
  });
  it("shows max and the count where there are too few samples for p95", () => {
    const few = [4200, 4100, 4300, 4250, 4150, 4200, 4900, 4100, 4300, 4200, 4150, 4250];
    expect(lensTitle(record(measured({ samplesMs: few })), fresh).text).toBe(
      "p50 4.2 s · max 4.9 s (12 runs) · 0.23/s · CPU",
    );
    expect(lensTitle(record(measured({ samplesMs: [4200] })), fresh).text).toContain("(1 run)");
  });
  it("counts items in batches", () => {
    expect(lensTitle(record(measured({ batch: 8 })), fresh).text).toBe(
      "p50 4.22 ms · p95 5.13 ms · 1,860 items/s · CPU",
    );
  });
  it("says disturbed in words", () => {
    const disturbed = record(measured({ cpuMs: 6_900 }));
    expect(lensTitle(disturbed, fresh)).toEqual({ icon: null, text: "p50 about 4.2 ms · disturbed · CPU" });
    expect(lensTooltip(disturbed, now)).toContain("Other work took 31% of the time.");
  });
  it("says why it is outdated", () => {
    const text = (staleness: LensView["staleness"]) => lensTitle(record(measured()), { ...fresh, staleness });
    expect(text({ kind: "model" })).toEqual({ icon: "history", text: "p50 4.22 ms · outdated: model changed" });
    expect(text({ kind: "runtime", from: "1.19", to: "1.30" }).text).toBe(
      "p50 4.22 ms · outdated: runtime 1.19 to 1.30",
    );
    expect(text({ kind: "machine", host: "ci-gpu-1" }).text).toBe("p50 4.22 ms · on ci-gpu-1");
  });
  it("says why nothing was measured", () => {
    expect(lensTitle(record(failure), fresh)).toEqual({ icon: "error", text: "Not measured: Git LFS pointer" });
    expect(lensTitle(record(measured({ samplesMs: [] })), fresh).text).toBe("Not measured: no run was completed");
  });
  it("names other providers as people do", () => {
    expect(lensTitle(record(measured(), { provider: "cuda" }), fresh).text).toMatch(/CUDA$/);
    expect(lensTitle(record(measured(), { provider: "wasm" }), fresh).text).toMatch(/WebAssembly$/);
  });
});

describe("live line", () => {
  const progress = { stage: "runs", runs: 900, p50Ms: 4.3, elapsedMs: 4_012, ofMs: 10_000 } as const;
  it("counts", () => {
    expect(progressTitle(progress)).toEqual({ icon: "watch", text: "Measuring · p50 4.3 ms so far · 4 of 10 s" });
    expect(progressTitle({ ...progress, stage: "queued", p50Ms: null }).text).toBe("Waiting for another measurement");
    expect(progressTitle({ ...progress, stage: "load", p50Ms: null, runs: 0 }).text).toBe(
      "Measuring · loading the model",
    );
  });
});

describe("hover", () => {
  it("gives three digits, the interval, and what it was measured with", () => {
    expect(hoverLines(record(measured()), now)).toEqual([
      "Last  p50 4.22 ms (4.22-4.22) · p95 5.13 ms · p99 5.13 ms · 232 runs/s",
      "      CPU · onnxruntime-node 1.30.0 (yours) · batch 1 · 1 thread · load 412 ms · peak 61 MB",
      "      sizes images.0 = 1",
      "      2 h ago",
    ]);
  });
  it("says why p99 is not there", () => {
    expect(hoverLines(record(measured({ samplesMs: samples(412) })), now)[0]).toContain(
      "p99 not shown: 412 of 1,000 runs",
    );
  });
  it("tells a failure with its time", () => {
    expect(hoverLines(record(failure), now)).toEqual(["Last  not measured: Git LFS pointer · 2 h ago"]);
    expect(lensTooltip(record(failure), now)[0]).toBe("Not measured: Git LFS pointer. Run git lfs pull.");
  });
});

describe("terminal", () => {
  it("is wide where there is room", () => {
    expect(benchLines("detector.onnx", record(measured()), { columns: 80 }).slice(0, 6)).toEqual([
      "detector.onnx   CPU, onnxruntime-node 1.30.0 (yours), batch 1, 1 thread",
      "  latency     p50 4.22 ms (4.22-4.22)   p95 5.13 ms   p99 5.13 ms   min 4.20 ms",
      "              max 5.13 ms   2,310 runs in 10.0 s",
      "  throughput  232 runs/s                cold start  load 412 ms + first run 9.1 ms",
      "  memory      peak 61 MB                CPU/wall 0.99 (undisturbed)",
      "  sizes       images.0 = 1",
    ]);
  });
  it("draws a histogram whose marks add up to the runs", () => {
    const values = samples(2310);
    const lines = benchLines("m.onnx", record(measured({ samplesMs: values })), { columns: 100 }).filter((line) =>
      line.includes(" |"),
    );
    expect(lines).toHaveLength(6);
    const perMark = Number(/each # = (\d+) runs/.exec(lines.join("\n"))![1]);
    const marks = lines.join("").match(/#/g)!.length - 1; // one stands in the legend
    expect(Math.abs(marks * perMark - values.length)).toBeLessThan(perMark * 4 + values.length * 0.02);
  });
  it("has one label a line and no histogram where it is narrow, and nothing beyond 60 columns", () => {
    const lines = benchLines("detector.onnx", record(measured({ cpuMs: 9_950 })), { columns: 60 });
    expect(lines.join("\n")).not.toContain("|");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines).toContain("  p95       5.13 ms");
  });
  it("says how many runs p99 needs, and that threads hide disturbance", () => {
    const lines = benchLines("m.onnx", record(measured({ samplesMs: samples(412), cpuMs: 19_000, threads: null })), {
      columns: 80,
    }).join("\n");
    expect(lines).toContain("412 runs in 10.0 s (p99 from 1,000)");
    expect(lines).not.toContain("p99 5");
    expect(lines).toContain("CPU/wall 1.90 (several threads)");
  });
  it("tells a failure with what to do", () => {
    expect(benchLines("detector.onnx", record(failure), { columns: 80 })).toEqual([
      "detector.onnx  not measured: Git LFS pointer",
      "  Run git lfs pull.",
    ]);
  });
  it("draws no histogram of a handful of runs", () => {
    expect(
      benchLines("m.onnx", record(measured({ samplesMs: samples(12) })), { columns: 80 }).join("\n"),
    ).not.toContain("#");
  });
});

it("has units in the keys of JSON and figures from the samples", () => {
  const json = JSON.parse(JSON.stringify(benchJson(record(measured())))) as {
    summary: Record<string, unknown>;
    record: { outcome: { measured: { samplesMs: number[] } } };
  };
  expect(json.summary).toMatchObject({
    count: 2310,
    p95Ms: 5.13,
    p999Ms: null,
    loadMs: 412,
    peakBytes: 61_000_000,
    cpuPerWall: 0.99,
    disturbedShare: null,
  });
  expect(json.record.outcome.measured.samplesMs).toHaveLength(2310);
});
