/** What parent and child say to each other while measuring: a closed union. Absent on purpose: how it travels. */
import type { Calibration, DeviceMemory, Profile, PythonUsed } from "../history/record.ts";
import type { TensorInfo } from "../models/card.ts";
import type { StopRule } from "./spec.ts";

/** Parent → child, once: what the process is there for. */
export type Job = ModelJob | OfflineJob | ServerJob | FunctionJob | TrialJob | ProfileJob | CalibrateJob;

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

/** One model at growing batch sizes, then at the best for as long as the stop rule says. */
export interface OfflineJob extends JobBase {
  readonly task: "offline";
  readonly backend: BackendName;
  readonly entry: string;
  readonly variant: Variant;
  readonly seed: number;
}

/** One model under queries that come by chance. */
export interface ServerJob extends JobBase {
  readonly task: "server";
  readonly backend: BackendName;
  readonly entry: string;
  readonly variant: Variant;
  readonly seed: number;
  /** Null: the highest that keeps the bound is searched. */
  readonly ratePerSecond: number | null;
  readonly boundMs: number;
}

/** A function of the user's own in its module. Two variants are the same one over other texts, run in turns. */
export interface FunctionJob extends JobBase {
  readonly task: "function";
  readonly variants: readonly FunctionVariant[];
  /** The most calls when they reach other machines, which may cost money: then there is no warm-up either. */
  readonly remoteRuns: number;
  /** Calls to these hosts go to this address instead; null: they go where the code sends them. */
  readonly replay: Replay | null;
  /** Absolute path of the Python that runs it; left out: Node.js does. */
  readonly interpreter?: string;
  /** What calls leave behind is all that counts: garbage is collected now and then, which changes times. */
  readonly watchesGrowth: boolean;
}

export interface FunctionVariant {
  /** Absolute path of the module. */
  readonly file: string;
  /** As exported: `embed`, `default`, `Detector.detect`. */
  readonly name: string;
  /** Absolute path of the file that gives arguments. */
  readonly benchFile: string | null;
  /** Texts that count instead of what lies on the disk, by absolute path. */
  readonly texts: Readonly<Record<string, string>>;
  /** Offset of the function in its file, from which places of awaits count; null: where the compiler finds it. */
  readonly start: number | null;
  /** Of a function that trains, in Python: which of its `for` loops does, in the order of the text. Its steps are the samples. */
  readonly loop?: number;
}

export interface Replay {
  /** `http://127.0.0.1:11434` */
  readonly address: string;
  /** Names of hosts; `*.` at the front stands for any subdomain. */
  readonly hosts: readonly string[];
}

/** Ways of using models, each one side of a comparison. Two sides run in turns; one alone shows what memory it takes. */
export interface TrialJob extends JobBase {
  readonly task: "trial";
  readonly backend: BackendName;
  readonly entry: string;
  readonly models: readonly Variant[];
  readonly sides: readonly Procedure[];
  readonly seed: number;
  /** Samples run while a timer of 1 ms looks whether the event loop turns; it takes time of its own. */
  readonly watchesPause: boolean;
  readonly watchesGrowth: boolean;
}

/** What one sample of a side does; models by their place in the job. */
export type Procedure =
  | { readonly kind: "run"; readonly model: number }
  /** Loads it anew, runs it once, and lets go of it or not. */
  | { readonly kind: "load-and-run"; readonly model: number; readonly releases: boolean }
  /** As many runs as there are items. */
  | { readonly kind: "runs"; readonly model: number; readonly items: number; readonly together: boolean }
  /** One run of all items. */
  | { readonly kind: "batch"; readonly model: number; readonly items: number }
  | { readonly kind: "loads"; readonly models: readonly number[]; readonly together: boolean }
  /** In another thread, which is sent the inputs and sends the outputs back. */
  | { readonly kind: "run-elsewhere"; readonly model: number };

/** Where the time of one model goes, told by the runtime's own profiler. */
export interface ProfileJob extends JobBase {
  readonly task: "profile";
  readonly backend: BackendName;
  readonly entry: string;
  readonly variant: Variant;
  readonly seed: number;
  /** For the profiler's files; the parent makes and removes it, since it lives longer. */
  readonly folder: string;
}

