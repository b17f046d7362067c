/**
 * The task that times models: loads, warms up, runs, one variant or several in turns. Absent on purpose: time limits and
 * understanding of errors, which a process that may crash cannot own.
 */
import { setImmediate } from "node:timers/promises";
import type { Backend, BackendSession, BoundRun } from "../backends/backend.ts";
import { nullBackend } from "../backends/null.ts";
import { loadOnnxruntime } from "../backends/onnxruntime.ts";
import { loadWasm } from "../backends/wasm.ts";
import { defaultIdLimit, makeInputs, smallestIdLimit } from "../inputs.ts";
import type { ModelDone, ModelJob, Variant, VariantResult } from "../messages.ts";
import { freeDimensionOverrides, measurableOptions } from "../options.ts";
import { isStable } from "../statistics.ts";
import { enter, KnownError, send } from "./channel.ts";

export async function measureModels(job: ModelJob): Promise<ModelDone> {
  enter("runtime");
  const backend = loadBackend(job);
  const prepared: Prepared[] = [];
  for (const [index, variant] of job.variants.entries())
    prepared.push(await prepare(backend, variant, index, job.seed));
  return await measure(job, prepared);
}

interface Prepared {
  readonly loadMs: number;
  readonly firstRunMs: number;
  readonly bound: BoundRun;
  readonly shapes: VariantResult["shapes"];
  readonly outputs: VariantResult["outputs"];
}

function loadBackend(job: ModelJob): Backend {
  if (job.backend === "null") return nullBackend;
  return job.backend === "onnxruntime-web" ? loadWasm(job.entry) : loadOnnxruntime(job.entry);
}

async function prepare(backend: Backend, variant: Variant, index: number, seed: number): Promise<Prepared> {
  enter("load", index);
  const loadStart = performance.now();
  const session = await backend.open(variant.modelPath, measurableOptions(variant.sessionOptions));
  const loadMs = performance.now() - loadStart;

  const attempt = async (idLimit: number) => {
    enter("inputs");
    const { bound, shapes } = bind(session, variant, seed, idLimit);
    enter("first-run");
    const start = performance.now();
    const outputs = await bound.run();
    return { loadMs, firstRunMs: performance.now() - start, bound, shapes, outputs: bound.sample(outputs) };
  };
  try {
    return await attempt(defaultIdLimit);
  } catch (error) {
    // A table shorter than the ids we drew: the ids were wrong, not the model.
    if (error instanceof Error && /out of (?:data )?bounds/.test(error.message)) return attempt(smallestIdLimit);
    throw error;
  }
}

function bind(
  session: BackendSession,
  variant: Variant,
  seed: number,
  idLimit: number,
): Pick<Prepared, "bound" | "shapes"> {
  const inputs = variant.inputs ?? session.inputs;
  if (inputs === null) throw new Error("neither the model file nor the runtime tells the inputs of this model");
  const made = makeInputs({
    inputs,
    dimensions: variant.dimensions,
    overrides: freeDimensionOverrides(variant.sessionOptions),
    seed,
    idLimit,
  });
  if ("error" in made) throw new KnownError(made.error);
  return { bound: session.bind(made.tensors), shapes: made.tensors.map(({ name, dims }) => ({ name, dims })) };
}

/** How often the loop looks at anything but the clock. */
const checkMs = 250;

async function measure(job: ModelJob, prepared: readonly Prepared[]): Promise<ModelDone> {
  const runs = prepared.map(({ bound }) => bound.run);
  enter("warm-up");
  const warmUp = await warmUpAll(job, runs);

  enter("runs");
  const { stop } = job;
  const samples = runs.map(() => new Float64Array(Math.max(1, stop.maxRuns)));
  const first = samples[0]!;
  let count = 0;
  let reported = 0;
  let stoppedBy: "stable" | "time" | "runs" | null = null;
  const cpuStart = process.cpuUsage();
  const start = performance.now();
  let nextCheck = start + checkMs;
  let nextProgress = start + job.progressMs;
  let end = start;
  while (stoppedBy === null) {
    end = await sampleOnce(runs, samples, count);
    count++;
    if (count >= stop.maxRuns) stoppedBy = "runs";
    else if (end - start >= stop.maxMs) stoppedBy = "time";
    else if (end >= nextCheck) {
      if (end >= nextProgress) {
        send({
          kind: "progress",
          warmUpRuns: warmUp[0]!.length,
          elapsedMs: end - start,
          samplesMs: first.slice(reported, count),
          rssBytes: process.memoryUsage.rss(),
        });
        reported = count;
        nextProgress = performance.now() + job.progressMs;
      }
      if (end - start >= stop.minMs && samples.every((one) => isStable(one.subarray(0, count), stop)))
        stoppedBy = "stable";
      // Lets a dead parent be noticed even by a backend that never leaves the microtask queue.
      await setImmediate();
      nextCheck = performance.now() + checkMs;
    }
  }
  const cpu = process.cpuUsage(cpuStart);
  return {
    kind: "done",
    task: "model",
    wallMs: end - start,
    cpuMs: (cpu.user + cpu.system) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    stoppedBy,
    results: prepared.map(({ loadMs, firstRunMs, shapes, outputs }, index) => ({
      loadMs,
      firstRunMs,
      shapes,
      outputs,
      warmUpMs: warmUp[index]!,
      samplesMs: samples[index]!.slice(0, count),
    })),
  };
}

/** One run of each variant, order swapped every time so that neither always follows the other. Returns the time after it. */
async function sampleOnce(
  runs: readonly (() => Promise<unknown>)[],
  samples: readonly Float64Array[],
  count: number,
): Promise<number> {
  let end = 0;
  for (let step = 0; step < runs.length; step++) {
    const index = count % 2 === 0 ? step : runs.length - 1 - step;
    const run = runs[index]!;
    const start = performance.now();
    await run();
    end = performance.now();
    samples[index]![count] = end - start;
  }
  return end;
}

/** For `warmUpMs`, and on for a while when that was too short for `warmUpRuns`. */
async function warmUpAll(job: ModelJob, runs: readonly (() => Promise<unknown>)[]): Promise<Float64Array[]> {
  const { warmUpMs, warmUpRuns, maxRuns } = job.stop;
  const samples = runs.map(() => new Float64Array(Math.max(1, maxRuns)));
  const start = performance.now();
  let elapsed = 0;
  let count = 0;
  while (count < maxRuns && (elapsed < warmUpMs || (count < warmUpRuns && elapsed < 3 * warmUpMs))) {
    elapsed = (await sampleOnce(runs, samples, count)) - start;
    count++;
  }
  return samples.map((one) => one.slice(0, count));
}
