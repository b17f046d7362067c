/** Measurements, as kept. Absent on purpose: storage, and figures that raw samples already give. */
import type { BenchSpec, RuntimeChoice, StopRule } from "../bench/spec.ts";
import type { TensorShape } from "../models/shapes.ts";
import type {
  AwaitTimes,
  DeviceMemory,
  LineTimes,
  PythonUsed,
  RemoteCalls,
  StepTimes,
  StreamTimes,
} from "./functionFigures.ts";
import type { ScenarioFigures } from "./scenarioFigures.ts";

export type {
  AwaitTimes,
  DeviceMemory,
  LineTimes,
  PythonUsed,
  RemoteCalls,
  StepTimes,
  StreamTimes,
} from "./functionFigures.ts";
export type { ScenarioFigures } from "./scenarioFigures.ts";

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
  /** `github.com/owner/name`; empty without a remote. */
  readonly repository?: string;
  /** Of the subject within the repository: the same thing on another machine, where it lies in another folder. */
  readonly path?: string;
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
  /** What ran it, where that is not Node.js. */
  readonly python?: PythonUsed;
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
  /** SHA-256 of that file's text, hex. */
  readonly benchHash: string | null;
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
  /** What timing one await adds to a call. */
  readonly awaitOverheadMs: number;
  /** For functions that answer with a stream. */
  readonly stream: StreamTimes | null;
  /** Requests to other machines that one call made. */
  readonly remote: readonly RemoteCalls[];
  /** Where samples are steps of a training loop; `firstCallMs` is then the time until the first was done. */
  readonly steps?: StepTimes;
  /** Where the time goes in the body, of a pass of its own. */
  readonly lines?: LineTimes;
  readonly device?: DeviceMemory;
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
  /** What is to be gained is waiting for a device that computes by itself. */
  readonly gainsOn?: "device";
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
  /** Where outputs differ in more than numbers: `shapes differ`, `text differs`. */
  readonly outputsDiffer?: string;
  /** The device that computed beside the processor; null: there was none. Left out where nobody looked. */
  readonly computedOn?: string | null;
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
  /** Runs the nodes were timed in: by the clock, and as the profiler saw them from inside of the runtime. */
  readonly watchedMs: readonly number[];
  readonly insideMs: readonly number[];
  /** Runs without a profiler, in turns with those; empty where the model is too large to be held twice. */
  readonly plainMs: readonly number[];
  readonly threads: number | null;
  readonly idle: IdleOperator;
  readonly coldStart: ColdStart;
  readonly memory: ProfileMemory;
  /** The machine's peaks the operators are held against; null where they could not be measured. */
  readonly calibration: Calibration | null;
  /** The runtime of the code, when it cannot profile and another one had to. */
  readonly insteadOf: RuntimeUsed | null;
}

export interface NodeTime {
  readonly name: string;
  /** As run, after fusion: `FusedConv`, `Gelu`. */
  readonly operator: string;
  /** The runtime made it out of others: the file has no operator of that name. */
  readonly made: boolean;
  readonly provider: string;
  /** In each run, without the nodes of graphs inside of it. */
  readonly samplesMs: readonly number[];
  /** How often it ran in a run: more than once inside of a loop. */
  readonly calls: number;
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  readonly parameterBytes: number;
  /** Constant inputs as the file declares them: the runtime does not tell those it has packed. */
  readonly weights: readonly TensorShape[];
}

/** An operator that has nothing to do, in the same process: what watching one costs. */
export interface IdleOperator {
  /** As the profile shows it, and between it and the next. */
  readonly operatorMs: number;
  readonly gapMs: number;
  /** What it adds to a run nobody watches. */
  readonly dispatchMs: number;
}

/** Parts of what a fresh process waits for; null where neither the runtime's profile nor a clock tells. */
export interface ColdStart {
  /** Loading the runtime's own library. */
  readonly runtimeMs: number;
  /** Bringing the file's bytes into memory, from the system's cache. */
  readonly readMs: number | null;
  /** From bytes to a graph. */
  readonly parseMs: number | null;
  /** Rewriting the graph: loading with the model's optimisation level minus loading without any. */
  readonly optimiseMs: number | null;
  /** The rest of starting a session: kernels made, weights packed, memory planned. */
  readonly prepareMs: number | null;
  readonly firstRunMs: number;
}

export interface ProfileMemory {
  /** Of the weights in the file and beside it; null when only the runtime can read the file. */
  readonly weightBytes: number | null;
  /** What the runtime holds for values between operators; null where its profile does not say. */
  readonly arenaBytes: number | null;
  /** The highest resident size of the process through load and first run, and what it was before. */
  readonly peakBytes: number;
  readonly beforeBytes: number;
}

/** What a machine can do at best with one version of a runtime: measured once and kept. */
export interface Calibration {
  readonly schema: 1;
  /** ISO 8601, UTC. */
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly runtime: Pick<RuntimeUsed, "packageName" | "version">;
  /** With one thread, and with as many as the runtime takes by itself. */
  readonly peaks: readonly Peaks[];
}

export interface Peaks {
  readonly threads: number;
  readonly floatPerSecond: number;
  /** Null where the runtime has no product of bytes. */
  readonly int8PerSecond: number | null;
  /** By the bytes a loop goes through again and again, smallest first: caches are faster than memory. */
  readonly bandwidths: readonly { readonly bytes: number; readonly bytesPerSecond: number }[];
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
  /** Warm-up ended because runs no longer got faster, not because it took as long as it may. */
  readonly settled?: boolean;
  /** Left out: single-stream. Else `samplesMs` are what `spec.scenario` asked for, and this is how they came about. */
  readonly scenario?: ScenarioFigures;
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
    | "needs-arguments"
    | "not-exported"
    | "module-not-found"
    | "code-failed"
    | "unexpected-result"
    | "cancelled";
  /** For the lens: `Git LFS pointer`, `weights file missing: a.data`. */
  readonly reason: string;
  /** One sentence: `Run git lfs pull.` */
  readonly act: string;
  /** The runtime's own words, for the log. */
  readonly detail?: string;
}
