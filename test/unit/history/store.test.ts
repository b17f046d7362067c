/** The history file: kept, shared, broken, locked. */
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrations } from "../../../server/src/history/schema.ts";
import { type History, openHistory } from "../../../server/src/history/store.ts";
import { measured, record } from "../report/record.ts";

const storeModule = path.resolve(import.meta.dirname, "../../../server/src/history/store.ts");
let folder: string;
let file: string;
const opened: History[] = [];
const open = (at = file) => {
  const history = openHistory(at);
  opened.push(history);
  return history;
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "history-"));
  file = path.join(folder, "below", "history.sqlite");
});
afterEach(() => {
  for (const history of opened.splice(0)) history.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (id: string, more: object = {}) => ({
  ...record(measured({ samplesMs: [1.5, 2.25, Math.PI], warmUpMs: [9] })),
  id,
  ...more,
});

describe("what is kept", () => {
  it("comes back to the bit after closing and opening", () => {
    const kept = run("a");
    expect(open().add(kept)).toBeNull();
    opened.pop()!.close();
    expect(open().latest({ modelPath: kept.spec.model.path })).toEqual(kept);
    expect(open().get("a")).toEqual(kept);
    expect(open().get("b")).toBeNull();
  });

  it("keeps long lists of numbers wherever they stand", () => {
    const samplesMs = Array.from({ length: 1_000 }, (_, index) => index / 7);
    const kept = run("long", {
      outcome: { kind: "measured", measured: measured({ samplesMs, warmUpMs: samplesMs.slice(5) }) },
    });
    open().add(kept);
    expect(open().get("long")).toEqual(kept);
  });

  it("is listed newest first, by path or by the model's bytes", () => {
    const history = open();
    const at = (id: string, startedAt: string, modelPath: string, hash: string) =>
      history.add(run(id, { startedAt, spec: { ...run("x").spec, model: { path: modelPath, hash, bytes: 1 } } }));
    at("old", "2025-01-01T00:00:00.000Z", "/a.onnx", "h1");
    at("new", "2025-01-02T00:00:00.000Z", "/a.onnx", "h2");
    at("other", "2025-01-03T00:00:00.000Z", "/b.onnx", "h1");
    expect(history.list().map(({ id }) => id)).toEqual(["other", "new", "old"]);
    expect(history.list({ path: "/a.onnx" }).map(({ id }) => id)).toEqual(["new", "old"]);
    expect(history.list({ hash: "h1", limit: 1 }).map(({ id }) => id)).toEqual(["other"]);
    expect(history.latest({ modelPath: "/a.onnx" })?.id).toBe("new");
    expect(history.latest({ modelPath: "/moved.onnx", modelHash: "h2" })?.id).toBe("new");
    expect(history.latest({ modelPath: "/none.onnx", modelHash: "none" })).toBeNull();
  });

  it("includes failures but not what was cancelled", () => {
    const history = open();
    const failed = record({ kind: "timeout", reason: "stopped after 5 s", act: "Wait." });
    expect(history.add(failed)).toBeNull();
    expect(history.add({ ...record({ kind: "cancelled", reason: "cancelled", act: "Again." }), id: "c" })).toBeNull();
    expect(history.list()).toEqual([failed]);
  });

  it("remembers sizes per model, the newest choice", () => {
    const history = open();
    history.rememberDimensions("/a.onnx", { "x.0": 1, "x.1": 128 });
    history.rememberDimensions("/a.onnx", { "x.1": 256 });
    history.rememberDimensions("/b.onnx", { "x.0": 9 });
    expect(history.dimensions("/a.onnx")).toEqual({ "x.0": 1, "x.1": 256 });
    expect(history.dimensions("/none.onnx")).toEqual({});
  });
});

describe("two at once", () => {
  it("see each other's records in one process", () => {
    const [one, two] = [open(), open()];
    one.add(run("a"));
    two.add(run("b"));
    expect(one.list()).toHaveLength(2);
    expect(two.list()).toHaveLength(2);
  });

  it("lose nothing when two processes write at the same time, from the first opening on", async () => {
    const writer = (name: string) => `
      const { openHistory } = await import(${JSON.stringify(`file://${storeModule}`)});
      const history = openHistory(${JSON.stringify(file)});
      const record = ${JSON.stringify(run("x"))};
      const problems = [];
      for (let index = 0; index < 40; index++) { const problem = history.add({ ...record, id: "${name}" + index }); if (problem) problems.push(problem); }
      history.close();
      console.log(JSON.stringify(problems));`;
    const start = (name: string) => promisify(execFile)(process.execPath, ["--input-type=module", "-e", writer(name)]);
    const answers = await Promise.all([start("a"), start("b")]);
    expect(answers.map(({ stdout }) => JSON.parse(stdout))).toEqual([[], []]);
    expect(open().list()).toHaveLength(80);
  });

  it("says so when another program holds the file, and works again afterwards", async () => {
    const history = open();
    const blocker = spawn(
      process.execPath,
      [
        "-e",
        `
      const { DatabaseSync } = require("node:sqlite");
      const database = new DatabaseSync(${JSON.stringify(file)});
      database.exec("BEGIN IMMEDIATE");
      console.log("locked");
      process.stdin.on("data", () => process.exit());`,
      ],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    await new Promise((resolve) => blocker.stdout.once("data", resolve));
    expect(history.add(run("a"))).toBe(
      "Not kept: the history file is locked by another program. Close that program and measure again.",
    );
    expect(history.list()).toEqual([]);
    blocker.stdin.write("go");
    await new Promise((resolve) => blocker.once("close", resolve));
    expect(history.add(run("a"))).toBeNull();
    expect(history.list()).toHaveLength(1);
  });
});

describe("a file that cannot be used", () => {
  it("is set aside when it is corrupt, byte for byte, and a new one begun", () => {
    mkdirSync(path.dirname(file));
    writeFileSync(file, "not a database ".repeat(500));
    const history = open();
    expect(history.status).toMatchObject({ kind: "on", path: file });
    const aside = readdirSync(path.dirname(file)).find((name) =>
      /^history\.sqlite\.corrupt-\d{4}-\d\d-\d\d$/.test(name),
    )!;
    expect(readFileSync(path.join(path.dirname(file), aside), "utf8")).toBe("not a database ".repeat(500));
    expect(history.status.kind === "on" && history.status.notice).toContain(aside);
    expect(history.add(run("a"))).toBeNull();
  });

  it("is set aside when it breaks while open, and the record in hand is kept", () => {
    const first = open();
    first.add(run("a"));
    first.close();
    const bytes = readFileSync(file);
    // The schema stays readable; the pages of the tables are noise.
    for (let at = 4096; at < bytes.length; at++) bytes[at] = (at * 31) & 0xff;
    writeFileSync(file, bytes);
    const history = open();
    expect(history.add(run("b"))).toBeNull();
    expect(history.list().map(({ id }) => id)).toEqual(["b"]);
    expect(readdirSync(path.dirname(file)).some((name) => name.includes("corrupt-"))).toBe(true);
  });

  it("never overwrites one that was set aside on the same day", () => {
    mkdirSync(path.dirname(file));
    for (const round of [1, 2]) {
      writeFileSync(file, `noise ${round} `.repeat(500));
      open();
      opened.pop()!.close();
    }
    expect(readdirSync(path.dirname(file)).filter((name) => name.includes("corrupt-"))).toHaveLength(2);
  });

  it("is off, with the reason, where no file can be", () => {
    writeFileSync(path.join(folder, "below"), "a file where the folder should be");
    const history = open();
    expect(history.status).toMatchObject({
      kind: "off",
      reason: expect.stringContaining("history"),
      act: "Check its folder and permissions.",
    });
    expect(history.add(run("a"))).toMatch(/^Not kept: /);
    expect(history.list()).toEqual([]);
    expect(history.dimensions("/a")).toEqual({});
    expect(history.rememberDimensions("/a", { "x.0": 1 })).toMatch(/^Not kept: /);
  });

  it("is off when the path is a folder, and leaves it alone", () => {
    mkdirSync(file, { recursive: true });
    expect(open().status.kind).toBe("off");
    expect(readdirSync(file)).toEqual([]);
  });

  it("tells a full disk", () => {
    const history = open();
    const limit = new DatabaseSync(file);
    const { page_count: pages } = limit.prepare("PRAGMA page_count").get() as { page_count: number };
    limit.close();
    // The limit belongs to a connection, so it is set on the store's own.
    const own = (history as unknown as { database: { database: DatabaseSync } }).database.database;
    own.exec(`PRAGMA max_page_count = ${pages}`);
    const big = run("a", { outcome: record(measured({ samplesMs: Array(50_000).fill(1) })).outcome });
    expect(history.add(big)).toBe("Not kept: the disk is full. Free some space.");
    expect(history.list()).toEqual([]);
  });

  it("is off where Node has no SQLite", () => {
    const original = process.getBuiltinModule;
    process.getBuiltinModule = (() => undefined) as unknown as typeof process.getBuiltinModule;
    try {
      expect(open().status).toEqual({
        kind: "off",
        reason: "this Node.js has no SQLite",
        act: "Use Node.js 22.13 or newer to keep measurements.",
      });
    } finally {
      process.getBuiltinModule = original;
    }
  });

  it("answers after closing as if nothing were there", () => {
    const history = open();
    history.close();
    expect(history.add(run("a"))).toBe("The history is closed.");
    expect(history.list()).toEqual([]);
  });
});

describe("schema", () => {
  it("is written down, one row a migration, and not applied twice", () => {
    open();
    open();
    const database = new DatabaseSync(file);
    expect(database.prepare("SELECT version FROM migrations").all()).toEqual(
      migrations.map((_, index) => ({ version: index + 1 })),
    );
    database.close();
  });

  it("of a newer version is left alone", () => {
    open().add(run("a"));
    opened.pop()!.close();
    const database = new DatabaseSync(file);
    database.exec("INSERT INTO migrations VALUES (99, '2030-01-01')");
    database.close();
    expect(open().status).toEqual({
      kind: "off",
      reason: "it was written by a newer version (schema 99)",
      act: "Update InferLens.",
    });
  });

  it("of an empty older file is brought up to date", () => {
    mkdirSync(path.dirname(file));
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT");
    database.close();
    expect(open().add(run("a"))).toBeNull();
  });

  it("of the first version gives back the runs it holds", () => {
    const old = run("a", {
      outcome: { kind: "measured", measured: measured({ samplesMs: [1.5, 2.25], warmUpMs: [9] }) },
    });
    const { kind: _, ...record } = old;
    const { samplesMs, warmUpMs, ...slim } = old.outcome.kind === "measured" ? old.outcome.measured : measured();
    mkdirSync(path.dirname(file));
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT");
    database.exec(migrations[0]!);
    database.exec("INSERT INTO migrations VALUES (1, '2025-01-01')");
    database
      .prepare("INSERT INTO runs VALUES (?, ?, ?, ?, ?, 'measured', ?, ?, ?)")
      .run(
        "a",
        old.startedAt,
        old.spec.model.path,
        old.spec.model.hash,
        old.machine.host,
        JSON.stringify({ ...record, outcome: { kind: "measured", measured: slim } }),
        new Uint8Array(Float64Array.from(samplesMs).buffer),
        new Uint8Array(Float64Array.from(warmUpMs).buffer),
      );
    database.close();
    expect(open().list({ kind: "model", path: old.spec.model.path })).toEqual([old]);
  });

  it("skips rows it does not understand", () => {
    const history = open();
    history.add(run("a"));
    const database = new DatabaseSync(file);
    database.exec(
      `INSERT INTO runs (id, started_at, subject_path, subject_hash, host, kind, record, samples, warm_up)
       SELECT 'b', started_at, subject_path, subject_hash, host, kind, 'not json', samples, warm_up FROM runs`,
    );
    database.exec(
      `INSERT INTO runs (id, started_at, subject_path, subject_hash, host, kind, record, samples, warm_up)
       SELECT 'c', started_at, subject_path, subject_hash, host, kind, '{"schema":2}', samples, warm_up FROM runs WHERE id = 'a'`,
    );
    database.close();
    expect(history.list().map(({ id }) => id)).toEqual(["a"]);
  });
});
