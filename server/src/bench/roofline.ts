/**
 * What holds a model's operators back: for each the time its arithmetic, its bytes and its mere being there would take on this
 * machine at best (a roofline), against what it took. Estimates, with the share of the time they cover.
 * Absent on purpose: measuring, and words for people.
 */
import type { Calibration, NodeTime, Peaks, Profile } from "../history/record.ts";
import { type Work, workOf } from "../models/flops.ts";
import { middleMean } from "./middleMean.ts";

/** `unexplained`: the best the machine can do is far below what it took. `unknown`: no estimate. */
export type Bound = "compute" | "memory" | "overhead" | "unexplained" | "unknown";

export interface NodeRoof {
  readonly node: NodeTime;
  /** Without what the profiler adds, which is more than a small operator takes. */
  readonly timeMs: number;
  /** Of a run, with what passes between operators. */
  readonly share: number;
  readonly work: Work | null;
  readonly bound: Bound;
  /** Best possible time over the time it took; null without an estimate. Above 1 where values stayed in a nearer cache. */
  readonly ofPeak: number | null;
  readonly flopsPerSecond: number | null;
  readonly bytesPerSecond: number | null;
}

export interface Roofline {
  /** Longest first. */
  readonly nodes: readonly NodeRoof[];
  /** Time of all nodes in one run. */
  readonly kernelMs: number;
  /** What a run takes beyond its nodes, in the runtime and on the way there and back; without what the profiler adds. */
  readonly betweenMs: number;
  /** One run with the profiler, and without it; null where the model was too large to be held twice. */
  readonly watchedMs: number;
  readonly plainMs: number | null;
  /** Other work made an unwatched run much longer than its parts are together. */
  readonly disturbed: boolean;
  readonly flops: number;
  readonly bytes: number;
  /** Share of the nodes' time whose work is known. */
  readonly covered: number;
  /** Shares of a run by what bounds it; what passes between operators is overhead. */
  readonly shares: Readonly<Record<Bound, number>>;
  /** What more than half of a run is bound by; null where nothing is, or nothing can be said. */
  readonly bound: Exclude<Bound, "unknown"> | null;
  readonly peaks: Peaks | null;
}

export function rooflineOf(profile: Profile): Roofline {
  const { calibration, threads } = profile;
  const peaks = calibration ? peaksFor(calibration, threads) : null;
  const weightBytes = profile.nodes.reduce((sum, node) => sum + node.parameterBytes, 0);
  const timed = profile.nodes.map((node) => ({ node, timeMs: unwatchedMs(node, profile) }));
  const kernelMs = timed.reduce((sum, { timeMs }) => sum + timeMs, 0);
  const plainMs = profile.plainMs.length === 0 ? null : middleMean(profile.plainMs);
  const betweenMs = timeBetween(profile);
  const runMs = kernelMs + betweenMs;
  const nodes = timed
    .map(({ node, timeMs }) => roofOf(node, timeMs, { runMs, peaks, weightBytes, dispatchMs: profile.idle.dispatchMs }))
    .sort((a, b) => b.timeMs - a.timeMs);
  const shares = sharesOf(nodes, betweenMs);
  return {
    nodes,
    kernelMs,
    betweenMs,
    watchedMs: middleMean(profile.watchedMs),
    plainMs,
    disturbed: plainMs !== null && plainMs > disturbedAbove * runMs,
    flops: sumOver(nodes, (work) => work.flops),
    bytes: sumOver(nodes, (work) => work.readBytes + work.writtenBytes),
    covered: kernelMs > 0 ? nodes.reduce((sum, { work, timeMs }) => sum + (work ? timeMs : 0), 0) / kernelMs : 0,
    shares,
    bound: peaks ? boundOf(shares) : null,
    peaks,
  };
}

/** Operators whose own time is that of the graphs in them, and of the profiler telling about those. */
const holders = new Set(["If", "Loop", "Scan"]);

/** Watching an operator adds what one with nothing to do was seen to take, beyond what such a one really takes. */
function unwatchedMs(node: NodeTime, { idle: { operatorMs, dispatchMs } }: Profile): number {
  const leastMs = node.calls * dispatchMs;
  if (holders.has(node.operator)) return leastMs;
  return Math.max(leastMs, middleMean(node.samplesMs) - node.calls * (operatorMs - dispatchMs));
}

/** Parts are taken from the middle of many runs, so what disturbed some of them is in none; a whole run is not so lucky. */
const disturbedAbove = 1.3;

/** Run by run, so that what made one longer from outside is on both sides of the difference. */
function timeBetween({ nodes, insideMs, watchedMs, idle }: Profile): number {
  const calls = nodes.reduce((sum, node) => sum + node.calls, 0);
  const gaps = insideMs.map((ms, run) => ms - nodes.reduce((sum, { samplesMs }) => sum + samplesMs[run]!, 0));
  const outside = insideMs.map((ms, run) => (watchedMs[run] ?? ms) - ms);
  return Math.max(0, middleMean(gaps) - calls * idle.gapMs) + Math.max(0, middleMean(outside));
}

interface Surroundings {
  readonly runMs: number;
  readonly peaks: Peaks | null;
  readonly dispatchMs: number;
  /** Of all nodes together. */
  readonly weightBytes: number;
}

