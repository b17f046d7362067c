/** Whether a change is worth making, and how that is said. */
import { describe, expect, it } from "vitest";
import { verdictOf } from "../../../server/src/bench/experiments/verdict.ts";
import type { Compared, ComparisonSpec, Side } from "../../../server/src/history/record.ts";
import { changeLabel, costText, trialTitle } from "../../../server/src/report/trialText.ts";

const about = (middle: number, count = 200): readonly number[] =>
  Array.from({ length: count }, (_, index) => middle * (1 + ((index % 21) - 10) / 1_000));

const side = (more: Partial<Side> = {}): Side => ({
  samplesMs: [],
  warmUpMs: [],
  blockedMs: [],
  peakBytes: null,
  bytesPerCall: null,
  ...more,
});

const compared = (before: Partial<Side>, after: Partial<Side>, more: Partial<Compared> = {}): Compared => ({
  before: side(before),
  after: side(after),
  outputDifference: 0,
  allowedDifference: 0.001,
  wallMs: 1,
  cpuMs: 1,
  ...more,
});

const spec = (more: Partial<ComparisonSpec> = {}): ComparisonSpec => ({
  file: "/a.ts",
  finding: null,
  codeHash: "",
  before: "",
  after: "",
  subject: { kind: "function", name: "f", benchFile: null, packages: {} },
  judged: "time",
  items: 1,
  stop: {} as ComparisonSpec["stop"],
  ...more,
});

describe("a gain", () => {
  const found = compared({ samplesMs: about(41), peakBytes: 112e6 }, { samplesMs: about(4.2), peakBytes: 100e6 });

  it("is said with both figures, the factor with its interval, and that outputs match", () => {
    expect(trialTitle(spec(), found)).toBe("41 ms to 4.2 ms · 9.8× faster (9.8-9.8) · outputs match");
    expect(changeLabel(spec(), found)).toBe("9.8× faster (9.8-9.8), memory -12 MB, outputs match");
    expect(costText(spec(), found)).toBe("37 ms");
  });

  it("on a model alone is said to be one", () => {
    const runtime = { origin: "bundled", packageName: "onnxruntime-node", version: "1.30.0" } as const;
    const subject = { kind: "models", models: [], runtime, provider: "cpu", dimensions: {} } as const;
    expect(changeLabel(spec({ subject }), found)).toMatch(/, on the model alone$/);
  });

  it("of several items is a saving for each of them", () => {
    expect(costText(spec({ items: 8 }), found)).toBe("4.6 ms per item");
    expect(verdictOf(spec({ items: 8 }), found)?.savedMs).toBeCloseTo((41 - 4.2) / 8, 1);
  });

  it("whose outputs differ says by how much", () => {
    const other = { ...found, outputDifference: 0.02 };
    expect(trialTitle(spec(), other)).toMatch(/ · outputs differ by up to 0\.020 \(allowed 0\.0010\)$/);
    expect(verdictOf(spec(), other)?.outputs).toBe("differ");
    const shapes = { ...found, outputDifference: null, outputsDiffer: "shapes differ" };
    expect(trialTitle(spec(), shapes)).toMatch(/ · outputs differ: shapes differ$/);
  });

  it("of nothing comparable does not speak of outputs", () => {
    expect(trialTitle(spec(), { ...found, outputDifference: null })).toBe("41 ms to 4.2 ms · 9.8× faster (9.8-9.8)");
  });
});

describe("no gain", () => {
  it("is said where both are the same, or there are too few pairs to tell", () => {
    const same = compared({ samplesMs: about(10) }, { samplesMs: about(10) });
    expect(trialTitle(spec(), same)).toBe("No clear difference. Not worth changing here.");
    expect(costText(spec(), same)).toBe("no gain from changing it");
    expect(verdictOf(spec(), same)).toMatchObject({ kind: "no-difference", savedMs: 0 });
    const few = compared({ samplesMs: [10, 10, 10, 10] }, { samplesMs: [1, 1, 1, 1] });
    expect(verdictOf(spec(), few)?.kind).toBe("no-difference");
  });

  it("is said where the change is slower", () => {
    const slower = compared({ samplesMs: about(10) }, { samplesMs: about(20) });
    expect(trialTitle(spec(), slower)).toBe(
      "10 ms to 20 ms · 2.0× slower (2.0-2.0) · not worth changing here · outputs match",
    );
    expect(verdictOf(spec(), slower)).toMatchObject({ kind: "loss", savedMs: 0 });
  });

  it("of no pair at all is no verdict", () => {
    expect(verdictOf(spec(), compared({}, {}))).toBeNull();
    expect(verdictOf(spec({ judged: "growth" }), compared({}, {}))).toBeNull();
  });
});

describe("what else is judged", () => {
  it("pauses of the event loop", () => {
    const found = compared(
      { samplesMs: about(50), blockedMs: about(49) },
      { samplesMs: about(55), blockedMs: about(1.2) },
    );
    const judged = spec({ judged: "pause" });
    expect(trialTitle(judged, found)).toBe("longest pause 49 ms to 1.2 ms · 41× shorter (41-41) · outputs match");
    expect(costText(judged, found)).toBe("longest pause 49 ms");
  });

  it("memory that grows", () => {
    const found = compared({ samplesMs: about(5), bytesPerCall: 4.1e6 }, { samplesMs: about(5), bytesPerCall: -300 });
    const judged = spec({ judged: "growth" });
    expect(trialTitle(judged, found)).toBe("4.1 MB to 0 B per call · outputs match");
    expect(costText(judged, found)).toBe("4.1 MB per call");
    expect(verdictOf(judged, found)).toMatchObject({ kind: "gain", savedMs: null, comparison: null });
  });

  it("a heap that breathes does not grow", () => {
    const found = compared(
      { samplesMs: about(5, 100), bytesPerCall: 30_000 },
      { samplesMs: about(5, 100), bytesPerCall: 0 },
    );
    expect(verdictOf(spec({ judged: "growth" }), found)?.kind).toBe("no-difference");
  });

  it("memory that differs by little is not said", () => {
    const found = compared({ samplesMs: about(5), peakBytes: 100e6 }, { samplesMs: about(1), peakBytes: 99e6 });
    expect(verdictOf(spec(), found)?.memoryBytes).toBeNull();
  });
});
