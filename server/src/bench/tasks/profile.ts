/**
 * The task that asks the runtime's own profiler where the time of a model goes, and a clock what the profiler does not tell. Absent
 * on purpose: latencies; runs that are watched take longer, which is why unwatched ones stand beside them.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { weightsOfNode } from "../../models/formats/nodeWeights.ts";
import type { Backend } from "../backends/backend.ts";
import type { ProfileDone, ProfileJob } from "../messages.ts";
import { middleMean } from "../middleMean.ts";
import { readModelCard, readWeightsOfNodes } from "../modelFile.ts";
import { measurableOptions } from "../options.ts";
import { readTrace, type Trace } from "../profileTrace.ts";
import { enter, send } from "./channel.ts";
import { loadBackend, type OpenedModel, openModel } from "./openModel.ts";
import { createProbing, traceIn } from "./probing.ts";

export async function profileModel(job: ProfileJob): Promise<ProfileDone> {
  enter("runtime");
  const started = performance.now();
  const backend = loadBackend(job);
  const runtimeMs = performance.now() - started;
  const readMs = timeOfReading(job.variant.modelPath);
  const beforeBytes = process.memoryUsage.rss();

  const watched = await openModel(watching(backend, job.folder), job.variant, 0, job.seed);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  // Two copies of a very large model would not be measured but swapped.
  const fits = peakBytes - beforeBytes < largestCopy * totalmem();
  const plain = fits ? await openModel(backend, job.variant, 0, job.seed) : null;

  const { kept, watchedMs, plainMs } = await inBlocks(job, watched, plain);
  watched.session.endProfiling();
  const trace = readTrace(traceIn(job.folder), kept);
  await watched.session.release();
  await plain?.session.release();

  const probing = createProbing(backend, job.folder, measurableOptions(job.variant.sessionOptions));
  const { samplesMs, gapsMs } = await probing.idleOperators();
  const idle = {
    operatorMs: middleMean(samplesMs),
    gapMs: middleMean(gapsMs),
    dispatchMs: await probing.dispatchMs(),
  };
  const optimiseMs = await timeOfOptimising(backend, job, watched.loadMs);
  return {
    kind: "done",
    task: "profile",
    profile: {
      nodes: describe(trace, job.variant.modelPath),
      watchedMs,
      insideMs: trace.runsMs,
      plainMs,
      idle,
      coldStart: coldStartOf(trace, { runtimeMs, readMs, optimiseMs, firstRunMs: watched.firstRunMs }),
      memory: {
        weightBytes: weightBytesOf(job.variant.modelPath),
        arenaBytes: trace.arenaBytes,
        peakBytes,
        beforeBytes,
      },
    },
  };
}

const largestCopy = 0.3;

/** Every session opened with it is profiled. */
function watching(backend: Backend, folder: string): Backend {
  const prefix = join(folder, "trace");
  return {
    open: (path, options) => backend.open(path, { ...options, enableProfiling: true, profileFilePrefix: prefix }),
  };
}

interface Blocks {
  /** For each watched run since it was warm, whether it counts. */
  readonly kept: readonly boolean[];
  /** Of those that count, by the clock. */
  readonly watchedMs: readonly number[];
  readonly plainMs: readonly number[];
}

const blockRuns = 8;

/**
 * Watched and unwatched runs in turns, several of one kind at a time: a run right after one of the other session would find none
 * of its weights in the processor's caches. The first of each block is therefore not kept.
 */
