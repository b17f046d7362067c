/**
 * The trace onnxruntime's profiler writes (Chrome's trace format, times in whole microseconds) → what each node took in each
 * run. Absent on purpose: files, and what the times mean.
 */
import type { DType } from "../models/card.ts";
import type { TensorShape } from "../models/shapes.ts";

export interface Trace {
  /** From bytes to a graph; the runtime reads and parses in one go. */
  readonly loadMs: number | null;
  readonly initialiseMs: number | null;
  /** Whole runs that were kept, in order. */
  readonly runsMs: readonly number[];
  readonly nodes: readonly TracedNode[];
  /** The most the runtime held for values between operators; null before version 1.22 or so. */
  readonly arenaBytes: number | null;
}

export interface TracedNode {
  readonly name: string;
  readonly operator: string;
  readonly provider: string;
  /** Own time in each run: nodes of graphs inside of it are taken off. Zero in runs that did not come to it. */
  readonly samplesMs: readonly number[];
  /** In the last run. */
  readonly calls: number;
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  readonly parameterBytes: number;
}

/** `kept`: for the last runs in order, whether they are in the samples. Throws on what is no trace. */
export function readTrace(text: string, kept: readonly boolean[]): Trace {
  const events = JSON.parse(text) as readonly TraceEvent[];
  if (!Array.isArray(events)) throw new Error("the profile is no list of events");
  const session = events.filter(({ cat }) => cat === "Session");
  const all = session.filter(({ name }) => name === "model_run").sort((a, b) => a.ts - b.ts);
  const runs = all.slice(-kept.length).filter((_, index) => kept[index]);
  const kernels = events.filter(({ cat, name }) => cat === "Node" && name.endsWith(kernelSuffix));
  return {
    loadMs: sumMs(session.filter(({ name }) => name.startsWith("model_loading"))),
    initialiseMs: sumMs(session.filter(({ name }) => name === "session_initialization")),
    runsMs: runs.map(({ dur }) => dur / 1000),
    nodes: nodesOf(kernels, runs),
    arenaBytes: arenaOf(kernels),
  };
}

const kernelSuffix = "_kernel_time";

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args: KernelArguments;
}

/** Numbers come as text. */
interface KernelArguments {
  readonly op_name?: string;
  readonly provider?: string;
  readonly node_index?: string;
  readonly input_type_shape?: readonly RuntimeShape[];
  readonly output_type_shape?: readonly RuntimeShape[];
  readonly parameter_size?: string;
  readonly mem_arena_held?: string;
}

/** `{ "float": [1, 3, 224, 224] }` */
type RuntimeShape = Readonly<Record<string, readonly number[]>>;

function sumMs(events: readonly TraceEvent[]): number | null {
  return events.length === 0 ? null : events.reduce((sum, { dur }) => sum + dur, 0) / 1000;
}

interface Gathered {
  readonly samplesMs: number[];
  last: TraceEvent;
  lastRun: number;
  calls: number;
}

function nodesOf(kernels: readonly TraceEvent[], runs: readonly TraceEvent[]): TracedNode[] {
  const nodes = new Map<string, Gathered>();
  const own = ownTimes(kernels);
  for (const event of [...kernels].sort((a, b) => a.ts - b.ts)) {
    const run = runAt(runs, event.ts);
    if (run < 0) continue;
    const key = `${event.name}\n${event.args.op_name ?? ""}\n${event.args.node_index ?? ""}`;
    let node = nodes.get(key);
    if (!node) {
      node = { samplesMs: new Array<number>(runs.length).fill(0), last: event, lastRun: run, calls: 0 };
      nodes.set(key, node);
    }
    node.samplesMs[run]! += own.get(event)! / 1000;
    node.calls = node.lastRun === run ? node.calls + 1 : 1;
    node.lastRun = run;
    node.last = event;
  }
  return [...nodes.values()].map(({ samplesMs, last: { name, args }, calls }) => ({
    name: name.slice(0, -kernelSuffix.length),
    operator: args.op_name ?? "unknown",
    provider: (args.provider ?? "").replace(/ExecutionProvider$/, "").toLowerCase(),
    samplesMs,
    calls,
    inputs: shapesOf(args.input_type_shape),
    outputs: shapesOf(args.output_type_shape),
    parameterBytes: Number(args.parameter_size ?? 0),
  }));
}

/** A node that holds a graph (If, Loop) lasts as long as the nodes in it, which are told as well. */
function ownTimes(kernels: readonly TraceEvent[]): Map<TraceEvent, number> {
  const own = new Map(kernels.map((event) => [event, event.dur]));
  const outer = new Map<number, TraceEvent[]>();
  for (const event of [...kernels].sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    const stack = outer.get(event.tid) ?? [];
    outer.set(event.tid, stack);
    // Times are cut off to whole microseconds: a neighbour may begin where this ends, but never before.
    while (stack.length > 0 && stack.at(-1)!.ts + stack.at(-1)!.dur <= event.ts) stack.pop();
    const holder = stack.at(-1);
    if (holder) own.set(holder, Math.max(0, own.get(holder)! - event.dur));
    stack.push(event);
  }
  return own;
}

/** By bisection: the run a moment lies in, -1 between runs. */
function runAt(runs: readonly TraceEvent[], ts: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle]!.ts <= ts) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  return run && ts <= run.ts + run.dur ? low - 1 : -1;
}

function arenaOf(kernels: readonly TraceEvent[]): number | null {
  let most = -1;
  for (const { args } of kernels) most = Math.max(most, Number(args.mem_arena_held ?? -1));
  return most < 0 ? null : most;
}

function shapesOf(shapes: readonly RuntimeShape[] | undefined): TensorShape[] {
  return (shapes ?? []).flatMap((shape) =>
    Object.entries(shape).map(([type, dims]) => ({ dtype: dtypeNames[type] ?? (type as DType), dims })),
  );
}

/** The others are called as we call them. */
const dtypeNames: Readonly<Record<string, DType>> = { float: "float32", double: "float64" };
