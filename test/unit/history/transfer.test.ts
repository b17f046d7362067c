/** Runs that travel between machines, and old ones that go. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportRuns, importRuns } from "../../../server/src/history/files.ts";
import { pointOf } from "../../../server/src/history/point.ts";
import { daysOf, idsToPrune } from "../../../server/src/history/prune.ts";
import { type History, openHistory } from "../../../server/src/history/store.ts";
import { readRuns } from "../../../server/src/history/transfer.ts";
import { benchJson } from "../../../server/src/report/benchJson.ts";
import { measured, record } from "../report/record.ts";

let folder: string;
const opened: History[] = [];
const history = (name: string): History => {
  const one = openHistory(path.join(folder, name));
  opened.push(one);
  return one;
};
const inFolder = (name: string, text?: string): string => {
  const file = path.join(folder, name);
  if (text !== undefined) writeFileSync(file, text);
  return file;
};
const run = (id: string, startedAt = "2025-01-01T00:00:00.000Z") => ({ ...record(measured()), id, startedAt });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "transfer-"));
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("runs", () => {
  it("come out on another machine as they went in, however often they are taken in", () => {
    const from = history("from.sqlite");
    for (const id of ["a", "b"]) from.add(run(id));
    const file = inFolder("runs.json");
    expect(exportRuns(from, file)).toEqual({ runs: 2, problems: [] });
    const to = history("to.sqlite");
    expect(importRuns(to, [file])).toEqual({ runs: 2, problems: [] });
    expect(importRuns(to, [file, file])).toEqual({ runs: 0, problems: [] });
    expect(to.list()).toEqual(from.list());
  });

  it("of an empty history make a file that can be taken in", () => {
    const file = inFolder("none.json");
    exportRuns(history("empty.sqlite"), file);
    expect(importRuns(history("to.sqlite"), [file])).toEqual({ runs: 0, problems: [] });
  });

  it("of bench --json are understood, of one target and of several", () => {
    const one = JSON.stringify(benchJson(run("a")));
    const several = JSON.stringify({ results: [benchJson(run("b")), benchJson(run("c"))] });
    expect(readRuns(one)?.records.map(({ id }) => id)).toEqual(["a"]);
    expect(readRuns(several)?.records.map(({ id }) => id)).toEqual(["b", "c"]);
  });

  it("that are none of ours are counted, the others kept", () => {
    const text = JSON.stringify({ format: "inferlens-runs", version: 1, records: [run("a"), { id: 7 }, null, "x"] });
    expect(readRuns(text)).toMatchObject({ strange: 3, records: [{ id: "a" }] });
  });

  it.each(["", "[]", "{}", "null", "7", '{"record":7}', "not json", '{"results":[7]}'])(
    "%j is no file of runs",
    (text) => {
      expect(readRuns(text)).toBeNull();
    },
  );

  it("go into no file that cannot be written, and what was there stays", () => {
    const one = history("from.sqlite");
    one.add(run("a"));
    const { problems } = exportRuns(one, path.join(folder, "no", "such", "folder.json"));
    expect(problems[0]).toMatch(/cannot be written/);
    const file = inFolder("kept.json", "kept");
    expect(importRuns(one, [file, inFolder("gone.json")]).problems).toEqual([
      `${file} is no file of runs: export one, or use bench --json`,
      expect.stringMatching(/cannot be read/),
    ]);
    expect(readFileSync(file, "utf8")).toBe("kept");
  });
});

describe("old runs", () => {
  const now = Date.parse("2025-06-01T00:00:00.000Z");
  const at = (id: string, day: string, modelPath = "/m.onnx") => {
    const whole = run(id, `2025-${day}T00:00:00.000Z`);
    return pointOf({ ...whole, spec: { ...whole.spec, model: { path: modelPath, hash: "h", bytes: 1 } } });
  };

  it("go when they are old enough, but the newest of each thing stay", () => {
    const points = [
      at("e", "05-31"),
      at("d", "03-01"),
      at("x", "02-01", "/x.onnx"),
      at("c", "01-03"),
      at("b", "01-02"),
    ];
    expect(idsToPrune(points, { olderThanDays: 90, keep: 2 }, now)).toEqual(["c", "b"]);
    expect(idsToPrune(points, { olderThanDays: 90, keep: 0 }, now)).toEqual(["d", "x", "c", "b"]);
    expect(idsToPrune(points, { olderThanDays: 1000, keep: 0 }, now)).toEqual([]);
  });

  it.each([
    ["90d", 90],
    ["2w", 14],
    ["6m", 180],
    ["1y", 365],
    ["7", 7],
    ["soon", null],
    ["-3d", null],
  ])("%s are %s days", (text, days) => expect(daysOf(text)).toBe(days));
});
