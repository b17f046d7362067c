/**
 * Entry of the child process: takes one job, loads, warms up, runs, reports, and is killed by its parent.
 * Absent on purpose: queueing, time limits and understanding of errors, which a process that may crash cannot own.
 */
import { setImmediate } from "node:timers/promises";
import type { Backend, BackendSession, BoundRun } from "./backends/backend.ts";
import { nullBackend } from "./backends/null.ts";
import { loadOnnxruntime } from "./backends/onnxruntime.ts";
import { loadWasm } from "./backends/wasm.ts";
import { defaultIdLimit, makeInputs, smallestIdLimit } from "./inputs.ts";
import type { ChildError, ChildMessage, Job, Stage, Variant, VariantResult } from "./messages.ts";
import { freeDimensionOverrides, measurableOptions } from "./options.ts";
import { isStable } from "./statistics.ts";

// A parent that died must not leave a child computing.
process.on("disconnect", () => process.exit(1));
process.once("message", (job: Job) => void work(job));

interface Prepared {
  readonly loadMs: number;
  readonly firstRunMs: number;
  readonly bound: BoundRun;
  readonly shapes: VariantResult["shapes"];
  readonly outputs: VariantResult["outputs"];
}

/** Where the job stands, for the message when it throws. */
const position: { stage: Stage; variant: number } = { stage: "runtime", variant: 0 };

class KnownError extends Error {
  readonly error: ChildError;
  constructor(error: ChildError) {
    super(error.kind);
    this.error = error;
  }
}

async function work(job: Job): Promise<void> {
  try {
    enter("runtime");
    const backend = loadBackend(job);
    const prepared: Prepared[] = [];
    for (const [index, variant] of job.variants.entries()) {
      position.variant = index;
      prepared.push(await prepare(backend, variant, job.seed));
    }
    send(await measure(job, prepared));
  } catch (error) {
    send({ kind: "failed", ...position, error: childError(error) });
  }
}

function loadBackend(job: Job): Backend {
  if (job.backend === "null") return nullBackend;
  return job.backend === "onnxruntime-web" ? loadWasm(job.entry) : loadOnnxruntime(job.entry);
}

async function prepare(backend: Backend, variant: Variant, seed: number): Promise<Prepared> {
  enter("load");
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

async function measure(job: Job, prepared: readonly Prepared[]): Promise<ChildMessage> {
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
async function warmUpAll(job: Job, runs: readonly (() => Promise<unknown>)[]): Promise<Float64Array[]> {
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

function enter(stage: Stage): void {
  position.stage = stage;
  send({ kind: "stage", stage, rssBytes: process.memoryUsage.rss() });
}

function send(message: ChildMessage): void {
  process.send?.(message);
}

function childError(error: unknown): ChildError {
  if (error instanceof KnownError) return error.error;
  if (error instanceof Error) return { kind: "thrown", name: error.name, message: error.message };
  return { kind: "thrown", name: "Error", message: String(error) };
}
