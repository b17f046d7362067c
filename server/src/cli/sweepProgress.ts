/** The line that shows how far a sweep is: a bar over its cells in a terminal, one line every ten seconds elsewhere. Absent on purpose: results. */
import { Presets, SingleBar } from "cli-progress";
import type { SweepProgress } from "../bench/sweepRun.ts";
import { time, toAscii } from "../report/figures.ts";
import { axes, settingsText } from "../report/sweepWords.ts";
import { speaksUnicode } from "./terminal.ts";

export interface ShownSweep {
  readonly update: (progress: SweepProgress) => void;
  end(): void;
}

export function showSweepProgress(name: string, stream: NodeJS.WriteStream): ShownSweep {
  return stream.isTTY && !process.env.CI ? bar(name, stream) : lines(name, stream);
}

function bar(name: string, stream: NodeJS.WriteStream): ShownSweep {
  const single = new SingleBar(
    {
      stream,
      format: `${name}  [{bar}]  {value} of {total}  {cell}`,
      barsize: 20,
      clearOnComplete: true,
      hideCursor: false,
      fps: 1,
      linewrap: null,
      noTTYOutput: false,
    },
    { ...Presets.legacy, barCompleteChar: "#", barIncompleteChar: "-" },
  );
  let started = false;
  return {
    update(progress) {
      const payload = { cell: words(progress) };
      if (started) single.update(progress.done, payload);
      else single.start(progress.of, progress.done, payload);
      started = true;
    },
    end: () => single.stop(),
  };
}

const lineEveryMs = 10_000;

function lines(name: string, stream: NodeJS.WriteStream): ShownSweep {
  let saidAtMs = Date.now();
  return {
    update(progress) {
      if (Date.now() - saidAtMs < lineEveryMs) return;
      saidAtMs = Date.now();
      stream.write(`${name}  ${progress.done} of ${progress.of}  ${words(progress)}\n`);
    },
    end() {},
  };
}

function words({ cell, progress }: SweepProgress): string {
  const p50 = progress.p50Ms === null ? "" : `  p50 ${time(progress.p50Ms)}`;
  const text = `${settingsText(cell.settings, axes.slice(0, 2))}${p50}`;
  return speaksUnicode(process.env, process.platform) ? text : toAscii(text);
}
