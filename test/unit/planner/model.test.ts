/** The formulas of scaling: their limits, and results others have published, within the error docs/scaling.md states. */
import { describe, expect, it } from "vitest";
import { compressedBytes, type MatrixShape } from "../../../server/src/planner/compression.ts";
import { deviceCounts, planPoint } from "../../../server/src/planner/curve.ts";
import { type Link, links } from "../../../server/src/planner/links.ts";
import { type Plan, ringMs, scaledStep, treeMs, usualAssumptions } from "../../../server/src/planner/model.ts";

const endless: Link = { label: "endless", gigabytesPerSecond: 1e12, latencyUs: 0, source: "" };

const plan = (change: Partial<Plan> = {}): Plan => ({
  step: { computeMs: 200, dataWaitMs: 10, parameters: 25.6e6, bytesPerValue: 4 },
  cluster: { devicesPerNode: 8, within: links.nvlink3, between: links["25gbe"] },
  compression: { kind: "none" },
  accumulate: 1,
  batchKept: "device",
  assumptions: { ...usualAssumptions, stepVariation: 0 },
  ...change,
});

describe("limits", () => {
  it("one device exchanges nothing", () => {
    const one = scaledStep(plan({ compression: { kind: "powersgd", rank: 4 } }), 1);
    expect(one).toMatchObject({
      exposedMs: 0,
      communicationMs: 0,
      compressionMs: 0,
      slowestMs: 0,
      speedup: 1,
      efficiency: 1,
    });
  });

  it("with endless links scaling is ideal", () => {
    const cluster = { devicesPerNode: 8, within: endless, between: endless };
    for (const batchKept of ["device", "total"] as const)
      expect(scaledStep(plan({ cluster, batchKept }), 64).efficiency).toBeCloseTo(1, 6);
  });

  it("efficiency never grows with devices, within a node and over several", () => {
    const efficiencies = [1, 2, 4, 8, 16, 32, 64, 128].map((n) => scaledStep(plan(), n).efficiency);
    expect(efficiencies).toEqual([...efficiencies].sort((a, b) => b - a));
  });

  it("a faster link, overlap and accumulation never slow it down", () => {
    const slow = scaledStep(plan(), 64);
    const faster = plan({ cluster: { ...plan().cluster, between: links["100gbe"] } });
    const noOverlap = plan({ assumptions: { ...plan().assumptions, overlap: false } });
    expect(scaledStep(faster, 64).speedup).toBeGreaterThan(slow.speedup);
    expect(scaledStep(noOverlap, 64).speedup).toBeLessThan(slow.speedup);
    expect(scaledStep(plan({ accumulate: 4 }), 64).speedup).toBeGreaterThan(slow.speedup);
  });

  it("a shared-out batch scales worse than a kept one", () => {
    expect(scaledStep(plan({ batchKept: "total" }), 64).efficiency).toBeLessThan(scaledStep(plan(), 64).efficiency);
  });

  it("ring: 2 (n - 1) / n of the bytes; tree wins by latency on small messages", () => {
    const link: Link = { label: "", gigabytesPerSecond: 1, latencyUs: 0, source: "" };
    expect(ringMs(1e6, link, 4, 1)).toBeCloseTo(1.5);
    expect(treeMs(1e6, link, 4, 1)).toBeCloseTo(2);
    const late = { ...link, latencyUs: 100 };
    expect(treeMs(1e3, late, 64, 1)).toBeLessThan(ringMs(1e3, late, 64, 1));
  });

  it("time falls and cost rises by what efficiency loses", () => {
    const goal = { steps: 3_600_000 / 210, pricePerHour: 2 };
    expect(planPoint(plan(), 1, goal).hours).toBeCloseTo(1);
    const many = planPoint(plan(), 64, goal);
    expect(many.hours).toBeCloseTo(1 / many.speedup);
    expect(many.cost).toBeCloseTo(2 / many.efficiency);
    expect(deviceCounts(1, 12)).toEqual([1, 2, 4, 8, 12]);
  });
});

/** Percentage points docs/scaling.md states. */
const statedError = 0.1;
const near = (computed: number, published: number): void =>
  expect(Math.abs(computed - published), `computed ${computed}, published ${published}`).toBeLessThanOrEqual(
    statedError,
  );

