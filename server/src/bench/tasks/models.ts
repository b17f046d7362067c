/**
 * The task that times models: loads, warms up, runs, one variant or several in turns. Absent on purpose: time limits and
 * understanding of errors, which a process that may crash cannot own.
 */
import type { ModelDone, ModelJob } from "../messages.ts";
import { enter } from "./channel.ts";
import { loadBackend, type OpenedModel, openModel } from "./openModel.ts";
import { inTurns } from "./turns.ts";

export async function measureModels(job: ModelJob): Promise<ModelDone> {
  enter("runtime");
  const backend = loadBackend(job);
  const opened: OpenedModel[] = [];
  for (const [index, variant] of job.variants.entries())
    opened.push(await openModel(backend, variant, index, job.seed));
  const { warmUpMs, settled, samplesMs, wallMs, cpuMs, stoppedBy } = await inTurns(
    opened.map(({ bound }) => bound.run),
    job,
  );
  return {
    kind: "done",
    task: "model",
    settled,
    wallMs,
    cpuMs,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    stoppedBy,
    results: opened.map(({ loadMs, firstRunMs, shapes, outputs }, index) => ({
      loadMs,
      firstRunMs,
      shapes,
      outputs,
      warmUpMs: warmUpMs[index]!,
      samplesMs: samplesMs[index]!,
    })),
  };
}
