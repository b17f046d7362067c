/**
 * How data-parallel training scales: from one measured step to n devices. Times are milliseconds, sizes bytes, bandwidths 10^9 bytes per
 * second. Absent on purpose: pipelines, tensor parallelism, sharded states, and congestion between jobs (docs/scaling.md says what the
 * model does not know).
 */
import { type Compression, compressedBytes, compressionMs, type Gradient } from "./compression.ts";
import type { Link } from "./links.ts";

export interface MeasuredStep extends Gradient {
  /** Forward, backward and optimizer of one batch on one device. */
  readonly computeMs: number;
  /** Time the step waits for its batch; each device is taken to wait as long. */
  readonly dataWaitMs: number;
}

export interface Assumptions {
  /** Share of the step that is the backward pass, behind which communication hides. */
  readonly backwardShare: number;
  /** Share of a link's stated bandwidth a collective reaches. */
  readonly linkEfficiency: number;
  /** Of DDP's buckets. PyTorch: `bucket_cap_mb` is 25. */
  readonly bucketBytes: number;
  /** False: communication begins when the backward pass is over. */
  readonly overlap: boolean;
  /** Standard deviation of a step's compute as a share of it: all wait for the slowest. */
  readonly stepVariation: number;
  /** Memory bandwidth of a device, for what compression costs. */
  readonly memoryGigabytesPerSecond: number;
}

export const usualAssumptions: Assumptions = {
  backwardShare: 2 / 3,
  linkEfficiency: 0.8,
  bucketBytes: 25 * 1024 * 1024,
  overlap: true,
  stepVariation: 0.02,
  memoryGigabytesPerSecond: 900,
};

export interface Cluster {
  readonly devicesPerNode: number;
  readonly within: Link;
  readonly between: Link;
}

export interface Plan {
  readonly step: MeasuredStep;
  readonly cluster: Cluster;
  readonly compression: Compression;
  /** Batches before gradients are exchanged. */
  readonly accumulate: number;
  /** `device`: each device keeps its batch (weak scaling). `total`: the batch is shared out (strong scaling). */
  readonly batchKept: "device" | "total";
  readonly assumptions: Assumptions;
}

export interface ScaledStep {
  readonly devices: number;
  /** Until gradients were exchanged once: all accumulated batches. */
  readonly stepMs: number;
  readonly computeMs: number;
  readonly dataWaitMs: number;
  readonly slowestMs: number;
  readonly compressionMs: number;
  /** Whole, hidden or not. */
  readonly communicationMs: number;
  /** What does not hide behind the backward pass. */
  readonly exposedMs: number;
  readonly sentBytes: number;
  /** Samples per second against one device. */
  readonly speedup: number;
  readonly efficiency: number;
}

export function scaledStep(plan: Plan, devices: number): ScaledStep {
  const { step, cluster, compression, accumulate, assumptions, batchKept } = plan;
  const share = batchKept === "total" ? devices : 1;
  const oneComputeMs = step.computeMs / share;
  const computeMs = accumulate * oneComputeMs;
  const dataWaitMs = (accumulate * step.dataWaitMs) / share;
  const alone = devices === 1;
  const sentBytes = alone ? 0 : compressedBytes(step, compression);
  const squeezeMs = alone ? 0 : compressionMs(step, compression, assumptions.memoryGigabytesPerSecond);
  const { communicationMs, exposedMs } = exchange(sentBytes, oneComputeMs, cluster, devices, assumptions);
  const slowestMs = expectedSlowest(devices) * assumptions.stepVariation * oneComputeMs * Math.sqrt(accumulate);
  const stepMs = computeMs + dataWaitMs + slowestMs + squeezeMs + exposedMs;
  const aloneMs = accumulate * (step.computeMs + step.dataWaitMs);
  const speedup = ((devices / share) * aloneMs) / stepMs;
  return {
    devices,
    stepMs,
    computeMs,
    dataWaitMs,
    slowestMs,
    compressionMs: squeezeMs,
    communicationMs,
    exposedMs,
    sentBytes,
    speedup,
    efficiency: speedup / devices,
  };
}

/**
 * Buckets become ready evenly over the backward pass and go one after the other: bucket i of k starts when it is ready and the one
 * before it is through (Li et al., 2020, arXiv 2006.15704, section 3.2.3). What is left after the backward pass is exposed.
 */
function exchange(bytes: number, oneComputeMs: number, cluster: Cluster, devices: number, assumed: Assumptions) {
  if (devices === 1) return { communicationMs: 0, exposedMs: 0 };
  const buckets = Math.min(10_000, Math.max(1, Math.ceil(bytes / assumed.bucketBytes)));
  const bucketMs = allReduceMs(bytes / buckets, cluster, devices, assumed.linkEfficiency);
  const communicationMs = buckets * bucketMs;
  if (!assumed.overlap) return { communicationMs, exposedMs: communicationMs };
  const backwardMs = oneComputeMs * assumed.backwardShare;
  // Either each bucket is through before the next is ready, or all queue behind the first.
  const exposedMs = Math.max(bucketMs, backwardMs / buckets + communicationMs - backwardMs);
  return { communicationMs, exposedMs };
}

/**
 * Within a node the gradient is reduced and scattered, between nodes all-reduced, and gathered again within the node; the link between
 * nodes belongs to the whole node. Each level takes ring or tree, whichever is faster, as NCCL does.
 */
export function allReduceMs(bytes: number, cluster: Cluster, devices: number, linkEfficiency: number): number {
  const local = Math.min(devices, cluster.devicesPerNode);
  const nodes = Math.ceil(devices / cluster.devicesPerNode);
  return (
    oneLevelMs(bytes, cluster.within, local, linkEfficiency) + oneLevelMs(bytes, cluster.between, nodes, linkEfficiency)
  );
}

const oneLevelMs = (bytes: number, link: Link, members: number, linkEfficiency: number): number =>
  members <= 1
    ? 0
    : Math.min(ringMs(bytes, link, members, linkEfficiency), treeMs(bytes, link, members, linkEfficiency));

/** 2 (n - 1) messages, each of a n-th of the bytes (Patarasuk and Yuan, 2009, doi 10.1016/j.jpdc.2008.09.002). */
export function ringMs(bytes: number, link: Link, members: number, linkEfficiency: number): number {
  const messages = 2 * (members - 1);
  return messages * ((bytes / members) * msPerByte(link, linkEfficiency) + link.latencyUs / 1000);
}

/** Up and down a tree, pipelined: all bytes twice, latency by the depth (Sanders, Speck and Träff, 2009, doi 10.1016/j.parco.2009.09.001). */
export function treeMs(bytes: number, link: Link, members: number, linkEfficiency: number): number {
  return 2 * bytes * msPerByte(link, linkEfficiency) + (2 * Math.ceil(Math.log2(members)) * link.latencyUs) / 1000;
}

const msPerByte = ({ gigabytesPerSecond }: Link, linkEfficiency: number): number =>
  1 / (gigabytesPerSecond * linkEfficiency * 1e6);

/** The largest of n normal draws lies about sqrt(2 ln n) deviations above their mean; none for one. */
const expectedSlowest = (devices: number): number => Math.sqrt(2 * Math.log(devices));
