/**
 * The parent's side of measuring: one child at a time, killed on cancel and at its time limit; whatever happens to it
 * becomes a result. Never throws, never rejects. Absent on purpose: history, words for people, and the runtime itself.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import type { CodeState, Failure, Machine, ModelRun, RunOutcome } from "../history/record.ts";
import type { TensorInfo } from "../models/card.ts";
import { type Child, type ChildEvents, forkWorker } from "./child.ts";
import { cancelled, failureOfChildError, failureOfCrash, failureOfMemoryLimit, failureOfTimeout } from "./failures.ts";
import { failureOfFunctionCrash, failureOfFunctionTimeout } from "./functions/faults.ts";
import { createLock } from "./lock.ts";
import { thisMachine } from "./machine.ts";
import type { ChildMessage, Done, DoneOf, Job, Stage } from "./messages.ts";
import { providerOf } from "./options.ts";
import type { Progress } from "./progress.ts";
import { spawnPython } from "./python/child.ts";
import { jobFor, measuredFrom, type ScenarioJob } from "./scenarioJob.ts";
import type { BenchSpec, RuntimeChoice } from "./spec.ts";
import { medianSoFar } from "./statistics.ts";

export interface BenchOptions {
  /** Absolute path of the child's entry: `worker.ts` from source, `dist/benchWorker.cjs` in the product. */
  readonly workerEntry: string;
  /** Default: this process's own executable, as Node even under Electron. */
  readonly execPath?: string;
  /** Absolute path: whoever names the same file on this machine measures one after the other. Left out: nobody waits. */
  readonly lockFile?: string;
  /** A child that grows beyond is ended. Default: most of what there is. */
  readonly memoryLimitBytes?: number;
}

export interface MeasureRequest {
  readonly spec: BenchSpec;
  readonly runtime: RuntimeChoice;
  /** From the model card; null: the session is asked. */
  readonly inputs: readonly TensorInfo[] | null;
  /** The git state of the folder the model lies in. */
  readonly code?: CodeState | null;
  /** Of runs made together, as one sweep. */
  readonly group?: string;
  /** Called when the stage changes and once a second. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Running<T> {
  readonly result: Promise<T>;
  /** Ends the child at once; the result is then a failure of kind `cancelled`. No effect when it is over. */
  cancel(): void;
}

export type JobOutcome<J extends Job = Job> =
  | { readonly kind: "done"; readonly done: DoneOf<J> }
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      /** Index of the variant that failed. */
      readonly variant: number;
    };

export interface Bench {
  measure(request: MeasureRequest): Running<ModelRun>;
  /** A job as it is, for comparisons and for measuring the harness. */
  run<J extends Job>(job: J, onProgress?: (progress: Progress) => void): Running<JobOutcome<J>>;
  /** Cancels everything, queued and running. */
  close(): void;
}

const progressMs = 1_000;
/** Native memory grows by gigabytes in a second. */
const watchMs = 200;
/** What is left over is for those who work on the machine meanwhile. */
const memoryShare = 0.85;

export function createBench(options: BenchOptions): Bench {
  const live = new Set<{ cancel(): void }>();
  const lock = options.lockFile === undefined ? null : createLock(options.lockFile);
  let queue: Promise<unknown> = Promise.resolve();

  /** When no other window measures. */
  const inTurn = async <J extends Job>(task: ChildTask<J>): Promise<JobOutcome<J>> => {
    const release = await lock?.take(
      () => task.isOver,
      () => task.waitsForOthers(),
    );
    try {
      return await task.start();
    } finally {
      release?.();
    }
  };

  const run = <J extends Job>(job: J, onProgress: (progress: Progress) => void = () => {}): Running<JobOutcome<J>> => {
    const task = new ChildTask<J>(options, job, onProgress);
    live.add(task);
    onProgress({ stage: "queued", runs: 0, p50Ms: null, elapsedMs: 0, ofMs: job.stop.maxMs });
    const result = queue.then(() => inTurn(task)).finally(() => live.delete(task));
    queue = result;
    // Cancelled while waiting: the answer does not wait for its turn.
    return { result: Promise.race([result, task.settled]), cancel: () => task.cancel() };
  };

  return {
    run,
    measure(request) {
      const startedAt = new Date().toISOString();
      const running = run<ScenarioJob>(jobFor(request, progressMs), request.onProgress);
      return {
        cancel: running.cancel,
        result: running.result.then((outcome) => recordOf(request, startedAt, outcome)),
      };
    },
    close() {
      for (const task of live) task.cancel();
    },
  };
}

let machine: Machine | undefined;

function recordOf(request: MeasureRequest, startedAt: string, outcome: JobOutcome<ScenarioJob>): ModelRun {
  const { spec, runtime, code, group } = request;
  machine ??= thisMachine();
  const { origin, packageName, version } = runtime;
  return {
    schema: 1,
    kind: "model",
    id: randomUUID(),
    startedAt,
    machine,
    runtime: { origin, packageName, version },
    node: process.version,
    ...(code && { code }),
    spec,
    provider: origin === "wasm" ? "wasm" : providerOf(spec.sessionOptions, "cpu"),
    ...(group !== undefined && { group }),
    outcome: outcomeOf(request, outcome),
  };
}

function outcomeOf(request: MeasureRequest, outcome: JobOutcome<ScenarioJob>): RunOutcome {
  if (outcome.kind === "failed") return { kind: "failed", failure: outcome.failure };
  return { kind: "measured", measured: measuredFrom(request, outcome.done) };
}

function sessionOptionsOf(job: Job, variant: number): Readonly<Record<string, unknown>> {
  if (job.task === "offline" || job.task === "server") return job.variant.sessionOptions;
  return job.task === "model" ? (job.variants[variant]?.sessionOptions ?? {}) : {};
}

