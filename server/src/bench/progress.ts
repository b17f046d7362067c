/** How far a measurement has come. Absent on purpose: words (report) and how it is told. */
import type { Stage } from "./messages.ts";

export interface Progress {
  readonly stage: "queued" | Stage;
  /** Steady-state runs so far. */
  readonly runs: number;
  readonly p50Ms: number | null;
  /** Of the steady state. */
  readonly elapsedMs: number;
  /** The longest it will take. */
  readonly ofMs: number;
  /** While queued: another program on this machine measures. */
  readonly elsewhere?: true;
  /** What a search looks at: `batch 16`, `240/s`. */
  readonly looksAt?: string;
}
