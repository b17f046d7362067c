/** Profiles made for tests, on a machine of round numbers. */
import type { Calibration, NodeTime, Profile, ProfileRun } from "../../../server/src/history/record.ts";
import { measured, record } from "./record.ts";

type Dims = readonly number[];

/** All float32. `timeMs`: in each run. */
export function node(
  operator: string,
  inputs: readonly Dims[],
  output: Dims,
  timeMs: number | readonly number[],
  more: Partial<NodeTime> = {},
): NodeTime {
  return {
    name: operator,
    operator,
    made: false,
    provider: "cpu",
    samplesMs: typeof timeMs === "number" ? [timeMs] : timeMs,
    calls: 1,
    inputs: inputs.map((dims) => ({ dtype: "float32", dims })),
    outputs: [{ dtype: "float32", dims: output }],
    parameterBytes: 0,
    weights: [],
    ...more,
  };
}

/** 100 GFLOP/s, 10 GB/s from memory and 100 GB/s from the cache with one thread; all threads have so much more arithmetic, and half again as much bandwidth. */
export function machine(threads: number): Calibration {
  const { machine: here, runtime } = record(measured());
  const peaks = (count: number) => ({
    threads: count,
    floatPerSecond: count * 100e9,
    int8PerSecond: count * 200e9,
    bandwidths: [
      { bytes: 1e5, bytesPerSecond: (100e9 * (count + 2)) / 3 },
      { bytes: 1e8, bytesPerSecond: count === 1 ? 10e9 : (10e9 * (count + 4)) / 4 },
    ],
  });
  return {
    schema: 1,
    measuredAt: "2026-01-01T00:00:00.000Z",
    machine: here,
    runtime,
    peaks: [peaks(1), peaks(threads)],
  };
}

/** With a profiler that costs nothing and no time between operators, unless said otherwise. */
export function profile(nodes: readonly NodeTime[], more: Partial<Profile> = {}): Profile {
  const runs = nodes[0]?.samplesMs.length ?? 1;
  const runMs = Array.from({ length: runs }, (_, run) =>
    nodes.reduce((sum, { samplesMs }) => sum + samplesMs[run]!, 0),
  );
  return {
    nodes,
    watchedMs: runMs,
    insideMs: runMs,
    plainMs: runMs,
    threads: 1,
    idle: { operatorMs: 0, gapMs: 0, dispatchMs: 0 },
    coldStart: { runtimeMs: 10, readMs: 1, parseMs: 20, optimiseMs: null, prepareMs: 30, firstRunMs: 5 },
    memory: { weightBytes: 4e6, arenaBytes: null, peakBytes: 2e8, beforeBytes: 1e8 },
    calibration: machine(2),
    insteadOf: null,
    ...more,
  };
}

export function profileRun(of: Profile, more: Partial<ProfileRun> = {}): ProfileRun {
  const { schema, id, startedAt, machine: here, node: version, runtime, spec, provider } = record(measured());
  return {
    schema,
    kind: "profile",
    id,
    startedAt,
    machine: here,
    node: version,
    runtime,
    spec,
    provider,
    outcome: { kind: "profiled", profile: of },
    ...more,
  };
}
