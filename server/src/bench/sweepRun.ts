/**
 * A sweep carried out: passes over all cells in an order by chance, what was measured before left out, each failure a result of
 * its cell. Absent on purpose: history, which is handed in, and judging what was found.
 */
import { randomUUID } from "node:crypto";
import { shuffle } from "simple-statistics";
import type { ModelRun } from "../history/record.ts";
import type { Progress } from "./progress.ts";
import { seededRandom } from "./random.ts";
import type { Bench, Running } from "./runner.ts";
import { passesLeft, type SweepCell, type SweepPlan } from "./sweep.ts";

export interface SweepProgress {
  /** Runs of cells, over all passes. */
  readonly done: number;
  readonly of: number;
  readonly cell: SweepCell;
  readonly progress: Progress;
}

export interface SweepOptions {
  readonly bench: Pick<Bench, "measure">;
  readonly plan: SweepPlan;
  /** A sweep that is gone on with. */
  readonly continued?: { readonly group: string; readonly runs: readonly ModelRun[] };
  /** Of the order. */
  readonly seed: number;
  /** Called with each run as it is made, so that a sweep that is cut off is not lost. */
  readonly keep: (run: ModelRun) => void;
  readonly onProgress?: (progress: SweepProgress) => void;
}

export interface Swept {
  readonly group: string;
  /** All runs of the sweep, those made before included. */
  readonly runs: readonly ModelRun[];
  readonly cancelled: boolean;
}

export function runSweep(options: SweepOptions): Running<Swept> {
  let cancelled = false;
  let current: Running<ModelRun> | null = null;

  const carryOut = async (): Promise<Swept> => {
    const { bench, plan, continued, seed, keep, onProgress } = options;
    const group = continued?.group ?? `sweep-${randomUUID()}`;
    const runs = [...(continued?.runs ?? [])];
    const random = seededRandom(seed);
    const of = plan.cells.length * plan.passes;
    for (let pass = 0; pass < plan.passes && !cancelled; pass++) {
      for (const cell of shuffle([...plan.cells], random)) {
        // In pass one all that have none yet, in pass two those with one.
        if (passesLeft(cell, runs, plan.passes) < plan.passes - pass) continue;
        const done = of - plan.cells.reduce((sum, one) => sum + passesLeft(one, runs, plan.passes), 0);
        current = bench.measure({
          spec: cell.spec,
          runtime: plan.runtime,
          inputs: cell.inputs,
          group,
          onProgress: (progress) => onProgress?.({ done, of, cell, progress }),
        });
        const run = await current.result;
        if (cancelled || wasCancelled(run)) return { group, runs, cancelled: true };
        runs.push(run);
        keep(run);
      }
    }
    return { group, runs, cancelled };
  };

  return {
    result: carryOut(),
    cancel() {
      cancelled = true;
      current?.cancel();
    },
  };
}

const wasCancelled = ({ outcome }: ModelRun): boolean =>
  outcome.kind === "failed" && outcome.failure.kind === "cancelled";