/** What this machine can do at best with a runtime. */
export interface CalibrateJob extends JobBase {
  readonly task: "calibrate";
  readonly backend: BackendName;
  readonly entry: string;
  readonly folder: string;
  /** How many threads the runtime takes by itself. */
  readonly threads: number;
}

/** `null` does nothing: what it measures is the harness itself. */
export type BackendName = "onnxruntime-node" | "onnxruntime-web" | "null";

export interface Variant {
  readonly modelPath: string;
  readonly sessionOptions: Readonly<Record<string, unknown>>;
  readonly dimensions: Readonly<Record<string, number>>;
  /** From the model card; null when there is none, then the session is asked. */
  readonly inputs: readonly TensorInfo[] | null;
  /** Runs begun together and waited for as one; left out: one. */
  readonly runsAtOnce?: number;
  /** Busy time added to each run, to see which difference a comparison finds. */
  readonly addedMs?: number;
}

export type ChildMessage =
  | { readonly kind: "stage"; readonly stage: Stage; readonly rssBytes: number }
  | {
      readonly kind: "progress";
      readonly warmUpRuns: number;
      readonly elapsedMs: number /** New ones of the first variant. */;
      readonly samplesMs: Float64Array;
      readonly rssBytes: number;
      /** What a search looks at: `batch 16`, `240/s`. */
      readonly looksAt?: string;
    }
  | Done
  | { readonly kind: "failed"; readonly stage: Stage; readonly variant: number; readonly error: ChildError };

/** Child → parent, last: what the task found. */
export type Done = ModelDone | OfflineDone | ServerDone | FunctionDone | TrialDone | ProfileDone | CalibrateDone;
export type DoneOf<J extends Job> = Extract<Done, { readonly task: J["task"] }>;

export interface ModelDone {
  readonly kind: "done";
  readonly task: "model";
  readonly settled: boolean;
  readonly results: readonly VariantResult[];
  readonly peakBytes: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly stoppedBy: "stable" | "time" | "runs";
}

export interface OfflineDone {
  readonly kind: "done";
  readonly task: "offline";
  /** At the best batch, measured after the search. */
  readonly result: VariantResult;
  readonly batch: number;
  readonly tried: readonly {
    readonly batch: number;
    readonly samplesMs: Float64Array;
    readonly rssBytes: number;
    readonly failure?: string;
  }[];
  readonly endedBy: "no-gain" | "memory" | "time" | "failure" | "fixed-batch";
  readonly peakBytes: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly stoppedBy: "stable" | "time" | "runs";
}

export interface ServerDone {
  readonly kind: "done";
  readonly task: "server";
  /** `samplesMs`: latencies of the trial that is reported, from when each query was due. */
  readonly result: VariantResult;
  readonly ratePerSecond: number | null;
  readonly serviceMs: Float64Array;
  readonly finishedPerSecond: number;
  readonly trials: readonly {
    readonly ratePerSecond: number;
    readonly purpose: "search" | "confirm";
    readonly planned: number;
    readonly latenciesMs: Float64Array;
    readonly finishedPerSecond: number;
    readonly cutShort: boolean;
  }[];
  readonly peakBytes: number;
  /** Of the trial that is reported. */
  readonly wallMs: number;
  readonly cpuMs: number;
}

export interface FunctionDone {
  readonly kind: "done";
  readonly task: "function";
  readonly results: readonly FunctionResult[];
  readonly peakBytes: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly stoppedBy: "stable" | "time" | "runs";
  readonly python?: PythonUsed;
}

export interface FunctionResult {
  /** Without compiling, which is ours. */
  readonly importMs: number;
  readonly firstCallMs: number;
  readonly warmUpMs: Float64Array;
  readonly samplesMs: Float64Array;
  /** Longest silence of the event loop during each call. */
  readonly blockedMs: Float64Array;
  /** Null with several variants, whose memory nobody can tell apart, and with few calls. */
  readonly bytesPerCall: number | null;
  readonly awaits: readonly { readonly start: number; readonly end: number; readonly samplesMs: Float64Array }[];
  /** What timing one await costs. */
  readonly awaitOverheadMs: number;
  readonly stream: {
    /** To the end of the call when there was none. */
    readonly firstItemMs: Float64Array;
    /** 0 with fewer than two. */
    readonly betweenItemsMs: Float64Array;
    readonly items: Float64Array;
  } | null;
  readonly remote: readonly RemoteUse[];
  /** Of the first call. */
  readonly output: ValueSample;
  /** Where samples are steps of a training loop. */
  readonly steps?: {
    /** Of each step, the time the loop waited for its data. */
    readonly dataMs: Float64Array;
    /** Null where nothing says how many. */
    readonly items: Float64Array | null;
  };
  /** Of a pass of its own, in which each statement was watched; a row for each call or step. */
  readonly lines?: {
    readonly statements: readonly { readonly start: number; readonly end: number; readonly samplesMs: Float64Array }[];
    readonly wholeMs: Float64Array;
  };
  readonly device?: DeviceMemory;
  /** The device that computed beside the processor, in Python; null: none did. */
  readonly computedOn?: string | null;
}

