/** Works through a workspace in small steps, so that whoever types is answered in between. Absent on purpose: what is done with a file. */
import { setImmediate } from "node:timers/promises";
import type { Summaries } from "./summaries.ts";

export interface Indexing {
  readonly summaries: Summaries;
  readonly files: readonly string[];
  /** Told now and then how many files are done. */
  readonly progress?: (done: number) => void;
  /** Stops after the file under way. */
  readonly isStopped: () => boolean;
  /** Waits while there is something more urgent. */
  readonly pause?: () => Promise<void>;
}

/** Work in one go; a keystroke waits no longer. */
const sliceMs = 8;

/** Resolves with whether anything is another now. */
export async function indexFiles({ summaries, files, progress, isStopped, pause }: Indexing): Promise<boolean> {
  let changed = false;
  let sliceStart = performance.now();
  let done = 0;
  for (const file of files) {
    const work = summaries.update([file]);
    for (let step = work.next(); ; step = work.next()) {
      if (step.done) {
        changed = step.value || changed;
        break;
      }
      if (isStopped()) return changed;
      if (performance.now() - sliceStart < sliceMs) continue;
      progress?.(done);
      await setImmediate();
      await pause?.();
      sliceStart = performance.now();
    }
    done++;
  }
  return changed;
}
