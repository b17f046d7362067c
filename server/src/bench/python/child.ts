/**
 * The process that measures a Python function: the user's interpreter with our harness, spoken to by lines of JSON. Statistics are
 * worked out here, so that "enough" means what it means for everything else. Absent on purpose: choosing the interpreter.
 */
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Child, ChildEvents } from "../child.ts";
import type { ChildMessage, FunctionJob } from "../messages.ts";
import { doneOf, type HarnessDone, type HarnessSample, sampleOf } from "./answers.ts";
import { createSteering } from "./steering.ts";

/** A folder in source and product alike; started as a program. */
const harness = path.join(import.meta.dirname, "inferlens_harness");

export function spawnPython(interpreter: string, job: FunctionJob, events: ChildEvents): Child {
  const child = spawn(interpreter, ["-X", "faulthandler", harness], {
    // A group of its own: worker processes of data loaders end with it.
    detached: process.platform !== "win32",
    // The last one says nothing: that it closes tells that this process is gone.
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    windowsHide: true,
    env: { ...process.env, ...quiet },
  });
  const say = (word: unknown): void => void child.stdin.write(`${JSON.stringify(word)}\n`);
  const steering = createSteering(job);
  const heed = (message: HarnessMessage): void => {
    if (message.kind === "samples") {
      const { answer, progress } = steering.heed(message);
      if (progress) events.message(progress);
      say(answer);
    } else if (message.kind === "expected") say(steering.judge(sampleOf(message.output), sampleOf(message.wanted)));
    else events.message(message.kind === "done" ? doneOf(message, job) : message);
  };
  createInterface({ input: child.stdout }).on("line", (line) => heed(JSON.parse(line) as HarnessMessage));
  child.stderr.on("data", (chunk: Buffer) => events.words(chunk.toString("utf8")));
  // A process that is gone reads no more; that it is gone is told apart.
  child.stdin.on("error", () => {});
  child.once("error", (error) => events.gone(null, null, String(error)));
  // What it has started may hold its pipes open.
  child.once("exit", () => endGroup(child));
  child.once("close", (exitCode, signal) => events.gone(signal, exitCode, ""));
  const { variants, stop, remoteRuns, replay, watchesGrowth } = job;
  say({ variants, stop, remoteRuns, replay, watchesGrowth });
  return { pid: child.pid, kill: () => endGroup(child) };
}

/** Nothing of a measurement leaves the machine, and prints come in the order they were made. */
const quiet = { ORT_DISABLE_TELEMETRY: "1", PYTHONUNBUFFERED: "1", PYTHONIOENCODING: "utf-8" };

type HarnessMessage =
  | Exclude<ChildMessage, { readonly kind: "progress" | "done" }>
  | HarnessDone
  | {
      readonly kind: "samples";
      readonly phase: "warm-up" | "runs";
      readonly elapsedMs: number;
      /** New ones of each variant. */
      readonly samplesMs: readonly (readonly number[])[];
      readonly rssBytes: number;
    }
  | { readonly kind: "expected"; readonly output: HarnessSample; readonly wanted: HarnessSample };

export type HarnessSamples = Extract<HarnessMessage, { readonly kind: "samples" }>;

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(child.pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL"); // it has no group yet, or is gone
  }
}
