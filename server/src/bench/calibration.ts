/**
 * What this machine can do at best with a runtime: found out once by a child process, then taken from where it is kept. Absent on
 * purpose: storage, which is handed in, and what the figures mean (roofline.ts).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import type { Calibration, Failure, Machine, RuntimeUsed } from "../history/record.ts";
import { thisMachine } from "./machine.ts";
import type { Progress } from "./progress.ts";
import type { Bench, Running } from "./runner.ts";
import { defaultStopRule, type RuntimeChoice } from "./spec.ts";

/** The history, as far as it keeps these. */
export interface Calibrations {
  calibration(machine: Machine, runtime: Pick<RuntimeUsed, "packageName" | "version">): Calibration | null;
  /** Null when kept; else why not. */
  keepCalibration(calibration: Calibration): string | null;
}

export type CalibrationOutcome = { readonly calibration: Calibration } | { readonly failure: Failure };

export function calibrate(
  bench: Bench,
  runtime: RuntimeChoice,
  onProgress?: (progress: Progress) => void,
): Running<CalibrationOutcome> {
  const folder = mkdtempSync(path.join(tmpdir(), "inferlens-calibration-"));
  const { packageName, version, entry } = runtime;
  const running = bench.run(
    {
      task: "calibrate",
      backend: packageName,
      entry,
      folder,
      threads: availableParallelism(),
      stop: { ...defaultStopRule, maxMs: expectedMs },
      progressMs: 1_000,
    },
    onProgress,
  );
  const result = running.result.then((outcome): CalibrationOutcome => {
    rmSync(folder, { recursive: true, force: true });
    if (outcome.kind === "failed") return { failure: outcome.failure };
    return {
      calibration: {
        schema: 1,
        measuredAt: new Date().toISOString(),
        machine: thisMachine(),
        runtime: { packageName, version },
        peaks: outcome.done.peaks,
      },
    };
  });
  return { result, cancel: running.cancel };
}

/** For a bar only. */
const expectedMs = 8_000;
