/**
 * Runs of a model in another thread of this process, so that the event loop here goes on: inputs are sent there, outputs come
 * back. The thread is this process's own entry once more. Absent on purpose: pools and queues.
 */
import { once } from "node:events";
import { parentPort, Worker, workerData } from "node:worker_threads";
import type { InputTensor } from "../inputs.ts";
import type { OutputSample, TrialJob, Variant } from "../messages.ts";
import { measurableOptions } from "../options.ts";
import { loadBackend } from "./openModel.ts";

export interface ModelElsewhere {
  run(): Promise<readonly OutputSample[]>;
}

/** What the thread is given when it starts. */
interface Given {
  readonly job: Pick<TrialJob, "backend" | "entry">;
  readonly variant: Variant;
}

type Answer = { readonly outputs: readonly OutputSample[] } | { readonly error: string };

export async function openElsewhere(
  job: Pick<TrialJob, "backend" | "entry">,
  variant: Variant,
  tensors: readonly InputTensor[],
): Promise<ModelElsewhere> {
  const given: Given = { job: { backend: job.backend, entry: job.entry }, variant };
  const thread = new Worker(process.argv[1]!, { workerData: given });
  const answer = async (): Promise<readonly OutputSample[]> => {
    const [said] = (await once(thread, "message")) as [Answer];
    if ("error" in said) throw new Error(said.error);
    return said.outputs;
  };
  await answer();
  return {
    run() {
      thread.postMessage(tensors);
      return answer();
    },
  };
}

/** In the thread: serves runs until the process ends. */
export function serveRuns(): void {
  const port = parentPort!;
  const { job, variant } = workerData as Given;
  const tell = (answer: Answer): void => port.postMessage(answer);
  const failed = (error: unknown): void => tell({ error: error instanceof Error ? error.message : String(error) });
  // Opened once; every run waits for that.
  const opened = loadBackend(job).open(variant.modelPath, measurableOptions(variant.sessionOptions));
  opened.then(() => tell({ outputs: [] }), failed);
  port.on("message", (tensors: readonly InputTensor[]) => {
    opened
      .then((session) => {
        const bound = session.bind(tensors);
        return bound.run().then((outputs) => tell({ outputs: bound.sample(outputs) }));
      })
      .catch(failed);
  });
}
