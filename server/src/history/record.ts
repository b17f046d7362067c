/** Measurements, as kept. Absent on purpose: storage, and figures that raw samples already give. */
import type { BenchSpec, RuntimeChoice, StopRule } from "../bench/spec.ts";

export interface Machine {
  readonly host: string;
  /** What INFERLENS_MACHINE calls it: the name of a kind of machine, which budgets may speak of. */
  readonly class?: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly arch: string;
}

/** Everything that is kept. Lists of many numbers may stand anywhere in an outcome: the store keeps them apart, as bytes. */
export type RunRecord = ModelRun | FunctionRun | ComparisonRun | ProfileRun;

interface RunBase {
  readonly schema: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly machine: Machine;
  readonly node: string;
  /** Of runs made together, as one sweep. */
  readonly group?: string;
  /** What the code was then; left out where nobody knows. */
  readonly code?: CodeState;
}

/** The git state of the folder the subject lies in. */
export interface CodeState {
  /** Full hash of HEAD. */
  readonly commit: string;
  /** Tracked files differ from it. */
  readonly dirty: boolean;
}

export type Outcome<T> = T | { readonly kind: "failed"; readonly failure: Failure };

/** A model file, measured by itself. */
export interface ModelRun extends RunBase {
  readonly kind: "model";
  readonly runtime: RuntimeUsed;
  readonly spec: BenchSpec;
  readonly provider: string;
  readonly outcome: RunOutcome;
}

export type RuntimeUsed = Pick<RuntimeChoice, "origin" | "packageName" | "version">;
export type RunOutcome = Outcome<{ readonly kind: "measured"; readonly measured: Measured }>;

/** A function of the user's, with arguments it needs none of or that a bench file makes. */
export interface FunctionRun extends RunBase {
  readonly kind: "function";
  readonly spec: FunctionSpec;
  readonly outcome: Outcome<{ readonly kind: "measured"; readonly measured: FunctionMeasured }>;
}

export interface FunctionSpec {
  /** Absolute path of the file that holds the function. */
  readonly file: string;
  /** As exported: `embed`, `Detector.detect`. */
  readonly name: string;
  /** SHA-256 of the function's own text, hex: an edit of it makes the figure an old one. */
  readonly codeHash: string;
  /** Absolute path of the file that gives arguments; null when it needs none. */
  readonly benchFile: string | null;
  /** Versions of the known packages its file imports. */
  readonly packages: Readonly<Record<string, string>>;
  readonly stop: StopRule;
}

export interface FunctionMeasured {
  /** Importing the module, with everything it loads. */
  readonly importMs: number;
  readonly firstCallMs: number;
  readonly warmUpMs: readonly number[];
  readonly samplesMs: readonly number[];
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly stoppedBy: Measured["stoppedBy"];
  /** The longest time the event loop did not turn during one call, in each call. */
  readonly blockedMs: readonly number[];
  /** Resident memory after the last call minus that after warm-up, for each call between. */
  readonly bytesPerCall: number | null;
  /** Time within each await of the body, one value per call. */
  readonly awaits: readonly AwaitTimes[];
  /** For functions that answer with a stream. */
  readonly stream: StreamTimes | null;
  /** Requests to other machines that one call made. */
  readonly remote: readonly RemoteCalls[];
}

export interface AwaitTimes {
  /** Offsets within the function's own text, so that they hold when the file above it changes. */
  readonly start: number;
  readonly end: number;
  readonly samplesMs: readonly number[];
}

export interface StreamTimes {
  /** Call to first item: the time to first token of a model that answers piece by piece. */
  readonly firstItemMs: readonly number[];
  /** Mean time between items, in each call. */
  readonly betweenItemsMs: readonly number[];
  readonly items: readonly number[];
}

export interface RemoteCalls {
  readonly host: string;
  readonly calls: number;
  /** Where the answers carry usage. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** Two variants run in turns in one process. */
export interface ComparisonRun extends RunBase {
  readonly kind: "comparison";
  readonly spec: ComparisonSpec;
  readonly outcome: Outcome<{ readonly kind: "compared"; readonly compared: Compared }>;
  /** The user does not want to see it beside the code any more. */
  readonly dismissed?: true;
}

export interface ComparisonSpec {
  /** Absolute path of the file the finding or the model stands in. */
  readonly file: string;
  /** The finding it answers; null for a comparison nobody found. */
  readonly finding: { readonly rule: string; readonly fingerprint: string } | null;
  /** SHA-256 of the text it was made from, hex: of the outermost function around the finding, else of its statement. */
  readonly codeHash: string;
  /** What each side is, in a few words: `batch 1, 8 times`, `Load once at module level`. */
  readonly before: string;
  readonly after: string;
  readonly subject: ComparedSubject;
  /** What the verdict is about: time of a sample, longest silence of the event loop in it, growth of memory for each call. */
  readonly judged: "time" | "pause" | "growth";
  /** Items one sample serves, on both sides. */
  readonly items: number;
  readonly stop: StopRule;
}

/** What ran, as far as another one of it would void the result. */
export type ComparedSubject =
  | {
      readonly kind: "models";
      readonly models: readonly { readonly path: string; readonly hash: string }[];
      readonly runtime: RuntimeUsed;
      readonly provider: string;
      readonly dimensions: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: "function";
      /** As exported. */
      readonly name: string;
      readonly benchFile: string | null;
      readonly packages: Readonly<Record<string, string>>;
    };

export interface Compared {
  readonly before: Side;
  readonly after: Side;
  /** Largest absolute difference of the outputs; null when their shapes differ or nothing could be compared. */
  readonly outputDifference: number | null;
  readonly allowedDifference: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Sample i of one side was taken beside sample i of the other. */
export interface Side {
  readonly samplesMs: readonly number[];
  readonly warmUpMs: readonly number[];
  /** Of a process that ran this side alone; null where that was not done. */
  readonly peakBytes: number | null;
  /** Growth of resident memory for each call, of a process that ran this side alone; null where that was not looked at. */
  readonly bytesPerCall: number | null;
  /** Longest silence of the event loop in each sample; empty where that was not looked at. */
  readonly blockedMs: readonly number[];
}

/** Where the time of a model goes: a pass of its own, whose times are not latencies. */
export interface ProfileRun extends RunBase {
  readonly kind: "profile";
  readonly runtime: RuntimeUsed;
  readonly spec: BenchSpec;
  readonly provider: string;
  readonly outcome: Outcome<{ readonly kind: "profiled"; readonly profile: Profile }>;
}

export interface Profile {
  readonly nodes: readonly NodeTime[];
  readonly runs: number;
  readonly coldStart: ColdStart;
  readonly memory: { readonly weightBytes: number; readonly arenaBytes: number | null; readonly peakBytes: number };
}

export interface NodeTime {
  readonly name: string;
  /** As run, after fusion: `FusedConv`, `Gelu`. */
  readonly operator: string;
  readonly provider: string;
  /** Median over runs. */
  readonly timeMs: number;
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShapes: readonly (readonly number[])[];
  readonly parameterBytes: number;
}

/** Parts of a load as the runtime's own profile tells them; null where it does not. */
export interface ColdStart {
  readonly readMs: number | null;
  readonly parseMs: number | null;
  readonly optimiseMs: number | null;
  readonly firstRunMs: number;
}

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