function roofOf(node: NodeTime, timeMs: number, { runMs, peaks, dispatchMs, weightBytes }: Surroundings): NodeRoof {
  const once = workOf(node);
  const work = once && {
    ...once,
    flops: once.flops * node.calls,
    readBytes: once.readBytes * node.calls,
    writtenBytes: once.writtenBytes * node.calls,
  };
  const perSecond = (count: number) => (timeMs > 0 && count > 0 ? (count * 1000) / timeMs : null);
  const best = work && peaks ? bestTimes(work, node, peaks, dispatchMs, weightBytes) : null;
  const bound = best ? nodeBound(best, timeMs) : "unknown";
  return {
    node,
    timeMs,
    share: runMs > 0 ? timeMs / runMs : 0,
    work,
    bound,
    ofPeak: best && timeMs > 0 ? Math.max(best.computeMs, best.memoryMs) / timeMs : null,
    flopsPerSecond: work && perSecond(work.flops),
    bytesPerSecond: work && perSecond(work.readBytes + work.writtenBytes),
  };
}

interface BestTimes {
  readonly computeMs: number;
  readonly memoryMs: number;
  readonly overheadMs: number;
}

function bestTimes(
  work: Work,
  node: NodeTime,
  peaks: Peaks,
  dispatchMs: number,
  weightBytes: number,
): BestTimes | null {
  const peak = work.arithmetic === "int8" ? peaks.int8PerSecond : peaks.floatPerSecond;
  if (peak === null) return null;
  // Weights come round once a run: they lie as far away as all of them together reach. Values were just written.
  const weights = Math.min(work.readBytes, node.parameterBytes * node.calls);
  const values = work.readBytes - weights + work.writtenBytes;
  const seconds =
    weights / bandwidthAt(peaks, Math.max(weightBytes, weights)) + values / bandwidthAt(peaks, values / node.calls);
  return {
    computeMs: (work.flops * 1000) / peak,
    memoryMs: seconds * 1000,
    overheadMs: dispatchMs * node.calls,
  };
}

/** Below this share of what it took, the best times explain nothing. */
const explains = 0.1;
/** Calling an operator, giving it memory and waking threads takes some microseconds whatever it has to do. */
const littleMs = 0.01;

function nodeBound({ computeMs, memoryMs, overheadMs }: BestTimes, timeMs: number): Bound {
  const workMs = Math.max(computeMs, memoryMs);
  if (timeMs <= overheadMs + littleMs && workMs < timeMs / 2) return "overhead";
  if (workMs < explains * timeMs) return "unexplained";
  return computeMs >= memoryMs ? "compute" : "memory";
}

/** Between measured sizes on a logarithmic scale, since caches are. */
function bandwidthAt({ bandwidths }: Peaks, bytes: number): number {
  const above = bandwidths.findIndex((one) => one.bytes >= bytes);
  if (above === 0) return bandwidths[0]!.bytesPerSecond;
  if (above < 0) return bandwidths.at(-1)!.bytesPerSecond;
  const [low, high] = [bandwidths[above - 1]!, bandwidths[above]!];
  const part = Math.log(bytes / low.bytes) / Math.log(high.bytes / low.bytes);
  return low.bytesPerSecond + part * (high.bytesPerSecond - low.bytesPerSecond);
}

/** Between one thread and all in proportion; never beyond what all of them reach. */
function peaksFor({ peaks }: Calibration, threads: number | null): Peaks | null {
  const one = peaks.find((each) => each.threads === 1);
  const all = peaks.reduce<Peaks | null>((best, each) => (!best || each.threads > best.threads ? each : best), null);
  if (!one || !all || threads === null || threads >= all.threads) return all;
  const between = (low: number, high: number) =>
    low + ((high - low) * (threads - 1)) / Math.max(1, all.threads - one.threads);
  return {
    threads,
    floatPerSecond: between(one.floatPerSecond, all.floatPerSecond),
    int8PerSecond:
      one.int8PerSecond !== null && all.int8PerSecond !== null ? between(one.int8PerSecond, all.int8PerSecond) : null,
    bandwidths: one.bandwidths.map(({ bytes, bytesPerSecond }, index) => ({
      bytes,
      bytesPerSecond: between(bytesPerSecond, all.bandwidths[index]?.bytesPerSecond ?? bytesPerSecond),
    })),
  };
}

function sharesOf(nodes: readonly NodeRoof[], betweenMs: number): Record<Bound, number> {
  const times = { compute: 0, memory: 0, overhead: betweenMs, unexplained: 0, unknown: 0 };
  for (const { bound, timeMs } of nodes) times[bound] += timeMs;
  const runMs = Object.values(times).reduce((sum, time) => sum + time, 0);
  const share = (time: number) => (runMs > 0 ? time / runMs : 0);
  return {
    compute: share(times.compute),
    memory: share(times.memory),
    overhead: share(times.overhead),
    unexplained: share(times.unexplained),
    unknown: share(times.unknown),
  };
}

function boundOf(shares: Readonly<Record<Bound, number>>): Roofline["bound"] {
  const bounds = ["compute", "memory", "overhead", "unexplained"] as const;
  return bounds.find((bound) => shares[bound] > 0.5) ?? null;
}

const sumOver = (nodes: readonly NodeRoof[], of: (work: Work) => number): number =>
  nodes.reduce((sum, { work }) => sum + (work ? of(work) : 0), 0);
