/** Tells the harness how long to go on, by the rules that hold for everything that is measured. Absent on purpose: talking to it. */
import { compareValues, roundingOf } from "../functions/values.ts";
import type { ChildMessage, FunctionJob, ValueSample } from "../messages.ts";
import { lastWindowsAgree, warming } from "../settling.ts";
import { isStable } from "../statistics.ts";
import type { HarnessSamples } from "./child.ts";

export interface Steering {
  /** `begin`: warm-up is over; `on`; or why there are enough. */
  heed(samples: HarnessSamples): { readonly answer: string; readonly progress: ChildMessage | null };
  /** `on`, or where the result is not what it should be. */
  judge(output: ValueSample, wanted: ValueSample): string;
}

export function createSteering({ stop, variants, progressMs }: FunctionJob): Steering {
  const watch = warming(stop);
  const samples: number[][] = variants.map(() => []);
  let warmUpRuns = 0;
  let told = { elapsedMs: -progressMs, count: 0 };

  const warmUp = ({ samplesMs, elapsedMs }: HarnessSamples): string => {
    const [first = []] = samplesMs;
    for (let index = 0; index < first.length; index++) {
      let turnMs = 0;
      for (const one of samplesMs) turnMs += one[index]!;
      watch.add(turnMs);
    }
    warmUpRuns += first.length;
    return watch.over !== null || warmUpRuns >= stop.maxRuns || elapsedMs >= 3 * stop.warmUpMs ? "begin" : "on";
  };

  const enough = (elapsedMs: number): string => {
    const count = samples[0]!.length;
    if (count >= stop.maxRuns) return "runs";
    // An interval from two pairs says nothing, so slow things take longer than was wished.
    const fewest = variants.length > 1 && elapsedMs < stop.timeoutMs / 2 ? fewestPairs : 1;
    if (elapsedMs >= stop.maxMs && count >= fewest) return "time";
    if (elapsedMs < stop.minMs) return "on";
    const steady = samples.every((one) => {
      const taken = Float64Array.from(one);
      return isStable(taken, stop) && lastWindowsAgree(taken);
    });
    return steady ? "stable" : "on";
  };

  return {
    heed(message) {
      const { phase, elapsedMs, samplesMs, rssBytes } = message;
      if (phase === "warm-up") return { answer: warmUp(message), progress: null };
      for (const [index, fresh] of samplesMs.entries()) for (const one of fresh) samples[index]!.push(one);
      const answer = enough(elapsedMs);
      if (answer !== "on" || elapsedMs - told.elapsedMs < progressMs) return { answer, progress: null };
      const fresh = Float64Array.from(samples[0]!.slice(told.count));
      told = { elapsedMs, count: samples[0]!.length };
      return { answer, progress: { kind: "progress", warmUpRuns, elapsedMs, samplesMs: fresh, rssBytes } };
    },
    judge(output, wanted) {
      const compared = compareValues(output, wanted);
      if (compared.kind === "different") return compared.where;
      return compared.largest > roundingOf(wanted) ? "a number of the result" : "on";
    },
  };
}

const fewestPairs = 6;
