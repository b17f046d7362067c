/**
 * A process that measures, as the runner sees it, and the one for models and functions of Node.js. Absent on purpose: time limits,
 * cancelling and what it says.
 */
import { fork } from "node:child_process";
import type { ChildMessage, Job } from "./messages.ts";

export interface Child {
  readonly pid: number | undefined;
  /** Ends it at once, with all it has started. */
  kill(): void;
}

export interface ChildEvents {
  message(message: ChildMessage): void;
  /** What it wrote to its error output. */
  words(text: string): void;
  /** Once, when it is gone. */
  gone(signal: string | null, exitCode: number | null, words: string): void;
}

/** `entry`: `worker.ts` from source, `dist/benchWorker.cjs` in the product. */
export function forkWorker(entry: string, execPath: string, job: Job, events: ChildEvents): Child {
  const child = fork(entry, [], {
    execPath,
    // Flags of the parent (inspectors, loaders of a test runner) would be measured too.
    execArgv: [],
    // From 1.30 on the native runtime reports its use to its maker unless told not to: nothing of a measurement leaves the machine.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "", ORT_DISABLE_TELEMETRY: "1" },
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  child.stderr?.on("data", (chunk: Buffer) => events.words(chunk.toString("utf8")));
  child.on("message", (message) => events.message(message as ChildMessage));
  child.send(job, (error) => {
    if (error) events.words(String(error));
  });
  child.once("error", (error) => events.gone(null, null, String(error)));
  // "close" comes after "exit", when stderr has been read to its end.
  child.once("close", (exitCode, signal) => events.gone(signal, exitCode, ""));
  return { pid: child.pid, kill: () => void child.kill("SIGKILL") };
}
