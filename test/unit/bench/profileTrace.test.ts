/** Traces of the runtime's profiler, read: own times, runs, shapes. */
import { describe, expect, it } from "vitest";
import { middleMean } from "../../../server/src/bench/middleMean.ts";
import { readTrace } from "../../../server/src/bench/profileTrace.ts";

const session = (name: string, ts: number, dur: number) => ({ cat: "Session", name, tid: 1, ts, dur, args: {} });
const kernel = (name: string, ts: number, dur: number, args: object = {}, tid = 1) => ({
  cat: "Node",
  name: `${name}_kernel_time`,
  tid,
  ts,
  dur,
  args: {
    op_name: name.replace(/\d+$/, ""),
    provider: "CPUExecutionProvider",
    node_index: "1",
    parameter_size: "16",
    input_type_shape: [{ float: [1, 4] }, { int64: [] }],
    output_type_shape: [{ double: [4] }],
    ...args,
  },
});
const read = (events: object[], kept: boolean[]) => readTrace(JSON.stringify(events), kept);

describe("a trace", () => {
  it("tells nodes with shapes, provider and parameters", () => {
    const trace = read([session("model_run", 0, 100), kernel("Add1", 10, 30)], [true]);
    expect(trace.nodes).toEqual([
      {
        name: "Add1",
        operator: "Add",
        provider: "cpu",
        samplesMs: [0.03],
        calls: 1,
        inputs: [
          { dtype: "float32", dims: [1, 4] },
          { dtype: "int64", dims: [] },
        ],
        outputs: [{ dtype: "float64", dims: [4] }],
        parameterBytes: 16,
      },
    ]);
    expect(trace.runsMs).toEqual([0.1]);
  });

  it("tells the parts of a load, and null where it does not", () => {
    const events = [session("model_loading_uri", 0, 500), session("session_initialization", 500, 1_500)];
    expect(read(events, [])).toMatchObject({ loadMs: 0.5, initialiseMs: 1.5, arenaBytes: null, nodes: [] });
    expect(read([], [])).toMatchObject({ loadMs: null, initialiseMs: null, runsMs: [] });
  });

  it("counts only runs that are kept, from the last one back", () => {
    const runs = [0, 1, 2, 3].flatMap((run) => [
      session("model_run", run * 1000, 100 + run),
      kernel("Add1", run * 1000 + 1, run),
    ]);
    const { nodes, runsMs } = read(runs, [true, false, true]);
    expect(runsMs).toEqual([0.101, 0.103]);
    expect(nodes[0]!.samplesMs).toEqual([0.001, 0.003]);
  });

  it("takes the nodes of a branch off the node that holds it, and no neighbour", () => {
    const events = [
      session("model_run", 0, 1_000),
      kernel("Equal1", 0, 10),
      // Begins in the same microsecond the one before ended.
      kernel("If2", 10, 500),
      kernel("Conv3", 20, 300),
      kernel("If4", 330, 100),
      kernel("Add5", 340, 50),
      kernel("Relu6", 510, 0),
    ];
    const own = Object.fromEntries(read(events, [true]).nodes.map(({ name, samplesMs }) => [name, samplesMs[0]]));
    expect(own).toEqual({ Equal1: 0.01, If2: 0.1, Conv3: 0.3, If4: 0.05, Add5: 0.05, Relu6: 0 });
  });

  it("does not take nodes of another thread for nested ones", () => {
    const events = [session("model_run", 0, 100), kernel("Conv1", 0, 50), kernel("Add2", 10, 20, {}, 2)];
    expect(read(events, [true]).nodes.map(({ samplesMs }) => samplesMs[0])).toEqual([0.05, 0.02]);
  });

  it("adds up what runs several times in a run, and knows how often", () => {
    const events = [session("model_run", 0, 100), kernel("Add1", 0, 8), kernel("Add1", 20, 16), kernel("Add1", 40, 8)];
    expect(read(events, [true]).nodes).toMatchObject([{ calls: 3, samplesMs: [0.032] }]);
  });

  it("keeps zero for runs that did not come to a node", () => {
    const events = [session("model_run", 0, 100), session("model_run", 200, 100), kernel("Add1", 210, 7)];
    expect(read(events, [true, true]).nodes[0]!.samplesMs).toEqual([0, 0.007]);
  });

  it("knows the most the runtime held", () => {
    const events = [
      session("model_run", 0, 100),
      kernel("A1", 0, 1, { mem_arena_held: "2000" }),
      kernel("B2", 2, 1, { mem_arena_held: "1000" }),
    ];
    expect(read(events, [true]).arenaBytes).toBe(2_000);
  });

  it("is refused when it is none", () => {
    expect(() => readTrace("{}", [])).toThrow("no list of events");
    expect(() => readTrace('[{"cat":', [])).toThrow();
  });
});

describe("the mean of the middle half", () => {
  it.each<[number[], number]>([
    [[], 0],
    [[3], 3],
    [[1, 2], 1.5],
    [[1, 2, 3, 1000], 2.5],
    [[5, 5, 5, 6, 6, 6, 6, 900], 5.75],
  ])("of %j is %d", (samples, expected) => {
    expect(middleMean(samples)).toBe(expected);
  });
});
