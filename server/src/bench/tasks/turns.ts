/**
 * Things run in turns: warm-up, then samples until the stop rule is content, the order swapped every time so that none always
 * follows the other. Absent on purpose: what runs, and time limits a process that may crash cannot own.
 */
import { setImmediate } from "node:timers/promises";
import type { ModelDone } from "../messages.ts";
import { lastWindowsAgree, warming } from "../settling.ts";
import type { StopRule } from "../spec.ts";
import { isStable } from "../statistics.ts";
import { enter, send } from "./channel.ts";

export interface Turns {
  readonly warmUpMs: readonly Float64Array[];
  /** Warm-up ended because runs no longer got faster. */
  readonly settled: boolean;
  /** Equally many of each. */
  readonly samplesMs: readonly Float64Array[];
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly stoppedBy: ModelDone["stoppedBy"];
}

export interface TurnsOptions {
  readonly stop: StopRule;
  readonly progressMs: number;
  /** After warm-up. */
  readonly started?: () => void;
  /** After each sample, outside of what is timed. */
  readonly sampled?: (index: number, count: number) => Promise<void>;
  /** Whether memory allows no more, as if time were over; asked now and then. */
  readonly full?: () => boolean;
}

/** How often the loop looks at anything but the clock. */
const checkMs = 250;

export async function inTurns(runs: readonly (() => Promise<unknown>)[], options: TurnsOptions): Promise<Turns> {
  const { stop, progressMs, started, sampled, full } = options;
  enter("warm-up");
  const { samplesMs: warmUpMs, settled } = await warmUpAll(runs, stop, sampled);

  enter("runs");
  started?.();
  const samples = runs.map(() => new Float64Array(Math.max(1, stop.maxRuns)));
  const first = samples[0]!;
  let count = 0;
  let reported = 0;
  let stoppedBy: Turns["stoppedBy"] | null = null;
  const cpuStart = process.cpuUsage();
  const start = performance.now();
  let nextCheck = start + checkMs;
  // The first figure comes as soon as it is looked at, so that a click is answered.
  let nextProgress = start;
  let end = start;
  while (stoppedBy === null) {
    end = await sampleOnce(runs, samples, count, sampled);
    count++;
    if (count >= stop.maxRuns) stoppedBy = "runs";
    else if (end - start >= stop.maxMs && count >= fewestPairs(runs, stop, end - start)) stoppedBy = "time";
    else if (end >= nextCheck) {
      if (end >= nextProgress) {
        send({
          kind: "progress",
          warmUpRuns: warmUpMs[0]!.length,
          elapsedMs: end - start,
          samplesMs: first.slice(reported, count),
          rssBytes: process.memoryUsage.rss(),
        });
        reported = count;
        nextProgress = performance.now() + progressMs;
      }
      if (full?.()) stoppedBy = "time";
      else if (end - start >= stop.minMs && samples.every((one) => isSteady(one.subarray(0, count), stop)))
        stoppedBy = "stable";
      // Lets a dead parent be noticed even by what never leaves the microtask queue.
      await setImmediate();
      nextCheck = performance.now() + checkMs;
    }
  }
  const cpu = process.cpuUsage(cpuStart);
  return {
    warmUpMs,
    settled,
    samplesMs: samples.map((one) => one.slice(0, count)),
    wallMs: end - start,
    cpuMs: (cpu.user + cpu.system) / 1000,
    stoppedBy,
  };
}

/** The figure is known well enough, and the machine did not just change its mind. */
const isSteady = (samplesMs: Float64Array, stop: StopRule): boolean =>
  isStable(samplesMs, stop) && lastWindowsAgree(samplesMs);

/** An interval from two pairs says nothing, so slow things take longer than was wished, up to half of what is allowed. */
const fewestPairs = (runs: readonly unknown[], stop: StopRule, elapsedMs: number): number =>
  runs.length > 1 && elapsedMs < stop.timeoutMs / 2 ? 6 : 1;

/** One run of each. Returns the time after it. */
async function sampleOnce(
  runs: readonly (() => Promise<unknown>)[],
  samples: readonly Float64Array[],
  count: number,
  sampled: TurnsOptions["sampled"],
): Promise<number> {
  let end = 0;
  for (let step = 0; step < runs.length; step++) {
    const index = count % 2 === 0 ? step : runs.length - 1 - step;
    const run = runs[index]!;
    const start = performance.now();
    await run();
    end = performance.now();
    samples[index]![count] = end - start;
    if (sampled) await sampled(index, count);
  }
  return end;
}

/** Until runs no longer get faster, bounded by the stop rule. */
async function warmUpAll(
  runs: readonly (() => Promise<unknown>)[],
  stop: StopRule,
  sampled: TurnsOptions["sampled"],
): Promise<{ readonly samplesMs: Float64Array[]; readonly settled: boolean }> {
  const samples = runs.map(() => new Float64Array(Math.max(1, stop.maxRuns)));
  const watch = warming(stop);
  const start = performance.now();
  let elapsed = 0;
  let count = 0;
  // What is not run itself takes time too: that of fast runs is mostly the loop's.
  while (count < stop.maxRuns && watch.over === null && elapsed < 3 * stop.warmUpMs) {
    elapsed = (await sampleOnce(runs, samples, count, sampled)) - start;
    let turnMs = 0;
    for (const one of samples) turnMs += one[count]!;
    watch.add(turnMs);
    count++;
  }
  return { samplesMs: samples.map((one) => one.slice(0, count)), settled: watch.over === "settled" };
}
