/**
 * Running the small models made to find out about machine and profiler (models/probes.ts), with the session options of what they
 * stand for. Absent on purpose: what is concluded from them.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chain, type Probe } from "../../models/probes.ts";
import type { Backend, BackendSession } from "../backends/backend.ts";
import { makeInputs } from "../inputs.ts";
import { readTrace, type Trace } from "../profileTrace.ts";
import { KnownError } from "./channel.ts";

export interface IdleOperators {
  readonly samplesMs: readonly number[];
  /** Mean time between two of them, in each run. */
  readonly gapsMs: readonly number[];
}

export interface Probing {
  /** Runs it under the profiler for a moment; the first runs are not kept. */
  watch(probe: Probe, mostRuns?: number): Promise<Trace>;
  /** Operators that have nothing to do, watched: what the profiler itself costs. */
  idleOperators(): Promise<IdleOperators>;
  /** What such an operator adds to a run that nobody watches. In ms. */
  dispatchMs(): Promise<number>;
}

const runMs = 350;
const fewestRuns = 6;
const mostRuns = 2_000;
const shortChain = 64;
const longChain = 512;
/** A chain makes many events. */
const mostChainRuns = 40;

/** `folder`: for files, which are left there. */
export function createProbing(backend: Backend, folder: string, options: Readonly<Record<string, unknown>>): Probing {
  const open = (below: string, probe: Probe, more: object): Promise<BackendSession> => {
    const file = join(below, "probe.onnx");
    writeFileSync(file, probe.bytes);
    return backend.open(file, { ...options, ...more });
  };
  const watch = async (probe: Probe, most = mostRuns): Promise<Trace> => {
    const below = mkdtempSync(join(folder, "probe-"));
    const session = await open(below, probe, { enableProfiling: true, profileFilePrefix: join(below, "trace") });
    const count = (await run(session, probe, most)).length;
    session.endProfiling();
    await session.release();
    return readTrace(
      traceIn(below),
      Array.from({ length: count }, (_, index) => index >= count / 4),
    );
  };
  /** The fastest of some runs. */
  const time = async (probe: Probe): Promise<number> => {
    const session = await open(mkdtempSync(join(folder, "probe-")), probe, {});
    const samples = await run(session, probe, mostRuns);
    await session.release();
    return Math.min(...samples);
  };
  return {
    watch,
    async idleOperators() {
      const { nodes, runsMs } = await watch(chain(longChain), mostChainRuns);
      const inside = (run: number) => nodes.reduce((sum, { samplesMs }) => sum + samplesMs[run]!, 0);
      return {
        samplesMs: nodes.flatMap(({ samplesMs }) => samplesMs),
        gapsMs: runsMs.map((runMs, run) => (runMs - inside(run)) / longChain),
      };
    },
    async dispatchMs() {
      const short = await time(chain(shortChain));
      return Math.max(0, ((await time(chain(longChain))) - short) / (longChain - shortChain));
    },
  };
}

/** The text of the profile in a folder; the runtime appends date and time to the name it was given. */
export function traceIn(folder: string): string {
  const file = readdirSync(folder).find((name) => name.startsWith("trace"));
  if (file === undefined) throw new KnownError({ kind: "no-profiler" });
  return readFileSync(join(folder, file), "utf8");
}

async function run(session: BackendSession, { inputs }: Probe, most: number): Promise<number[]> {
  const made = makeInputs({ inputs, dimensions: {}, overrides: {}, seed: 1, idLimit: 100 });
  if ("error" in made) throw new KnownError(made.error);
  const bound = session.bind(made.tensors);
  const samples: number[] = [];
  const start = performance.now();
  while (samples.length < most && (samples.length < fewestRuns || performance.now() - start < runMs)) {
    const before = performance.now();
    await bound.run();
    samples.push(performance.now() - before);
  }
  return samples;
}
