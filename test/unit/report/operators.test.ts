/** Where the time goes, in words, pictures and lines. */
import { describe, expect, it } from "vitest";
import { operatorsLines } from "../../../server/src/report/operatorsBlock.ts";
import { operatorsJson } from "../../../server/src/report/operatorsJson.ts";
import { operatorsPage } from "../../../server/src/report/operatorsPage.ts";
import { chartSvg } from "../../../server/src/report/svg.ts";
import { node, profile, profileRun } from "./profile.ts";

const layer = (name: string, operator: string, timeMs: number, more = {}) =>
  node(
    operator,
    [
      [1024, 1024],
      [1024, 1024],
    ],
    [1024, 1024],
    timeMs,
    { name, ...more },
  );
const nodes = [
  layer("/encoder/layer.0/attention/MatMul", "MatMul", 30),
  layer("/encoder/layer.0/output/MatMul", "FusedMatMul", 25, { made: true }),
  layer("/encoder/layer.1/attention/MatMul", "MatMul", 30),
  node("Add", [[16_000_000], [16_000_000]], [16_000_000], 20, { name: "/embeddings/Add", calls: 3 }),
];
const nowMs = Date.parse("2026-01-01T02:00:00.000Z");
const page = (more = {}, run = {}) =>
  operatorsPage({ name: "m.onnx", record: profileRun(profile(nodes, more), run), nowMs, again: null });

