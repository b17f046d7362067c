/** What a backend must do to be measured. Absent on purpose: timing, which is the worker's, and any runtime. */
import type { TensorInfo } from "../../models/card.ts";
import type { InputTensor } from "../inputs.ts";
import type { OutputSample } from "../messages.ts";

export interface Backend {
  /** Loads one model; the time of this call is the load time. */
  open(modelPath: string, sessionOptions: Readonly<Record<string, unknown>>): Promise<BackendSession>;
}

export interface BackendSession {
  /** Null when the runtime cannot say (before 1.22): then the model card must. */
  readonly inputs: readonly TensorInfo[] | null;
  /** Prepares the inputs once, outside of what is timed. */
  bind(tensors: readonly InputTensor[]): BoundRun;
  /** Writes what the profiler saw, where it was switched on and the runtime has one. */
  endProfiling(): void;
  /** Lets go of what it holds; does nothing where the runtime cannot. */
  release(): Promise<void>;
}

export interface BoundRun {
  readonly run: () => Promise<unknown>;
  /** The first values of each output of a run. */
  sample(outputs: unknown): OutputSample[];
}