/** Requests to one host and model, counted over the steady calls and divided by their number. */
export interface RemoteUse {
  readonly host: string;
  /** As the answers name it. */
  readonly model: string | null;
  readonly calls: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** A returned value as far as it is compared: bounded, and plain enough to be sent. */
export type ValueSample =
  /** `length`: of the whole. */
  | { readonly kind: "numbers"; readonly values: Float64Array; readonly length: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly ValueSample[]; readonly length: number }
  | { readonly kind: "record"; readonly fields: readonly (readonly [string, ValueSample])[] }
  /** Equal only to the same words: `undefined`, `true`, `null`. */
  | { readonly kind: "plain"; readonly text: string }
  /** Functions, handles, what lies too deep: nothing is said about it. */
  | { readonly kind: "opaque" };

export interface TrialDone {
  readonly kind: "done";
  readonly task: "trial";
  readonly sides: readonly TrialSide[];
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly stoppedBy: "stable" | "time" | "runs";
  readonly peakBytes: number;
  /** Of a side that ran alone; null with several sides and with few calls. */
  readonly bytesPerCall: number | null;
}

export interface TrialSide {
  readonly warmUpMs: Float64Array;
  readonly samplesMs: Float64Array;
  /** Longest silence of the event loop in each sample; empty where it was not looked at. */
  readonly blockedMs: Float64Array;
  readonly outputs: readonly OutputSample[];
}

export interface ProfileDone {
  readonly kind: "done";
  readonly task: "profile";
  readonly profile: Omit<Profile, "calibration" | "insteadOf" | "threads">;
}

export interface CalibrateDone {
  readonly kind: "done";
  readonly task: "calibrate";
  readonly peaks: Calibration["peaks"];
}

export type Stage = "runtime" | "machine" | "load" | "inputs" | "first-run" | "warm-up" | "runs";

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
  | { readonly kind: "fixed-batch" }
  | { readonly kind: "no-profiler" }
  | { readonly kind: "thrown"; readonly name: string; readonly message: string }
  | { readonly kind: "function"; readonly fault: FunctionFault };

/** What can be wrong with a function that is to be measured; understood by functions/faults.ts. */
export type FunctionFault =
  /** `module-sync` loading of TypeScript needs a newer Node.js. */
  | { readonly kind: "old-node"; readonly version: string }
  | { readonly kind: "module-not-found"; readonly specifier: string; readonly from: string | null }
  | { readonly kind: "syntax"; readonly message: string }
  | { readonly kind: "no-such-export"; readonly name: string; readonly found: readonly string[] }
  /** Of a Python module, which exports all it has. */
  | { readonly kind: "no-such-name"; readonly name: string; readonly found: readonly string[] }
  | { readonly kind: "not-a-function"; readonly name: string }
  | { readonly kind: "needs-arguments"; readonly name: string }
  | { readonly kind: "needs-instance"; readonly className: string }
  | { readonly kind: "no-bench-entry"; readonly name: string; readonly benchFile: string }
  | { readonly kind: "bad-bench-entry"; readonly name: string; readonly why: string }
  | { readonly kind: "unexpected-result"; readonly where: string }
  | { readonly kind: "exited"; readonly code: string }
  | { readonly kind: "python-module-not-found"; readonly name: string; readonly interpreter: string }
  /** The training loop came to its end without one. */
  | { readonly kind: "no-steps" }
  /** `outside`: in a timer or a promise nobody waited for. */
  | {
      readonly kind: "thrown";
      readonly during: "import" | "setup" | "arguments" | "call" | "expected" | "outside";
      readonly name: string;
      readonly message: string;
      readonly stack: string;
    };
