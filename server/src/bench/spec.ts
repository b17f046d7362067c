/** What to measure and when to stop. Absent on purpose: how; and any notion of source code. */

export interface BenchSpec {
  readonly model: {
    readonly path: string /** SHA-256 of the file's bytes, hex. */;
    readonly hash: string;
    readonly bytes: number;
  };
  /** Keys and values as onnxruntime's SessionOptions. */
  readonly sessionOptions: Readonly<Record<string, unknown>>;
  /** Size of each dynamic dimension, by `input name` + `.` + index: `{ "images.0": 1 }`. */
  readonly dimensions: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly stop: StopRule;
  /** How queries come; left out: one after the other (single-stream). */
  readonly scenario?: Scenario;
}

/** After the scenarios of MLPerf's LoadGen, so that words mean the same. Single-stream is a specification without one. */
export type Scenario =
  /** A query of so many samples at once, the next when all are done. `as` left out: one batch where that is free, else runs. */
  | { readonly kind: "multi-stream"; readonly samplesPerQuery: number; readonly as?: "runs" }
  /** All samples are there: the batch size with the highest throughput is searched. */
  | { readonly kind: "offline" }
  /** Queries come by chance at a mean rate, whether or not the last is done. Null: the highest rate is searched. */
  | { readonly kind: "server"; readonly ratePerSecond: number | null; readonly boundMs: number };

export type ScenarioKind = "single-stream" | Scenario["kind"];

export interface StopRule {
  /** The fewest runs before the steady state. */
  readonly warmUpRuns: number;
  /** The longest warm-up; it ends before when runs no longer get faster. */
  readonly warmUpMs: number;
  readonly minRuns: number;
  readonly maxRuns: number;
  /** Steady-state time after which it stops whatever the spread. */
  readonly maxMs: number;
  /** Stops early when the 95 % interval of the median is narrower than this share of it, and `minMs` has passed. */
  readonly stableShare: number;
  readonly minMs: number;
  /** The child is killed when load, warm-up and runs together take longer. */
  readonly timeoutMs: number;
}

export const defaultStopRule: StopRule = {
  warmUpRuns: 10,
  warmUpMs: 3_000,
  minRuns: 20,
  maxRuns: 20_000,
  maxMs: 10_000,
  stableShare: 0.01,
  minMs: 2_000,
  timeoutMs: 120_000,
};

/** The rule for a wish in seconds: short wishes shorten warm-up and earliest stop too, and leave time to load. */
export function stopRuleFor(seconds: number): StopRule {
  const maxMs = seconds * 1_000;
  return {
    ...defaultStopRule,
    maxMs,
    minMs: Math.min(defaultStopRule.minMs, maxMs / 2),
    warmUpMs: Math.min(defaultStopRule.warmUpMs, maxMs / 4),
    timeoutMs: maxMs + defaultStopRule.timeoutMs,
  };
}

/** Of the generated inputs: the same ones in terminal and editor, on every machine. */
export const inputSeed = 1;

/** A runtime that can run models: the workspace's own copy, the bundled one, or the portable WebAssembly build. */
export interface RuntimeChoice {
  readonly origin: "workspace" | "bundled" | "wasm";
  readonly packageName: "onnxruntime-node" | "onnxruntime-web";
  readonly version: string;
  /** Absolute path of the package's entry point. */
  readonly entry: string;
}
