/** What is looked at anew after a change, and what is not; what is kept on disk. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { SummaryRecord } from "../../../server/src/workspace/summaries.ts";
import { openSummaryStore } from "../../../server/src/workspace/summaryStore.ts";
import { program } from "../../pages/program.ts";

const loads =
  'import * as ort from "onnxruntime-node";\nexport const open = () => ort.InferenceSession.create("a.onnx");\n';
const files = {
  "model.ts": loads,
  "index.ts": 'export * from "./model";\n',
  "server.ts":
    'import express from "express";\nimport { open } from "./index";\nconst app = express();\napp.get("/", async (req, res) => res.json(await open()));\n',
  "other.ts": 'import { open } from "./missing";\nexport const go = () => open();\n',
};
const rules = (all: ReturnType<typeof program>, file = "server.ts"): readonly string[] =>
  all.analysis(file).findings.map(({ rule }) => rule);

describe("incremental", () => {
  it("looks only at what changed and at what that changes", () => {
    const all = program(files);
    expect(rules(all)).toContain("model-load-in-hot-path");
    expect(all.looks()).toEqual(["model.ts", "index.ts", "server.ts"]);
    expect(rules(all)).toContain("model-load-in-hot-path");
    expect(all.looks()).toEqual([]);
    all.write("model.ts", `${loads}\n`);
    rules(all);
    expect(all.looks(), "its importers get the same as before").toEqual(["model.ts"]);
    all.write("model.ts", loads.replace("() =>", "() => (kept ??=").replace(");\n", "));\nlet kept;\n"));
    expect(rules(all)).not.toContain("model-load-in-hot-path");
    expect(all.looks()).toEqual(["model.ts", "index.ts", "server.ts"]);
  });

  it("summary and analysis share one join until something it imports gives another", () => {
    const all = program(files);
    const { usage } = all.analysis("server.ts");
    expect(usage).not.toBeNull();
    expect(all.analysis("server.ts").usage).toBe(usage);
    all.write("model.ts", loads.replace("() =>", "() => (kept ??=").replace(");\n", "));\nlet kept;\n"));
    expect(all.analysis("server.ts").usage).not.toBe(usage);
  });

  it("whoever asked before anything was known gets another host once it is", () => {
    const all = program(files);
    const before = all.summaries.summaryOf(all.pathOf("server.ts"));
    expect(before("./index")).toBeUndefined();
    expect(all.summaries.summaryOf(all.pathOf("server.ts"))).toBe(before);
    all.summary("index.ts");
    expect(all.summaries.summaryOf(all.pathOf("server.ts"))).not.toBe(before);
  });

  it("a file without a call of its own hands on what it imports, and is not looked at for calls", () => {
    const all = program({
      "runtime.ts": 'import { InferenceSession } from "onnxruntime-node";\nexport const runtime = InferenceSession;\n',
      "types.ts": 'import type { OnnxValue } from "onnxruntime-node";\nexport type Row = OnnxValue[];\n',
      "server.ts":
        'import express from "express";\nimport { runtime } from "./runtime";\nconst app = express();\napp.get("/", async (req, res) => res.json(await runtime.create("a.onnx")));\n',
    });
    expect(rules(all)).toContain("model-load-in-hot-path");
    all.summary("types.ts");
    expect(all.looks()).toEqual(["server.ts"]);
  });

  it("only files that take a name which leads anywhere are looked at", () => {
    const all = program({
      "lib.ts": `${loads}export const open2 = () => open();\nexport const size = 3;\n`,
      "sizes.ts": 'import { size } from "./lib";\nexport const twice = () => size * 2;\n',
      "opens.ts": 'import { open2 as load } from "./lib";\nexport const opens = () => load();\n',
      "whole.ts": 'import * as lib from "./lib";\nexport const twice = () => lib.size * 2;\n',
    });
    for (const name of ["sizes.ts", "opens.ts", "whole.ts"]) all.summary(name);
    expect(all.looks()).toEqual(["lib.ts", "opens.ts", "whole.ts"]);
    expect(Object.keys(all.summary("opens.ts"))).toEqual(["opens"]);
  });

  it("nobody asks what tests do", () => {
    const all = program(
      { "a.test.ts": `${loads}export const use = () => open();\n` },
      { isTest: (file) => file.endsWith(".test.ts") },
    );
    expect(all.summary("a.test.ts")).toEqual({});
    expect(all.looks()).toEqual([]);
  });

  it("files on a circle are settled whichever of them comes first", () => {
    const circle = {
      "a.ts": 'import { b } from "./b";\nexport const a = () => b();\n',
      "b.ts": 'import { c } from "./c";\nexport const b = () => c();\n',
      "c.ts": `import { a } from "./a";\n${loads}export const c = (again: boolean) => (again ? a() : open());\n`,
    };
    const keysFrom = (start: string): readonly string[] => {
      const all = program(circle);
      all.summary(start);
      return ["a.ts", "b.ts", "c.ts"].map((name) => all.summaries.keyOf(all.pathOf(name)));
    };
    expect(keysFrom("a.ts")).toEqual(keysFrom("c.ts"));
    const all = program(circle);
    all.summary("a.ts");
    const again = program(circle);
    again.summaries.restore(all.summaries.records);
    again.summary("a.ts");
    expect(again.looks(), "what was kept holds").toEqual([]);
  });

  it("files that appear and go away", () => {
    const all = program(files);
    expect(all.summary("other.ts")).toEqual({});
    all.write("missing.ts", loads);
    expect(Object.keys(all.summary("other.ts"))).toEqual(["go"]);
    all.write("missing.ts", undefined);
    expect(all.summary("other.ts")).toEqual({});
  });

  it("files in which nothing known can happen are never parsed", () => {
    const all = program({ "a.ts": 'import "./b";\nexport const a = 1;\n', "b.ts": "export const b = 2;\n" });
    all.summary("a.ts");
    expect(all.looks()).toEqual([]);
  });
});

describe("on disk", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "inferlens-summaries-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const records = new Map<string, SummaryRecord>([
    ["/w/a.ts", { key: "k", hash: "h", names: null, summary: { functions: {} } }],
  ]);
  const complaints: string[] = [];
  const open = (indexed: string, version = "1.0.0") =>
    openSummaryStore(folder, indexed, version, (text) => complaints.push(text));

  it("comes back as it was, for the same folder and version alone", () => {
    expect(open("/w").read()).toEqual(new Map());
    open("/w").write(records);
    expect(open("/w").read()).toEqual(records);
    expect(open("/other").read()).toEqual(new Map());
    expect(open("/w", "2.0.0").read()).toEqual(new Map());
    expect(complaints).toEqual([]);
  });

  it.each(["{", "null", '{"form":2,"version":"1.0.0","records":[["a",{}]]}', '{"form":2,"version":"1.0.0"}'])(
    "is set aside when it reads %s",
    (text) => {
      open("/w").write(records);
      const [kept] = readdirSync(path.join(folder, "index")).filter((name) => name.endsWith(".json"));
      const file = path.join(folder, "index", kept!);
      writeFileSync(file, text);
      complaints.length = 0;
      expect(open("/w").read()).toEqual(new Map());
      expect(complaints).toHaveLength(1);
      expect(readFileSync(`${file}.unreadable`, "utf8")).toBe(text);
      open("/w").write(records);
      expect(open("/w").read()).toEqual(records);
    },
  );

  it("a folder that cannot be written costs nothing but a word", () => {
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    complaints.length = 0;
    openSummaryStore(file, "/w", "1.0.0", (text) => complaints.push(text)).write(records);
    expect(complaints).toHaveLength(1);
  });
});