describe("published results", () => {
  const over25 = { devicesPerNode: 4, within: links.pcie3, between: links["25gbe"] };
  const horovod = (imagesPerSecond: number, parameters: number): Plan =>
    plan({
      step: { computeMs: (64 / imagesPerSecond) * 1000, dataWaitMs: 0, parameters, bytesPerValue: 4 },
      cluster: over25,
      assumptions: usualAssumptions,
    });

  // Horovod docs/benchmarks.rst: 128 servers of 4 Pascal GPUs, 25 Gbit/s RoCE, batch 64. Rates of one P100: tensorflow.org benchmarks.
  it("Horovod, 512 GPUs, Inception V3: 90 %", () => near(scaledStep(horovod(142, 23.8e6), 512).efficiency, 0.9));
  it("Horovod, 512 GPUs, VGG-16: 68 %", () => near(scaledStep(horovod(154, 138.4e6), 512).efficiency, 0.68));

  // Goyal et al. 2017, arXiv 1706.02677: 90 % from 8 to 256 GPUs. 29 hours of 8 GPUs are 0.23 s for each of 450,000 steps.
  it("ImageNet in one hour, from 8 to 256 GPUs: 90 %", () => {
    const resnet50 = plan({
      step: { computeMs: 230, dataWaitMs: 0, parameters: 25.6e6, bytesPerValue: 4 },
      cluster: { devicesPerNode: 8, within: links.nvlink1, between: links["50gbe"] },
      assumptions: usualAssumptions,
    });
    near(scaledStep(resnet50, 256).efficiency / scaledStep(resnet50, 8).efficiency, 0.9);
  });

  // Zhang et al. 2020, arXiv 2006.10103: with the network fully used, 100 Gbit/s needs no compression.
  it("a fully used network of 100 Gbit/s scales almost linearly without compression", () => {
    const used = plan({
      step: { computeMs: 180, dataWaitMs: 0, parameters: 25.6e6, bytesPerValue: 4 },
      cluster: { devicesPerNode: 8, within: links.nvlink2, between: links["100gbe"] },
      assumptions: { ...usualAssumptions, linkEfficiency: 1, stepVariation: 0 },
    });
    near(scaledStep(used, 64).efficiency, 1);
  });
});

describe("compression", () => {
  // The matrices of ResNet-18 for CIFAR-10, a convolution as outputs x (inputs * width * height).
  const layer = (inputs: number, outputs: number, again: number): MatrixShape[] => [
    [outputs, inputs * 9],
    ...Array.from({ length: again }, (): MatrixShape => [outputs, outputs * 9]),
    ...(inputs === outputs ? [] : [[outputs, inputs] as const]),
  ];
  const matrices = [
    [64, 27] as const,
    ...layer(64, 64, 3),
    ...layer(64, 128, 3),
    ...layer(128, 256, 3),
    ...layer(256, 512, 3),
    [10, 512] as const,
  ];
  const gradient = { parameters: 11_173_962, bytesPerValue: 4, matrices };

  it("PowerSGD sends (m + n) r of a matrix, and never more than it is", () => {
    const one = { parameters: 6000, bytesPerValue: 4, matrices: [[20, 300] as const] };
    expect(compressedBytes(one, { kind: "powersgd", rank: 2 })).toBe(320 * 2 * 4);
    expect(compressedBytes(one, { kind: "powersgd", rank: 100 })).toBe(6000 * 4);
  });

  // Vogels et al. 2019, table 3: 243, 136 and 72 times less than SGD for ranks 1, 2 and 4.
  it.each([
    [1, 243],
    [2, 136],
    [4, 72],
  ])("ResNet-18, rank %i: %i times less", (rank, published) => {
    const ratio = compressedBytes(gradient, { kind: "none" }) / compressedBytes(gradient, { kind: "powersgd", rank });
    expect(Math.abs(ratio / published - 1)).toBeLessThan(0.1);
  });

  it("halves what has four bytes and leaves what has two", () => {
    const bytes = (bytesPerValue: number) => compressedBytes({ parameters: 100, bytesPerValue }, { kind: "bf16" });
    expect([bytes(4), bytes(2)]).toEqual([200, 200]);
  });
});
