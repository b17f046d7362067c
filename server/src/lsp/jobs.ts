/**
 * What is being measured now, whatever it is: one job for each subject, told with progress, ended by whoever asks. The bench
 * runs one after the other. Absent on purpose: what a job does, and where its result is kept.
 */
import type {
  CancellationToken,
  Connection,
  Disposable,
  WorkDoneProgressServerReporter,
} from "vscode-languageserver/node";
import type { Progress } from "../bench/progress.ts";
import type { Failure } from "../history/record.ts";
import type { Log } from "./log.ts";

export interface Jobs {
  /** Joins the job of that key when there is one. Refused without trust. */
  run<A>(work: Work<A>, token: CancellationToken): Promise<A | Refused>;
  /** Whether something was running. */
  cancel(): boolean;
  /** What runs now, for the status. */
  readonly now: { readonly model: string; readonly text: string } | null;
  close(): void;
}

export interface Work<A> {
  /** Of the subject: two jobs of one key are one. */
  readonly key: string;
  /** For people: `detector.onnx`, `embed`. */
  readonly name: string;
  readonly seconds: number;
  carryOut(signal: AbortSignal, tell: (progress: Progress) => void): Promise<A>;
  running(progress: Progress): void;
  /** The answer when something unforeseen went wrong. */
  failed(failure: Failure): A;
}

export interface Refused {
  readonly kind: "refused";
  readonly reason: string;
}

export interface JobsOptions {
  readonly connection: Connection;
  readonly log: Log;
  readonly trusted: () => boolean;
  readonly workDoneProgress: boolean;
  /** Something about a measurement looks different now; at most once a second while one runs. */
  readonly changed: () => void;
  /** A measurement came to its end, one way or the other. */
  readonly ended: () => void;
  /** Begins and ends the time in which nothing else should work. */
  readonly quiet: (quiet: boolean) => void;
  readonly progressText: (progress: Progress) => string;
}

export const needsTrust = "Measuring runs code of this folder on your machine and needs a trusted workspace.";

interface Job {
  readonly name: string;
  readonly answer: Promise<unknown>;
  progress: Progress;
  cancel(): void;
}

export function createJobs(options: JobsOptions): Jobs {
  const { log } = options;
  const jobs = new Map<string, Job>();

  const start = <A>(work: Work<A>): Job => {
    const abort = new AbortController();
    const queued: Progress = { stage: "queued", runs: 0, p50Ms: null, elapsedMs: 0, ofMs: work.seconds * 1000 };
    const tell = (progress: Progress): void => {
      // The first of them waits for nobody, only for its own preparation.
      const waits = progress.stage === "queued" && (progress.elsewhere || jobs.values().next().value !== job);
      job.progress = progress.stage === "queued" && !waits ? { ...progress, stage: "runtime" } : progress;
      if (progress.stage !== "queued") options.quiet(true);
      work.running(job.progress);
      options.changed();
    };
    const job: Job = {
      name: work.name,
      progress: queued,
      cancel: () => abort.abort(),
      answer: Promise.resolve()
        .then(() => {
          tell(queued);
          return work.carryOut(abort.signal, tell);
        })
        .catch((error: unknown) => {
          log.failure(`measuring ${work.name} failed`, error);
          return work.failed({
            kind: "run-failed",
            reason: "the measurement could not be made",
            act: "Read the whole error in the log.",
          });
        })
        .finally(() => {
          jobs.delete(work.key);
          if (jobs.size === 0) options.quiet(false);
          options.ended();
        }),
    };
    jobs.set(work.key, job);
    return job;
  };

  const reporterFor = async (job: Job): Promise<void> => {
    if (!options.workDoneProgress) return;
    const reporter: WorkDoneProgressServerReporter = await options.connection.window.createWorkDoneProgress();
    reporter.begin(`Measuring ${job.name}`, 0, undefined, true);
    reporter.token.onCancellationRequested(() => job.cancel());
    const timer = setInterval(() => {
      const { elapsedMs, ofMs } = job.progress;
      reporter.report(Math.min(99, Math.round((100 * elapsedMs) / ofMs)), options.progressText(job.progress));
    }, 1_000);
    await job.answer;
    clearInterval(timer);
    reporter.done();
  };

  return {
    async run<A>(work: Work<A>, token: CancellationToken): Promise<A | Refused> {
      if (!options.trusted()) return { kind: "refused", reason: needsTrust };
      const job = jobs.get(work.key) ?? start(work);
      reporterFor(job).catch((error: unknown) => log.failure("cannot show progress", error));
      const listener: Disposable = token.onCancellationRequested(() => job.cancel());
      try {
        // A key belongs to one kind of work, so the job that was joined gives the same kind of answer.
        return (await job.answer) as A;
      } finally {
        listener.dispose();
      }
    },
    cancel() {
      const any = jobs.size > 0;
      for (const job of jobs.values()) job.cancel();
      return any;
    },
    get now() {
      const running = [...jobs.values()].find((job) => job.progress.stage !== "queued") ?? jobs.values().next().value;
      return running ? { model: running.name, text: options.progressText(running.progress) } : null;
    },
    close() {
      for (const job of jobs.values()) job.cancel();
    },
  };
}
