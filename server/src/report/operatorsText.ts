/**
 * An operator profile in words: what the model is bound by, what that rests on, what helps. Absent on purpose: layout (operatorsPage.ts,
 * operatorsBlock.ts).
 */
import { providerName } from "../bench/options.ts";
import { type Bound, type NodeRoof, type Roofline, rooflineOf } from "../bench/roofline.ts";
import type { Profile, ProfileRun } from "../history/record.ts";
import { fusedFrom } from "../models/fusions.ts";
import { bytes, count, flops, joiner, percent, relativeTime, time } from "./figures.ts";
import { runtimeName, sizesText, threadCount } from "./measurement.ts";

/** In tables and charts. */
export const boundWords: Readonly<Record<Bound, string>> = {
  compute: "arithmetic",
  memory: "memory",
  overhead: "overhead",
  unexplained: "its kernel",
  unknown: "not known",
};

/** Operators of one kind together, longest first. */
export interface OperatorGroup {
  readonly operator: string;
  readonly made: boolean;
  readonly nodes: readonly NodeRoof[];
  readonly timeMs: number;
  readonly share: number;
  /** What most of its time is bound by. */
  readonly bound: Bound;
  readonly flopsPerSecond: number | null;
  readonly bytesPerSecond: number | null;
}

export function groupsOf({ nodes }: Roofline): OperatorGroup[] {
  const byOperator = new Map<string, NodeRoof[]>();
  for (const roof of nodes) {
    const members = byOperator.get(roof.node.operator);
    if (members) members.push(roof);
    else byOperator.set(roof.node.operator, [roof]);
  }
  const groups = [...byOperator].map(([operator, members]): OperatorGroup => {
    const timeMs = sum(members, (one) => one.timeMs);
    const rate = (of: (one: NodeRoof) => number): number | null => {
      const total = sum(members, of);
      return timeMs > 0 && total > 0 ? (total * 1000) / timeMs : null;
    };
    return {
      operator,
      made: members.some(({ node }) => node.made),
      nodes: members,
      timeMs,
      share: sum(members, (one) => one.share),
      bound: mostOf(members),
      flopsPerSecond: rate(({ work }) => work?.flops ?? 0),
      bytesPerSecond: rate(({ work }) => (work ? work.readBytes + work.writtenBytes : 0)),
    };
  });
  return groups.sort((a, b) => b.timeMs - a.timeMs);
}

function mostOf(members: readonly NodeRoof[]): Bound {
  const times = new Map<Bound, number>();
  for (const { bound, timeMs } of members) times.set(bound, (times.get(bound) ?? 0) + timeMs);
  return [...times].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "unknown";
}

/** What a run is bound by, then what takes longest. */
export function verdictText(roof: Roofline, groups: readonly OperatorGroup[]): string {
  const [longest] = groups;
  if (!longest) return "The runtime told no operators.";
  const nodes = longest.nodes.length === 1 ? "one node" : `${count(longest.nodes.length)} nodes`;
  return `${boundText(roof)} ${longest.operator} takes ${percent(longest.share)} of a run, in ${nodes}.`;
}

/** One sentence; the share is of a run. */
export function boundText({ bound, shares, peaks }: Roofline): string {
  if (!peaks) return "What this model is bound by is not known.";
  switch (bound) {
    case "compute":
      return `This model is bound by arithmetic: for ${percent(shares.compute)} of a run that is the nearest limit.`;
    case "memory":
      return `This model is bound by memory: for ${percent(shares.memory)} of a run bringing bytes is the nearest limit.`;
    case "overhead":
      return `This model is bound by overhead: ${percent(shares.overhead)} of a run goes to calling operators, not to what they do.`;
    case "unexplained":
      return `This model is bound by its kernels: for ${percent(shares.unexplained)} of a run they reach under a tenth of what this machine can do.`;
    case null:
      return `No single limit: ${listOfShares(shares)}.`;
  }
}

function listOfShares(shares: Roofline["shares"]): string {
  const order: readonly Bound[] = ["compute", "memory", "overhead", "unexplained", "unknown"];
  return order
    .filter((bound) => shares[bound] >= 0.005)
    .sort((a, b) => shares[b] - shares[a])
    .map((bound) => `${boundWords[bound].replace("its kernel", "slow kernels")} ${percent(shares[bound])}`)
    .join(", ");
}

/** What to try; nothing is promised. */
export function helpText({ bound }: Roofline): string | null {
  switch (bound) {
    case "compute":
      return "What can help: less arithmetic. Measure int8 weights, a smaller input, or more threads.";
    case "memory":
      return "What can help: fewer bytes. Measure smaller weights (int8, float16), or a larger batch, which uses weights for more items.";
    case "overhead":
      return "What can help: fewer and larger operators. Measure a larger batch, and the highest graph optimisation.";
    case "unexplained":
      return "What can help: other kernels. Look at the longest nodes, and measure other types, sizes or a newer runtime.";
    case null:
      return null;
  }
}

