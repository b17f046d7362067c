/** What bounds operators, on a machine of round numbers. */
import { describe, expect, it } from "vitest";
import { rooflineOf } from "../../../server/src/bench/roofline.ts";
import { machine, node, profile } from "../report/profile.ts";

const bounds = (nodes: ReturnType<typeof node>[], more = {}) =>
  rooflineOf(profile(nodes, more)).nodes.map(({ node: { name }, bound }) => [name, bound]);

describe("an operator is bound by", () => {
  it("arithmetic when that is the nearest limit", () => {
    // 2 × 1024³ operations at 100 G/s take 21.5 ms; 12 MB at 10 GB/s take 1.3 ms.
    const product = node(
      "MatMul",
      [
        [1024, 1024],
        [1024, 1024],
      ],
      [1024, 1024],
      30,
    );
    const [roof] = rooflineOf(profile([product])).nodes;
    expect(roof).toMatchObject({ bound: "compute" });
    expect(roof!.ofPeak).toBeCloseTo((2 * 1024 ** 3) / 100e9 / 0.03, 6);
    expect(roof!.flopsPerSecond).toBeCloseTo((2 * 1024 ** 3) / 0.03, -3);
  });

  it("memory when its bytes take longest", () => {
    // 192 MB at 10 GB/s.
    const sum = node("Add", [[16_000_000], [16_000_000]], [16_000_000], 20);
    const [roof] = rooflineOf(profile([sum])).nodes;
    expect(roof).toMatchObject({ bound: "memory" });
    expect(roof!.ofPeak).toBeCloseTo(192e6 / 10e9 / 0.02, 3);
  });

  it("memory for a product of one row, whose weights come round once a run", () => {
    const row = node(
      "MatMul",
      [
        [1, 4096],
        [4096, 4096],
      ],
      [1, 4096],
      8,
      { parameterBytes: 4096 * 4096 * 4 },
    );
    expect(bounds([row])).toEqual([["MatMul", "memory"]]);
  });

  it("overhead when it is too small for anything else", () => {
    expect(bounds([node("Add", [[4], [4]], [4], 0.004)])).toEqual([["Add", "overhead"]]);
    expect(bounds([node("Reshape", [[4]], [4], 0.004)])).toEqual([["Reshape", "overhead"]]);
  });

  it("its kernel when the machine could do it ten times faster", () => {
    expect(
      bounds([
        node(
          "Conv",
          [
            [1, 3, 64, 64],
            [16, 3, 3, 3],
          ],
          [1, 16, 32, 32],
          5,
        ),
      ]),
    ).toEqual([["Conv", "unexplained"]]);
  });

  it("nothing we know when the operator is not known, or there are no peaks", () => {
    expect(bounds([node("Fancy", [[4]], [4], 1)])).toEqual([["Fancy", "unknown"]]);
    const withoutPeaks = rooflineOf(profile([node("Add", [[4], [4]], [4], 1)], { calibration: null }));
    expect(withoutPeaks).toMatchObject({ bound: null, peaks: null, covered: 1 });
    expect(withoutPeaks.shares.unknown).toBe(1);
  });
});

describe("what the profiler adds", () => {
  it("is taken off each node, and never more than there is", () => {
    const { nodes, kernelMs } = rooflineOf(
      profile([node("A", [[1]], [1], 0.106), node("B", [[1]], [1], 0.002)], {
        idle: { operatorMs: 0.006, gapMs: 0, dispatchMs: 0.001 },
      }),
    );
    expect(nodes.map(({ timeMs }) => Number(timeMs.toFixed(6)))).toEqual([0.101, 0.001]);
    expect(kernelMs).toBeCloseTo(0.102, 9);
  });

  it("is all there is in the own time of an operator that holds a graph", () => {
    const { nodes } = rooflineOf(
      profile([node("If", [[]], [1], 0.5)], { idle: { operatorMs: 0.006, gapMs: 0, dispatchMs: 0.001 } }),
    );
    expect(nodes[0]!.timeMs).toBe(0.001);
  });

  it("is taken off the time between operators, run by run", () => {
    const roof = rooflineOf(
      profile([node("A", [[1]], [1], [1, 9, 1, 1])], {
        // The second run was held up by something else, inside of the node.
        insideMs: [1.5, 9.5, 1.5, 1.5],
        watchedMs: [1.6, 9.6, 1.6, 1.6],
        plainMs: [1.2],
        idle: { operatorMs: 0.001, gapMs: 0.2, dispatchMs: 0.001 },
      }),
    );
    expect(roof.betweenMs).toBeCloseTo(0.3 + 0.1, 9);
    expect(roof.nodes[0]!.timeMs).toBeCloseTo(1, 9);
    expect(roof.disturbed).toBe(false);
    expect(roof.shares.overhead).toBeCloseTo(0.4 / 1.4, 9);
  });

  it("does not explain an unwatched run that took much longer", () => {
    expect(rooflineOf(profile([node("A", [[1]], [1], 1)], { plainMs: [2] }))).toMatchObject({
      disturbed: true,
      plainMs: 2,
    });
    expect(rooflineOf(profile([node("A", [[1]], [1], 1)], { plainMs: [] }))).toMatchObject({
      disturbed: false,
      plainMs: null,
    });
  });
});

describe("a model is bound by", () => {
  const product = node(
    "MatMul",
    [
      [1024, 1024],
      [1024, 1024],
    ],
    [1024, 1024],
    30,
  );
  const sum = node("Add", [[16_000_000], [16_000_000]], [16_000_000], 20);
  it("what more than half of a run is bound by", () => {
    expect(rooflineOf(profile([product, sum]))).toMatchObject({
      bound: "compute",
      shares: { compute: 0.6, memory: 0.4 },
    });
    expect(rooflineOf(profile([product, sum, { ...sum, name: "Add2" }]))).toMatchObject({ bound: "memory" });
  });
  it("nothing when no limit reaches half", () => {
    const fancy = node("Fancy", [[4]], [4], 15);
    const roof = rooflineOf(profile([product, sum, fancy]));
    expect(roof.bound).toBeNull();
    expect(roof.covered).toBeCloseTo(50 / 65, 9);
  });
  it("the calls when most of a run passes between operators", () => {
    expect(rooflineOf(profile([product], { insideMs: [100], watchedMs: [101] })).bound).toBe("overhead");
  });
});

describe("peaks", () => {
  const at = (threads: number | null) => rooflineOf(profile([], { threads, calibration: machine(4) })).peaks!;
  it("are those of all threads when the runtime chooses, in proportion between", () => {
    expect(at(null).floatPerSecond).toBe(400e9);
    expect(at(8).floatPerSecond).toBe(400e9);
    expect(at(1).floatPerSecond).toBe(100e9);
    expect(at(2).floatPerSecond).toBe(200e9);
    expect(at(2).bandwidths[1]!.bytesPerSecond).toBeCloseTo(10e9 + (20e9 - 10e9) / 3, -3);
  });
});
