/**
 * The line that shows how far a measurement is: a bar in a terminal, one line every ten seconds elsewhere. It is written once a
 * second at most, because drawing costs the time that is being measured. Absent on purpose: results.
 */
import { Presets, SingleBar } from "cli-progress";
import type { Progress } from "../bench/progress.ts";
import { time, toAscii } from "../report/figures.ts";
import { speaksUnicode } from "./terminal.ts";

export interface ShownProgress {
  readonly update: (progress: Progress) => void;
  end(): void;
}

export function showProgress(name: string, stream: NodeJS.WriteStream): ShownProgress {
  return stream.isTTY && !process.env.CI ? bar(name, stream) : lines(name, stream);
}

const stages = {
  queued: "waiting",
  runtime: "starting",
  load: "loading the model",
  inputs: "loading the model",
  machine: "measuring this machine, once",
  "first-run": "first run",
  "warm-up": "warming up",
  runs: "warm-up done",
} as const;

function bar(name: string, stream: NodeJS.WriteStream): ShownProgress {
  const options = {
    stream,
    format: `${name}  {stage}  [{bar}]  {elapsed} of {of} s{p50}`,
    barsize: 20,
    clearOnComplete: true,
    hideCursor: false,
    fps: 1,
    linewrap: null,
    noTTYOutput: false,
  };
  const single = new SingleBar(options, { ...Presets.legacy, barCompleteChar: "#", barIncompleteChar: "-" });
  let started = false;
  return {
    update(progress) {
      const payload = words(progress);
      if (started) single.update(Math.min(progress.elapsedMs, progress.ofMs), payload);
      else single.start(progress.ofMs, 0, payload);
      started = true;
    },
    end: () => single.stop(),
  };
}

const lineEveryMs = 10_000;

function lines(name: string, stream: NodeJS.WriteStream): ShownProgress {
  let saidAtMs = Date.now();
  return {
    update(progress) {
      if (Date.now() - saidAtMs < lineEveryMs) return;
      saidAtMs = Date.now();
      const { stage, elapsed, of, p50 } = words(progress);
      stream.write(progress.stage === "runs" ? `${name}  ${elapsed} of ${of} s${p50}\n` : `${name}  ${stage}\n`);
    },
    end() {},
  };
}

function words(progress: Progress) {
  const p50 = progress.p50Ms === null ? "" : `  p50 ${time(progress.p50Ms)}`;
  return {
    stage: stages[progress.stage],
    elapsed: (progress.elapsedMs / 1000).toFixed(1),
    of: String(Math.round(progress.ofMs / 1000)),
    p50: speaksUnicode(process.env, process.platform) ? p50 : toAscii(p50),
  };
}
