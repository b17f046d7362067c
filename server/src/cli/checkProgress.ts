/** How far a check is: a bar in a terminal, nothing elsewhere. Absent on purpose: results. */
import { Presets, SingleBar } from "cli-progress";

export interface CheckProgress {
  step(): void;
  end(): void;
}

const silent: CheckProgress = { step() {}, end() {} };
/** A check that is over sooner needs no bar. */
const patienceMs = 400;

export function showCheckProgress(files: number, stream: NodeJS.WriteStream): CheckProgress {
  if (!stream.isTTY || process.env.CI) return silent;
  const bar = new SingleBar(
    { stream, format: "[{bar}] {value} of {total} files", barsize: 20, clearOnComplete: true, fps: 5, linewrap: null },
    { ...Presets.legacy, barCompleteChar: "#", barIncompleteChar: "-" },
  );
  const startedAt = performance.now();
  let done = 0;
  let started = false;
  return {
    step() {
      done++;
      if (!started && performance.now() - startedAt > patienceMs) {
        bar.start(files, done);
        started = true;
      } else if (started) bar.update(done);
    },
    end() {
      if (started) bar.stop();
    },
  };
}
