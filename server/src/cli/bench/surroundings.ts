/** Where the jobs of `inferlens bench` find what they work with: history, child process, Ctrl+C. Absent on purpose: any job. */
import { homedir } from "node:os";
import path from "node:path";
import { type Bench, createBench, type Running } from "../../bench/runner.ts";
import { historyFileName, measuringLockName, stateFolder } from "../../history/place.ts";
import { type History, openHistory } from "../../history/store.ts";
import { toAscii } from "../../report/figures.ts";
import { wantsColour } from "../colour.ts";
import { paintBlock } from "../paintBlock.ts";
import { speaksUnicode } from "../terminal.ts";
import type { BenchArguments } from "./arguments.ts";

/** Closes the history afterwards; null when nothing shall be kept. */
export async function withHistory(
  given: Pick<BenchArguments, "history">,
  job: (history: History | null) => Promise<number>,
): Promise<number> {
  const history = given.history ? openHistory(historyPath()) : null;
  try {
    if (history?.status.kind === "on" && history.status.notice) console.error(history.status.notice);
    return await job(history);
  } finally {
    history?.close();
  }
}

export function historyPath(): string {
  const folder = stateFolder({ platform: process.platform, home: homedir(), environment: process.env });
  return path.join(folder, historyFileName);
}

/** Measuring waits for other terminals and windows. */
export const openBench = (): Bench =>
  createBench({ workerEntry: workerEntry(), lockFile: path.join(path.dirname(historyPath()), measuringLockName) });

/** The bundle's neighbour in the product; the source when run from source. */
export const workerEntry = (): string =>
  path.join(
    import.meta.dirname,
    path.basename(import.meta.dirname) === "dist" ? "benchWorker.cjs" : "../../bench/worker.ts",
  );

/** Waits for it; Ctrl+C cancels it. */
export async function untilInterrupted<T>(running: Running<T>): Promise<T> {
  const interrupt = () => running.cancel();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    return await running.result;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** Printed, or gathered where several results make one document. */
export function printJson(value: unknown, given: Pick<BenchArguments, "json" | "output" | "results">): void {
  if (given.results) given.results.json(value);
  else if (given.json) console.log(JSON.stringify(value, null, 2));
}

export function printBlock(lines: readonly string[], given: Pick<BenchArguments, "color" | "results">): void {
  if (given.results && !given.results.lines(lines)) return;
  const text = paintBlock(lines, wantsColour(given.color, process.stdout)).join("\n");
  console.log(speaksUnicode(process.env, process.platform) ? text : toAscii(text));
}
