/** Runs as points: what a trend needs, what differs, and that they come from the file without its samples. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { differences, differenceText } from "../../../server/src/history/difference.ts";
import { pointOf } from "../../../server/src/history/point.ts";
import type { ModelRun } from "../../../server/src/history/record.ts";
import { migrations } from "../../../server/src/history/schema.ts";
import { openHistory } from "../../../server/src/history/store.ts";
import { measured, record } from "../report/record.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "points-"));
  file = path.join(folder, "history.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (id: string, more: Partial<ModelRun> = {}): ModelRun => ({ ...record(measured()), id, ...more });
const withModel = (path: string, hash: string): Pick<ModelRun, "spec"> => ({
  spec: { ...run("x").spec, model: { path, hash, bytes: 1 } },
});
const code = (commit: string, path: string) => ({ commit, dirty: false, repository: "github.com/a/b", path });

describe("a point", () => {
  it("has the figures of its run and of a failed one the reason", () => {
    const { figures, failure } = pointOf(run("a"));
    expect(figures).toMatchObject({ count: 2310, batch: 1, loadMs: 412, firstMs: 9.1, peakBytes: 61_000_000 });
    expect(figures!.lowMs).toBeLessThanOrEqual(figures!.p50Ms);
    expect(failure).toBeNull();
    const failed = pointOf(record({ kind: "timeout", reason: "stopped after 5 s", act: "Wait." }));
    expect(failed).toMatchObject({ figures: null, failure: "stopped after 5 s" });
  });

  it("is the same whether kept with the run or made from an older one", () => {
    const history = openHistory(file);
    history.add(run("a"));
    const kept = history.points();
    history.close();
    const database = new DatabaseSync(file);
    database.exec("DELETE FROM points");
    database.close();
    const again = openHistory(file);
    expect(again.points()).toEqual(kept);
    again.close();
    const rows = new DatabaseSync(file);
    expect(rows.prepare("SELECT count(*) AS n FROM points").get()).toEqual({ n: 1 });
    rows.close();
  });

  it("is made for runs of a file of the version before", () => {
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT");
    for (const [index, sql] of migrations.slice(0, 2).entries()) {
      database.exec(sql);
      database.prepare("INSERT INTO migrations VALUES (?, '2025-01-01')").run(index + 1);
    }
    const { samplesMs, warmUpMs, ...slim } = measured();
    const old = { ...run("old"), kind: undefined, outcome: { kind: "measured", measured: slim } };
    database
      .prepare(
        `INSERT INTO runs (id, started_at, subject_path, subject_hash, host, kind, record, samples, warm_up)
         VALUES ('old', '2025-01-01T00:00:00.000Z', '/m/detector.onnx', 'aa', 'h', 'measured', ?, ?, ?)`,
      )
      .run(JSON.stringify(old), new Uint8Array(Float64Array.from(samplesMs).buffer), new Uint8Array(0));
    database.close();
    const history = openHistory(file);
    expect(history.status.kind).toBe("on");
    expect(history.trend({ path: "/m/detector.onnx", name: "" }).map(({ figures }) => figures?.count)).toEqual([2310]);
    history.close();
  });
});

describe("a trend", () => {
  it("is all runs of one thing, oldest first, wherever it lay", () => {
    const history = openHistory(file);
    const add = (id: string, day: number, more: Partial<ModelRun>) =>
      history.add(run(id, { startedAt: `2025-01-0${day}T00:00:00.000Z`, ...more }));
    add("third", 3, { ...withModel("/a/m.onnx", "h2"), code: code("c2", "m.onnx") });
    add("first", 1, withModel("/a/m.onnx", "h1"));
    add("moved", 2, withModel("/elsewhere/n.onnx", "h1"));
    add("on another machine", 4, { ...withModel("C:\\b\\m.onnx", "h3"), code: code("c3", "m.onnx") });
    add("another place of the repository", 5, { ...withModel("/a/other.onnx", "h4"), code: code("c3", "other.onnx") });
    add("another repository", 6, {
      ...withModel("/z/m.onnx", "h5"),
      code: { ...code("c3", "m.onnx"), repository: "github.com/c/d" },
    });
    const ids = history.trend({ path: "/a/m.onnx", name: "" }).map(({ id }) => id);
    expect(ids).toEqual(["first", "moved", "third", "on another machine"]);
    expect(history.trend({ path: "/none", name: "" })).toEqual([]);
    history.close();
  });

  it("knows the newest run of each thing, and how many there are", () => {
    const history = openHistory(file);
    history.add(run("old", { startedAt: "2025-01-01T00:00:00.000Z" }));
    history.add(run("new", { startedAt: "2025-01-02T00:00:00.000Z" }));
    history.add(run("other", { startedAt: "2025-01-03T00:00:00.000Z", ...withModel("/o.onnx", "o") }));
    expect(history.newest().map(({ point, runs }) => [point.id, runs])).toEqual([
      ["other", 1],
      ["new", 2],
    ]);
    history.close();
  });
});

describe("runs that go", () => {
  it("take their points along; others stay", () => {
    const history = openHistory(file);
    for (const id of ["a", "b", "c"]) history.add(run(id));
    expect(history.remove(["a", "c", "never"])).toBe(2);
    expect(history.points().map(({ id }) => id)).toEqual(["b"]);
    history.close();
    const database = new DatabaseSync(file);
    expect(database.prepare("SELECT run_id FROM points").all()).toEqual([{ run_id: "b" }]);
    database.close();
  });
});

describe("what differs", () => {
  const base = pointOf(run("a"));
  const text = (more: Partial<typeof base>) => differences(base, { ...base, ...more }).map(differenceText);

  it("is nothing between equal runs", () => expect(text({})).toEqual([]));

  it("names each thing with both its values", () => {
    expect(text({ hash: "zz" })).toEqual(["model"]);
    expect(text({ options: '{"intraOpNumThreads":4}' })).toEqual(["options none to intraOpNumThreads 4"]);
    expect(text({ dimensions: { "images.0": 8 } })).toEqual(["sizes images.0 1 to images.0 8"]);
    expect(text({ runtime: { ...base.runtime!, version: "1.31.0" } })).toEqual([
      "runtime onnxruntime-node 1.30.0 to onnxruntime-node 1.31.0",
    ]);
    expect(text({ code: { commit: "0123456789", dirty: true } })).toEqual(["commit none to 0123456+"]);
    expect(text({ machine: { ...base.machine, host: "laptop" } })).toEqual(["machine ci-gpu-1 to laptop"]);
  });

  it("comes in the order of its weight", () => {
    const found = text({ hash: "zz", node: "v25.0.0", code: { commit: "0123456789", dirty: false } });
    expect(found).toEqual(["model", "Node.js v24.0.0 to v25.0.0", "commit none to 0123456"]);
  });
});
