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
  const records = new Map<string, SummaryRecord>([["/w/a.ts", { key: "k", hash: "h", summary: { functions: {} } }]]);
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

  it.each(["{", "null", '{"form":1,"version":"1.0.0","records":[["a",{}]]}', '{"form":1,"version":"1.0.0"}'])(
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
