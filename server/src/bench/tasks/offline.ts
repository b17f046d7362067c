/**
 * The task that looks for the batch with the highest throughput, then measures it beside the next best. Absent on purpose: the
 * search itself (batchSearch.ts).
 */
import { totalmem } from "node:os";
import { batchAxes, sizesForBatch } from "../batch.ts";
import { bestBatch } from "../batchSearch.ts";
import type { OfflineDone, OfflineJob, VariantResult } from "../messages.ts";
import { enter, send } from "./channel.ts";
import { loadBackend, type OpenedModel, openModel, tensorsFor } from "./openModel.ts";
import { inTurns } from "./turns.ts";

/** Shares of the time there is: the search, one size of it at least, one at most. */
const shares = { search: 0.5, least: 0.02, most: 0.12 } as const;
const fewestRuns = 3;
/** Of all memory there is: beyond it the system begins to swap, and that is no throughput. */
const memoryShare = 0.5;

type Tried = OfflineDone["tried"][number];

export async function findBestBatch(job: OfflineJob): Promise<OfflineDone> {
  enter("runtime");
  const opened = await openModel(loadBackend(job), job.variant, 0, job.seed);
  const inputs = job.variant.inputs ?? opened.session.inputs;
  const axes = inputs && batchAxes(inputs);
  if (!inputs || !axes)
    return finish(job, opened, [{ batch: 1, run: opened.bound.run, shapes: opened.shapes }], [], "fixed-batch");

  enter("runs");
  const start = performance.now();
  const tried: Tried[] = [];
  const sized = (batch: number) => {
    const dimensions = sizesForBatch(inputs, axes, job.variant.dimensions, batch);
    const tensors = tensorsFor(opened.session, { ...job.variant, dimensions }, job.seed, opened.idLimit);
    const { run } = opened.session.bind(tensors);
    return { batch, run, shapes: tensors.map(({ name, dims }) => ({ name, dims })) };
  };
  let reportAt = start;
  const { fastest, endedBy } = await bestBatch({
    throughputOf: async (batch) => {
      const before = process.memoryUsage.rss();
      try {
        const samplesMs = await probe(sized(batch).run, job.stop.maxMs);
        tried.push({ batch, samplesMs, rssBytes: process.memoryUsage.rss() });
        return (batch * samplesMs.length) / samplesMs.reduce((sum, ms) => sum + ms, 0);
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        tried.push({ batch, samplesMs: new Float64Array(0), rssBytes: before, failure });
        return null;
      }
    },
    mayTry: (batch) => {
      const now = performance.now();
      if (now >= reportAt) {
        reportAt = now + job.progressMs;
        const rssBytes = process.memoryUsage.rss();
        const elapsedMs = now - start;
        const samplesMs = new Float64Array(0);
        send({ kind: "progress", warmUpRuns: 0, elapsedMs, samplesMs, rssBytes, looksAt: `batch ${batch}` });
      }
      if (now - start > shares.search * job.stop.maxMs) return "time";
      return expectedBytes(tried, batch) > memoryShare * totalmem() ? "memory" : "yes";
    },
  });
  // Where not even one item ran, trying it again says why in the runtime's own words.
  const best = fastest.length === 0 ? [1] : fastest.slice(0, 2);
  return finish(job, opened, best.map(sized), tried, endedBy);
}

async function probe(run: () => Promise<unknown>, maxMs: number): Promise<Float64Array> {
  await run(); // memory for this size is laid out
  const samples: number[] = [];
  const start = performance.now();
  let end = start;
  while (end - start < shares.most * maxMs && (samples.length < fewestRuns || end - start < shares.least * maxMs)) {
    const before = performance.now();
    await run();
    end = performance.now();
    samples.push(end - before);
  }
  return Float64Array.from(samples);
}

/** What each item took so far, half as much again to be careful. */
function expectedBytes(tried: readonly Tried[], batch: number): number {
  const [first] = tried;
  const last = tried.at(-1);
  if (!first || !last || last.batch <= first.batch) return 0;
  const perItem = Math.max(0, last.rssBytes - first.rssBytes) / (last.batch - first.batch);
  return last.rssBytes + 1.5 * perItem * (batch - last.batch);
}

interface Candidate {
  readonly batch: number;
  readonly run: () => Promise<unknown>;
  readonly shapes: VariantResult["shapes"];
}

/** The figures are taken after the choice: those it was made by are lucky ones. */
async function finish(
  job: OfflineJob,
  opened: OpenedModel,
  candidates: readonly Candidate[],
  tried: readonly Tried[],
  endedBy: OfflineDone["endedBy"],
): Promise<OfflineDone> {
  const maxMs = (1 - shares.search) * job.stop.maxMs;
  const turns = await inTurns(
    candidates.map(({ run }) => run),
    { ...job, stop: { ...job.stop, maxMs, minMs: Math.min(job.stop.minMs, maxMs) } },
  );
  const totals = turns.samplesMs.map((samples) => samples.reduce((sum, ms) => sum + ms, 0));
  const throughputs = totals.map((ms, index) => candidates[index]!.batch / ms);
  const chosen = throughputs.indexOf(Math.max(...throughputs));
  const { loadMs, firstRunMs, outputs } = opened;
  const { batch, shapes } = candidates[chosen]!;
  const [warmUpMs, samplesMs] = [turns.warmUpMs[chosen]!, turns.samplesMs[chosen]!];
  // Of the time both took, the part that was the chosen one's.
  const part = totals[chosen]! / totals.reduce((sum, ms) => sum + ms, 0);
  return {
    kind: "done",
    task: "offline",
    result: { loadMs, firstRunMs, shapes, outputs, warmUpMs, samplesMs },
    batch,
    tried,
    endedBy,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    wallMs: turns.wallMs * part,
    cpuMs: turns.cpuMs * part,
    stoppedBy: turns.stoppedBy,
  };
}