describe("the page", () => {
  it("says what the model is bound by and what takes longest", () => {
    expect(page().verdict).toBe(
      "This model is bound by arithmetic: for 81% of a run that is the nearest limit. MatMul takes 57% of a run, in 2 nodes.",
    );
    const none = page({ calibration: null });
    expect(none.verdict).toBe("What this model is bound by is not known. MatMul takes 57% of a run, in 2 nodes.");
    const mixed = profile([nodes[0]!, { ...nodes[3]!, calls: 1, samplesMs: [20] }, node("Fancy", [], [1], 20)]);
    const verdict = operatorsPage({ name: "m", record: profileRun(mixed), nowMs, again: null }).verdict;
    expect(verdict).toMatch(/^No single limit: arithmetic 43%, memory 29%, not known 29%\./);
  });

  it("says what the figures rest on", () => {
    const insteadOf = { origin: "workspace", packageName: "onnxruntime-node", version: "1.17.3" } as const;
    const notes = page({ insteadOf, idle: { operatorMs: 0.004, gapMs: 0.002, dispatchMs: 0.001 } }).notes.join("\n");
    expect(notes).toContain("onnxruntime-node 1.17.3 (yours) has no profiler, 1.21 and newer have");
    expect(notes).toContain("Watching adds about 6.0 µs to an operator, which is taken off.");
    expect(notes).toContain("This machine at best: 100 GFLOP/s, 200 GOP/s of int8, 10 GB/s from memory");
    expect(notes).toContain("Measured 2 h ago.");
    expect(notes).toContain("It covers 100% of the operators' time");
    expect(page({}, { provider: "cuda" }).notes.join()).toContain(
      "On CUDA the profiler may time how long work is handed over",
    );
    expect(page({ plainMs: [300] }).notes.join()).toContain("Other work disturbed the runs");
  });

  it("has the same as tables that can be sorted", () => {
    const [operators, all, coldStart, memory] = page().tables;
    expect(operators!.rows.map(([name, count]) => [name!.text, count!.sort])).toEqual([
      ["MatMul", 2],
      ["FusedMatMul (MatMul + Transpose or scale)", 1],
      ["Add", 1],
    ]);
    expect(all!.rows.map(([name]) => name!.text)).toContain("embeddings/Add × 3");
    expect(all!.rows[0]!.map(({ text }) => text)).toEqual([
      "encoder/layer.0/attention/MatMul",
      "MatMul",
      "[1024, 1024] [1024, 1024]",
      "[1024, 1024]",
      "30.0 ms",
      "29%",
      "72%",
      "72 GFLOP/s",
      "419 MB/s",
      "arithmetic",
    ]);
    expect(coldStart!.rows.map(([part, ms]) => [part!.text, ms!.text])).toEqual([
      ["start the runtime", "10.0 ms"],
      ["read", "1.00 ms"],
      ["parse", "20.0 ms"],
      ["optimise", "not told"],
      ["prepare", "30.0 ms"],
      ["first run", "5.00 ms"],
    ]);
    expect(memory!.rows.map(([part, size]) => [part!.text, size!.text])).toEqual([
      ["weights", "4.0 MB"],
      ["arena", "not told"],
      ["process before the model", "100 MB"],
      ["process at its peak", "200 MB"],
    ]);
  });

  it("draws options without functions that survive a message, each readable by keyboard", async () => {
    const { charts } = page();
    expect(charts.map(({ id }) => id)).toEqual(["operators", "scopes", "cold-start"]);
    for (const chart of charts) {
      expect(structuredClone(chart)).toEqual(JSON.parse(JSON.stringify(chart)));
      expect(chart.description).not.toBe("");
      expect(await chartSvg(chart)).toMatch(/^<svg/);
    }
    const [bars] = charts[0]!.option.series as [{ data: { name: string }[] }];
    expect(bars.data[0]!.name).toBe("MatMul, 60 ms, 57% of a run, bound by arithmetic");
  });

  it("shows the model's own parts, without what all of it lies in", () => {
    const [{ data }] = page().charts[1]!.option.series as [{ data: { name: string; value: number }[] }];
    expect(data.map(({ name }) => name)).toEqual(["encoder, 85 ms, 81% of a run", "embeddings, 20 ms, 19% of a run"]);
    const flat = profileRun(
      profile([
        node(
          "MatMul",
          [
            [8, 8],
            [8, 8],
          ],
          [8, 8],
          1,
        ),
        node("Add", [[8]], [8], 1),
      ]),
    );
    const ids = operatorsPage({ name: "m", record: flat, nowMs, again: null }).charts.map(({ id }) => id);
    expect(ids).toEqual(["operators", "cold-start"]);
  });

  it("of a failure says why, and how to go on", () => {
    const failure = {
      kind: "no-runtime",
      reason: "this runtime has no profiler",
      act: "Install a newer one.",
    } as const;
    const again = { title: "Profile Again", command: "x", argument: null };
    const record = profileRun(profile([]), { outcome: { kind: "failed", failure } });
    expect(operatorsPage({ name: "m", record, nowMs, again })).toMatchObject({
      verdict: "Not profiled: this runtime has no profiler. Install a newer one.",
      charts: [],
      empty: { button: again },
    });
  });
});

describe("the terminal", () => {
  const lines = (columns: number) => operatorsLines("m.onnx", profileRun(profile(nodes)), { columns, nowMs });
  it.each([60, 80, 120])("keeps within %d columns", (columns) => {
    expect(
      Math.max(
        ...lines(columns)
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(columns);
  });
  it("says the same as the page", () => {
    const text = lines(120).join("\n");
    expect(text).toContain("bound by    arithmetic: for 81% of a run that is the nearest limit.");
    expect(text).toMatch(/\n {2}MatMul +2 +60 ms +57% +72 GFLOP\/s +419 MB\/s {2}arithmetic\n/);
    expect(text).toContain("made of     FusedMatMul: MatMul + Transpose or scale");
    expect(text).toContain("optimise not told");
  });
});

it("JSON has figures as numbers, and the record", () => {
  const json = JSON.parse(JSON.stringify(operatorsJson(profileRun(profile(nodes)))));
  expect(json.roofline).toMatchObject({ bound: "compute", covered: 1, kernelMs: 105 });
  expect(json.roofline.nodes[0]).toMatchObject({ name: "/encoder/layer.0/attention/MatMul", flops: 2 * 1024 ** 3 });
  expect(json.record.outcome.profile.nodes[0].samplesMs).toEqual([30]);
});
