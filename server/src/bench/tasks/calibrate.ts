/**
 * The task that finds out what this machine can do at best with a runtime: the fastest of many runs of models made for it, once with
 * one thread and once with as many as the runtime takes. Absent on purpose: keeping the answer, and any model of the user's.
 */
import { byteProduct, floatProduct, type Probe, sums } from "../../models/probes.ts";
import type { CalibrateDone, CalibrateJob } from "../messages.ts";
import type { Trace, TracedNode } from "../profileTrace.ts";
import { enter, KnownError } from "./channel.ts";
import { loadBackend } from "./openModel.ts";
import { createProbing, type Probing } from "./probing.ts";

export async function calibrate(job: CalibrateJob): Promise<CalibrateDone> {
  enter("runtime");
  const backend = loadBackend(job);
  const peaks: Peak[] = [];
  for (const threads of [...new Set([1, job.threads])]) {
    enter("machine");
    // Left out, the runtime chooses: that is what models run with.
    const probing = createProbing(backend, job.folder, threads === 1 ? { intraOpNumThreads: 1 } : {});
    peaks.push({
      threads,
      floatPerSecond: await productsPerSecond(probing, floatProduct),
      int8PerSecond: await productsPerSecond(probing, byteProduct).catch(() => null),
      bandwidths: await bandwidths(probing),
    });
  }
  return { kind: "done", task: "calibrate", peaks: atLeastAlone(peaks) };
}

type Peak = CalibrateDone["peaks"][number];

/** What one thread can do, all can: where they did less, other programs took part of the processors. */
function atLeastAlone(peaks: readonly Peak[]): Peak[] {
  const alone = peaks[0]!;
  return peaks.map((peak) => ({
    ...peak,
    floatPerSecond: Math.max(peak.floatPerSecond, alone.floatPerSecond),
    int8PerSecond: peak.int8PerSecond === null ? null : Math.max(peak.int8PerSecond, alone.int8PerSecond ?? 0),
    bandwidths: peak.bandwidths.map(({ bytes, bytesPerSecond }, index) => ({
      bytes,
      bytesPerSecond: Math.max(bytesPerSecond, alone.bandwidths[index]!.bytesPerSecond),
    })),
  }));
}

/** The small one ends before another program takes the processor away, the large one gives many threads enough to do. */
const productSizes = [384, 1024];
/** Floats in a list: two of them and their sum go through caches of this size times twelve bytes. */
const lengths = [1 << 16, 1 << 19, 1 << 22, 1 << 24];

async function productsPerSecond(probing: Probing, product: (size: number) => Probe): Promise<number> {
  let best = 0;
  for (const size of productSizes) {
    const trace = await probing.watch(product(size));
    best = Math.max(best, (2 * size ** 3) / fastestSeconds(node(trace, "product"), 0));
  }
  return best;
}

async function bandwidths(probing: Probing): Promise<{ bytes: number; bytesPerSecond: number }[]> {
  // The least the profiler adds: taking off more would make the machine better than it is.
  const idleMs = (await probing.idleOperators()).samplesMs.reduce((least, ms) => Math.min(least, ms));
  const found: { bytes: number; bytesPerSecond: number }[] = [];
  for (const length of lengths) {
    const trace = await probing.watch(sums(length));
    const bytes = 3 * 4 * length;
    const seconds = Math.min(
      fastestSeconds(node(trace, "first"), idleMs),
      fastestSeconds(node(trace, "second"), idleMs),
    );
    found.push({ bytes, bytesPerSecond: bytes / seconds });
  }
  return found;
}

/** The profiler counts whole microseconds: what took less than one took one. */
function fastestSeconds({ samplesMs }: TracedNode, idleMs: number): number {
  const ms = samplesMs.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return Math.max(1e-6, (ms - idleMs) / 1000);
}

function node(trace: Trace, name: string): TracedNode {
  const found = trace.nodes.find((one) => one.name === name);
  if (!found) throw new KnownError({ kind: "no-profiler" });
  return found;
}