/** `CPU · onnxruntime-node 1.30.0 (yours) · 1 thread · images.0 = 1`. */
export function setupOfProfile(record: ProfileRun, profile: Profile): string {
  const threads = profile.threads === null ? "default threads" : threadCount(profile.threads);
  const sizes = sizesText(record.spec.dimensions);
  return [providerName(record.provider), runtimeName(record.runtime), threads, sizes]
    .filter((part) => part !== "")
    .join(joiner);
}

/** What the figures rest on, one line each. */
export function profileNotes(record: ProfileRun, profile: Profile, nowMs: number): string[] {
  const roof = rooflineOf(profile);
  const { insteadOf, calibration } = profile;
  return [
    setupOfProfile(record, profile),
    ...(insteadOf
      ? [
          `${runtimeName(insteadOf)} has no profiler, 1.21 and newer have; the copy shipped with InferLens was profiled.`,
        ]
      : []),
    runText(roof, profile),
    ...(record.provider === "cpu"
      ? []
      : [`On ${providerName(record.provider)} the profiler may time how long work is handed over, not the work.`]),
    ...(record.spec.sessionOptions.executionMode === "parallel"
      ? ["Operators run beside each other here: their times add up to more than a run."]
      : []),
    ...(calibration && roof.peaks
      ? [`This machine at best: ${peaksText(roof.peaks)}. Measured ${relativeTime(calibration.measuredAt, nowMs)}.`]
      : []),
    `A run is ${flops(roof.flops)} and moves ${bytes(roof.bytes)}, by estimate. It covers ${percent(roof.covered)} of the operators' time; each tensor is counted once.`,
    ...(fasterThanPeak(roof)
      ? [
          "Some operators are faster than this machine at best: it was disturbed when it was measured. Measure it again.",
        ]
      : []),
    ...optional(helpText(roof)),
  ];
}

/** Operators, the time between them, and what watching adds. */
export function runText({ plainMs, watchedMs, kernelMs, betweenMs, disturbed }: Roofline, { idle }: Profile): string {
  const parts = `Operators take ${time(kernelMs)} of a run, ${time(betweenMs)} pass between them.`;
  const watching = `Watching adds about ${time(idle.operatorMs + idle.gapMs)} to an operator, which is taken off.`;
  const whole =
    plainMs === null
      ? `Watched, a run takes ${time(watchedMs)}; the model is too large to be run unwatched beside it.`
      : `Unwatched, a run takes ${time(plainMs)}, watched ${time(watchedMs)}.`;
  const other = disturbed ? " Other work disturbed the runs: parts are taken from their middle." : "";
  return `${parts} ${whole} ${watching}${other}`;
}
export function peaksText({
  floatPerSecond,
  int8PerSecond,
  bandwidths,
  threads,
}: NonNullable<Roofline["peaks"]>): string {
  const rates = [
    `${flops(floatPerSecond)}/s`,
    ...(int8PerSecond === null ? [] : [`${flops(int8PerSecond).replace("FLOP", "OP")}/s of int8`]),
    `${bytes(bandwidths.at(-1)!.bytesPerSecond)}/s from memory`,
    `${bytes(bandwidths[0]!.bytesPerSecond)}/s from caches`,
  ];
  return `${rates.join(", ")} with ${threadCount(threads)}`;
}

/** A product cannot beat the product it is held against. */
const fasterThanPeak = ({ nodes }: Roofline): boolean =>
  nodes.some(({ bound, ofPeak, share }) => bound === "compute" && share > 0.02 && (ofPeak ?? 0) > 1.15);

/** `FusedConv (Conv + activation)` where the runtime made it. */
export function operatorText(operator: string, made: boolean): string {
  const from = made ? fusedFrom(operator) : null;
  return from === null ? operator : `${operator} (${from})`;
}

export interface ColdStartPart {
  readonly name: string;
  readonly ms: number | null;
  readonly how: string;
}

export function coldStartParts({ coldStart }: Profile): readonly ColdStartPart[] {
  return [
    { name: "start the runtime", ms: coldStart.runtimeMs, how: "loading its library" },
    { name: "read", ms: coldStart.readMs, how: "the file's bytes, from the system's cache" },
    { name: "parse", ms: coldStart.parseMs, how: "from bytes to a graph: the profile's loading time less reading" },
    { name: "optimise", ms: coldStart.optimiseMs, how: "loading with optimisation less loading without" },
    {
      name: "prepare",
      ms: coldStart.prepareMs,
      how: "kernels, packed weights, plan of memory: the rest of the session's start",
    },
    { name: "first run", ms: coldStart.firstRunMs, how: "by the clock" },
  ];
}

export interface MemoryPart {
  readonly name: string;
  readonly bytes: number | null;
  readonly what: string;
}

export function memoryParts({ memory }: Profile): readonly MemoryPart[] {
  const { weightBytes, arenaBytes, peakBytes, beforeBytes } = memory;
  return [
    { name: "weights", bytes: weightBytes, what: "in the file and beside it" },
    { name: "arena", bytes: arenaBytes, what: "held by the runtime for values between operators" },
    { name: "process before the model", bytes: beforeBytes, what: "Node.js and the runtime" },
    { name: "process at its peak", bytes: peakBytes, what: "highest resident size through load and first run" },
  ];
}

const optional = (text: string | null): string[] => (text === null ? [] : [text]);
const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
