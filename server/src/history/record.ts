/** One measurement, as kept. Absent on purpose: storage, and figures that raw samples already give. */
import type { BenchSpec, RuntimeChoice } from "../bench/spec.ts";

export interface Machine {
  readonly host: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly arch: string;
}

export interface RunRecord {
  readonly schema: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly machine: Machine;
  readonly runtime: Pick<RuntimeChoice, "origin" | "packageName" | "version">;
  readonly node: string;
  readonly spec: BenchSpec;
  readonly provider: string;
  readonly outcome: RunOutcome;
}

export type RunOutcome =
  | { readonly kind: "measured"; readonly measured: Measured }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface Measured {
  readonly loadMs: number;
  readonly firstRunMs: number;
  readonly warmUpMs: readonly number[];
  /** Steady-state latency of each run in order, raw. */
  readonly samplesMs: readonly number[];
  /** Items per run: the size of dimension 0 of the first input when it is dynamic, else 1. */
  readonly batch: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly threads: number | null;
  /** Why it stopped. */
  readonly stoppedBy: "stable" | "time" | "runs";
}

/** Closed list; each is shown with what to do about it. */
export interface Failure {
  readonly kind:
    | "git-lfs-pointer"
    | "not-a-model"
    | "empty"
    | "missing-file"
    | "weights-missing"
    | "unsupported-operator"
    | "out-of-memory"
    | "crashed"
    | "timeout"
    | "input-needs-size"
    | "unsupported-input"
    | "no-runtime"
    | "bad-option"
    | "run-failed"
    | "cancelled";
  /** For the lens: `Git LFS pointer`, `weights file missing: a.data`. */
  readonly reason: string;
  /** One sentence: `Run git lfs pull.` */
  readonly act: string;
  /** The runtime's own words, for the log. */
  readonly detail?: string;
}
