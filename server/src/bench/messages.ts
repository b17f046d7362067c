/** What parent and child say to each other while measuring: a closed union. Absent on purpose: how it travels. */
import type { TensorInfo } from "../models/card.ts";
import type { StopRule } from "./spec.ts";

/** Parent → child, once: what the process is there for. */
export type Job = ModelJob;

/** What every task is told. */
interface JobBase {
  readonly stop: StopRule;
  /** How often progress is reported. */
  readonly progressMs: number;
}

/** Two variants are measured interleaved: A B, B A, A B, … in the same process. */
export interface ModelJob extends JobBase {
  readonly task: "model";
  readonly backend: BackendName;
  /** Absolute path of the runtime's entry point; ignored by the null backend. */
  readonly entry: string;
  readonly variants: readonly Variant[];
  readonly seed: number;
}

/** `null` does nothing: what it measures is the harness itself. */
export type BackendName = "onnxruntime-node" | "onnxruntime-web" | "null";

export interface Variant {
  readonly modelPath: string;
  readonly sessionOptions: Readonly<Record<string, unknown>>;
  readonly dimensions: Readonly<Record<string, number>>;
  /** From the model card; null when there is none, then the session is asked. */
  readonly inputs: readonly TensorInfo[] | null;
}

export type ChildMessage =
  | { readonly kind: "stage"; readonly stage: Stage; readonly rssBytes: number }
  | {
      readonly kind: "progress";
      readonly warmUpRuns: number;
      readonly elapsedMs: number /** New ones of the first variant. */;
      readonly samplesMs: Float64Array;
      readonly rssBytes: number;
    }
  | Done
  | { readonly kind: "failed"; readonly stage: Stage; readonly variant: number; readonly error: ChildError };

/** Child → parent, last: what the task found. */
export type Done = ModelDone;
export type DoneOf<J extends Job> = Extract<Done, { readonly task: J["task"] }>;

export interface ModelDone {
  readonly kind: "done";
  readonly task: "model";
  readonly results: readonly VariantResult[];
  readonly peakBytes: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly stoppedBy: "stable" | "time" | "runs";
}

export type Stage = "runtime" | "load" | "inputs" | "first-run" | "warm-up" | "runs";

export interface VariantResult {
  readonly loadMs: number;
  readonly firstRunMs: number;
  readonly warmUpMs: Float64Array;
  readonly samplesMs: Float64Array;
  /** As fed; every dynamic dimension has its size here. */
  readonly shapes: readonly { readonly name: string; readonly dims: readonly number[] }[];
  /** Of the outputs' bytes, so that two variants can be compared; null when they are not plain tensors. */
  readonly outputs: readonly OutputSample[];
}

/** The first values of an output, as numbers. */
export interface OutputSample {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float64Array;
}

/** Either a failure we know by construction, or the runtime's own words, to be understood by failures.ts. */
export type ChildError =
  | { readonly kind: "input-needs-size"; readonly input: string }
  | { readonly kind: "unsupported-input"; readonly input: string; readonly why: string }
  | { readonly kind: "inputs-too-large"; readonly bytes: number }
  | { readonly kind: "thrown"; readonly name: string; readonly message: string };