/** How much of the child's last words is kept. */
const stderrCharacters = 4_000;

class ChildTask<J extends Job> {
  readonly settled: Promise<JobOutcome<J>>;
  private settle!: (outcome: JobOutcome<J>) => void;
  private child: Child | null = null;
  private timer: NodeJS.Timeout | undefined;
  private over = false;
  private stderr = "";
  private rssBytes = 0;
  private stage: Stage = "runtime";
  private samples: number[] = [];
  private readonly options: BenchOptions;
  private readonly job: J;
  private readonly onProgress: (progress: Progress) => void;

  constructor(options: BenchOptions, job: J, onProgress: (progress: Progress) => void) {
    this.options = options;
    this.job = job;
    this.onProgress = onProgress;
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** Resolves when the child is gone. */
  async start(): Promise<JobOutcome<J>> {
    if (this.over) return this.settled;
    try {
      await this.spawn();
    } catch (error) {
      this.finish({ kind: "failed", variant: 0, failure: this.crash(null, null, String(error)) });
    }
    return this.settled;
  }

  cancel(): void {
    this.finish({ kind: "failed", failure: cancelled, variant: 0 });
  }

  get isOver(): boolean {
    return this.over;
  }

  waitsForOthers(): void {
    const ofMs = this.job.stop.maxMs;
    this.onProgress({ stage: "queued", runs: 0, p50Ms: null, elapsedMs: 0, ofMs, elsewhere: true });
  }

  private spawn(): Promise<void> {
    return new Promise((resolve) => {
      // A parent that leaves in a hurry takes its child along.
      const leave = () => this.child?.kill();
      let watch: NodeJS.Timeout | undefined;
      this.child = this.startChild({
        message: (message) => this.hear(message),
        words: (text) => {
          this.stderr = (this.stderr + text).slice(-stderrCharacters);
        },
        gone: (signal, exitCode, words) => {
          clearInterval(watch);
          process.off("exit", leave);
          this.finish({ kind: "failed", variant: 0, failure: this.crash(signal, exitCode, words) });
          resolve();
        },
      });
      watch = setInterval(() => this.watchMemory(), watchMs);
      this.timer = setTimeout(
        () => this.finish({ kind: "failed", failure: this.tooLate(), variant: 0 }),
        this.job.stop.timeoutMs,
      );
      process.once("exit", leave);
    });
  }

  private startChild(events: ChildEvents): Child {
    const { job } = this;
    if (job.task === "function" && job.interpreter !== undefined) return spawnPython(job.interpreter, job, events);
    const { workerEntry, execPath } = this.options;
    return forkWorker(workerEntry, execPath ?? process.execPath, job, events);
  }

  private hear(message: ChildMessage): void {
    switch (message.kind) {
      case "stage":
        this.stage = message.stage;
        this.grew(message.rssBytes);
        this.tell(0);
        return;
      case "progress":
        this.grew(message.rssBytes);
        // One by one: as arguments of a call, a second of a very fast model overflows the stack.
        for (const sample of message.samplesMs) this.samples.push(sample);
        this.tell(message.elapsedMs, message.looksAt);
        return;
      case "done":
        // The child answers the job it was given, so its task is ours.
        this.finish({ kind: "done", done: message as Done as DoneOf<J> });
        return;
      case "failed": {
        const options = sessionOptionsOf(this.job, message.variant);
        this.finish({
          kind: "failed",
          variant: message.variant,
          failure: failureOfChildError(message.error, message.stage, options),
        });
      }
    }
  }

  private tell(elapsedMs: number, looksAt?: string): void {
    if (this.over) return;
    const p50Ms = medianSoFar(this.samples);
    const progress = { stage: this.stage, runs: this.samples.length, p50Ms, elapsedMs, ofMs: this.job.stop.maxMs };
    this.onProgress(looksAt === undefined ? progress : { ...progress, looksAt });
  }

  /** First outcome wins; the child has nothing more to say and may be in the middle of a run that cannot be interrupted. */
  private finish(outcome: JobOutcome<J>): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.child?.kill();
    this.settle(outcome);
  }

  /** Linux only; elsewhere the child's own reports between stages must do. */
  private watchMemory(): void {
    try {
      const status = readFileSync(`/proc/${this.child?.pid}/status`, "latin1");
      const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
      if (peak) this.grew(Number(peak) * 1024);
    } catch {
      // Not Linux, or the child has just ended.
    }
  }

  /** Ended here, with a reason: the system would end the largest process, which may be the editor. */
  private grew(rssBytes: number): void {
    this.rssBytes = Math.max(this.rssBytes, rssBytes);
    const limitBytes = this.options.memoryLimitBytes ?? memoryShare * memoryBytes();
    if (this.rssBytes > limitBytes)
      this.finish({ kind: "failed", variant: 0, failure: failureOfMemoryLimit(this.rssBytes, limitBytes) });
  }

  private tooLate(): Failure {
    const { timeoutMs } = this.job.stop;
    return this.job.task === "function" ? failureOfFunctionTimeout(timeoutMs) : failureOfTimeout(timeoutMs);
  }

  private crash(signal: string | null, exitCode: number | null, words: string): Failure {
    const stderr = `${this.stderr}${words}`.trim();
    const crash = { signal, exitCode, stderr, rssBytes: this.rssBytes, memoryBytes: totalmem() };
    return this.job.task === "function" ? failureOfFunctionCrash(crash) : failureOfCrash(crash);
  }
}

/** In a container less than the machine has. */
function memoryBytes(): number {
  const allowed = process.constrainedMemory?.() ?? 0;
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}
