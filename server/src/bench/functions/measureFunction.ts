/**
 * A function measured, as a record. The way every door takes. Absent on purpose: finding the function in code, which is the
 * doors', and keeping the record.
 */
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { CodeState, FunctionMeasured, FunctionRun, FunctionSpec } from "../../history/record.ts";
import { thisMachine } from "../machine.ts";
import type { FunctionDone, FunctionJob, FunctionResult } from "../messages.ts";
import type { Progress } from "../progress.ts";
import type { Bench, JobOutcome, Running } from "../runner.ts";
import { modelHosts } from "./hosts.ts";

export interface FunctionRequest {
  readonly spec: FunctionSpec;
  /** Offset of the function in its file. */
  readonly start: number | null;
  /** Texts that count instead of what lies on the disk, by absolute path. */
  readonly texts?: Readonly<Record<string, string>>;
  /** A local server that stands in for services of language models. */
  readonly replay?: string | null;
  /** The Python that runs it; left out: Node.js does. */
  readonly interpreter?: string;
  /** Which `for` loop of the function trains. */
  readonly loop?: number;
  readonly code?: CodeState | null;
  readonly onProgress?: (progress: Progress) => void;
}

export function measureFunction(bench: Bench, request: FunctionRequest): Running<FunctionRun> {
  const startedAt = new Date().toISOString();
  const running = bench.run(functionJob(request), request.onProgress);
  return {
    cancel: running.cancel,
    result: running.result.then((outcome) => ({
      schema: 1,
      kind: "function",
      id: randomUUID(),
      startedAt,
      machine: thisMachine(),
      node: process.version,
      spec: request.spec,
      ...(request.code && { code: request.code }),
      ...(outcome.kind === "done" && outcome.done.python && { python: outcome.done.python }),
      outcome: outcomeOf(outcome),
    })),
  };
}

/** Calls of services cost money. */
const remoteRuns = 10;

export function functionJob({
  spec,
  start,
  texts = {},
  replay = null,
  interpreter,
  loop,
}: Omit<FunctionRequest, "spec"> & {
  readonly spec: Pick<FunctionSpec, "file" | "name" | "benchFile" | "stop">;
}): FunctionJob {
  const { file, name, benchFile, stop } = spec;
  return {
    task: "function",
    variants: [{ file, name, benchFile, texts, start, ...(loop !== undefined && { loop }) }],
    stop,
    progressMs: 1_000,
    remoteRuns,
    watchesGrowth: false,
    replay: replay === null ? null : { address: replay, hosts: modelHosts },
    ...(interpreter !== undefined && { interpreter }),
  };
}

function outcomeOf(outcome: JobOutcome<FunctionJob>): FunctionRun["outcome"] {
  if (outcome.kind === "failed") return { kind: "failed", failure: outcome.failure };
  const { done } = outcome;
  return { kind: "measured", measured: measuredOf(done, done.results[0]!) };
}

function measuredOf(done: FunctionDone, result: FunctionResult): FunctionMeasured {
  const { importMs, firstCallMs, bytesPerCall, awaitOverheadMs, stream, remote, steps, lines, device } = result;
  const list = (values: Float64Array) => Array.from(values);
  return {
    importMs,
    firstCallMs,
    warmUpMs: list(result.warmUpMs),
    samplesMs: list(result.samplesMs),
    wallMs: done.wallMs,
    cpuMs: done.cpuMs,
    peakBytes: done.peakBytes,
    stoppedBy: done.stoppedBy,
    blockedMs: list(result.blockedMs),
    bytesPerCall,
    awaits: result.awaits.map(({ start, end, samplesMs }) => ({ start, end, samplesMs: list(samplesMs) })),
    awaitOverheadMs,
    stream: stream && {
      firstItemMs: list(stream.firstItemMs),
      betweenItemsMs: list(stream.betweenItemsMs),
      items: list(stream.items),
    },
    remote,
    ...(steps && { steps: { dataMs: list(steps.dataMs), items: steps.items && list(steps.items) } }),
    ...(lines && {
      lines: {
        statements: lines.statements.map((one) => ({ ...one, samplesMs: list(one.samplesMs) })),
        wholeMs: list(lines.wholeMs),
      },
    }),
    ...(device && { device }),
  };
}

/** Of a text, hex. */
export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Null when it cannot be read. */
export function hashOfFile(file: string): string | null {
  try {
    return hashOf(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