async function inBlocks(job: ProfileJob, watched: OpenedModel, plain: OpenedModel | null): Promise<Blocks> {
  const { stop, progressMs } = job;
  const kept: boolean[] = [];
  const watchedMs: number[] = [];
  const plainMs: number[] = [];
  enter("warm-up");
  const start = performance.now();
  for (let run = 0; run < stop.warmUpRuns && performance.now() - start < stop.warmUpMs; run++) {
    await watched.bound.run();
    kept.push(false);
    await plain?.bound.run();
  }

  enter("runs");
  const begin = performance.now();
  let samples: number[] = [];
  let nextProgress = begin + progressMs;
  const over = () => performance.now() - begin >= stop.maxMs && plainMs.length >= fewestRuns;
  while (kept.length < stop.maxRuns && !over()) {
    for (let run = 0; run < blockRuns; run++) {
      const runStart = performance.now();
      await watched.bound.run();
      if (run > 0) watchedMs.push(performance.now() - runStart);
      kept.push(run > 0);
    }
    for (let run = 0; plain && run < blockRuns; run++) {
      const runStart = performance.now();
      await plain.bound.run();
      if (run > 0) samples.push(performance.now() - runStart);
    }
    plainMs.push(...samples);
    if (performance.now() >= nextProgress) {
      const elapsedMs = performance.now() - begin;
      send({
        kind: "progress",
        warmUpRuns: stop.warmUpRuns,
        elapsedMs,
        samplesMs: Float64Array.from(samples),
        rssBytes: process.memoryUsage.rss(),
      });
      nextProgress = performance.now() + progressMs;
    }
    samples = [];
    if (!plain && performance.now() - begin >= stop.maxMs) break;
    await setImmediate();
  }
  return { kept, watchedMs, plainMs };
}

/** One block. */
const fewestRuns = blockRuns - 1;

const loadRounds = 3;
const longestLoadMs = 10_000;
const loadsTogetherMs = 3_000;

/**
 * What loading takes longer with optimisation than without, in a process that has loaded it before, the least disturbed of each.
 * Null when it takes too long to find out, or when rewriting the graph made the rest so much shorter that nothing is left.
 */
async function timeOfOptimising(backend: Backend, job: ProfileJob, loadMs: number): Promise<number | null> {
  const options = measurableOptions(job.variant.sessionOptions);
  if (options.graphOptimizationLevel === "disabled") return 0;
  if (loadMs > longestLoadMs) return null;
  enter("load");
  const load = async (more: object): Promise<number> => {
    const start = performance.now();
    const session = await backend.open(job.variant.modelPath, { ...options, ...more });
    const took = performance.now() - start;
    await session.release();
    return took;
  };
  const start = performance.now();
  let [optimised, bare] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < loadRounds && (round === 0 || performance.now() - start < loadsTogetherMs); round++) {
    optimised = Math.min(optimised, await load({}));
    bare = Math.min(bare, await load({ graphOptimizationLevel: "disabled" }));
  }
  return optimised > bare ? optimised - bare : null;
}

type Clocked = { readonly runtimeMs: number; readonly readMs: number | null; readonly optimiseMs: number | null } & {
  readonly firstRunMs: number;
};

function coldStartOf(trace: Trace, clocked: Clocked): ProfileDone["profile"]["coldStart"] {
  const rest = (whole: number | null, part: number | null) =>
    whole === null ? null : part === null ? whole : Math.max(0, whole - part);
  return {
    ...clocked,
    parseMs: rest(trace.loadMs, clocked.readMs),
    prepareMs: rest(trace.initialiseMs, clocked.optimiseMs),
  };
}

function timeOfReading(path: string): number | null {
  let file: number | null = null;
  try {
    const start = performance.now();
    file = openSync(path, "r");
    const buffer = Buffer.allocUnsafe(1 << 20);
    while (readSync(file, buffer, 0, buffer.length, null) > 0);
    return performance.now() - start;
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

function describe(trace: Trace, modelPath: string): ProfileDone["profile"]["nodes"] {
  const read = readModelCard(modelPath);
  const known = "card" in read ? new Set(read.card.operators.map(({ operator }) => operator.split(".").at(-1)!)) : null;
  const weights = readWeightsOfNodes(modelPath);
  return trace.nodes.map((node) => ({
    ...node,
    made: known !== null && !known.has(node.operator),
    weights: weightsOfNode(weights, node.name),
  }));
}

function weightBytesOf(modelPath: string): number | null {
  const read = readModelCard(modelPath);
  return "card" in read ? read.card.weights.reduce((sum, { bytes }) => sum + bytes, 0) : null;
}
