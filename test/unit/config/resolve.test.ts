/** Which settings hold where: nesting, globs, frameworks, dimensions. */
import { describe, expect, it } from "vitest";
import { setRule } from "../../../server/src/config/edit.ts";
import { createConfigReader } from "../../../server/src/config/problems.ts";
import { type Configs, createConfigs } from "../../../server/src/config/resolve.ts";
import type { Framework } from "../../../server/src/knowledge/framework.ts";
import { applyEdits } from "../../../server/src/text/edit.ts";

const read = createConfigReader([
  { name: "a", summary: "", severity: "warning" },
  { name: "b", summary: "", severity: "warning" },
]);

function configsOver(files: Record<string, unknown>): Configs & { readonly asked: string[] } {
  const asked: string[] = [];
  const texts = new Map(
    Object.entries(files).map(([file, content]) => [
      file,
      typeof content === "string" ? content : JSON.stringify(content),
    ]),
  );
  const configs = createConfigs({
    reader: {
      read(file) {
        asked.push(file);
        return texts.get(file);
      },
      isFile: (file) => texts.has(file),
    },
    read,
    framework: (text) =>
      text.includes("bad") ? { error: "rows is missing" } : { framework: JSON.parse(text) as Framework },
  });
  return { ...configs, asked };
}

describe("nesting", () => {
  it("gives defaults where no file is", () => {
    const config = configsOver({}).of("/w/src/a.ts");
    expect(config.settings).toEqual({ rules: {}, profile: "recommended" });
    expect(config.files).toEqual([]);
    expect(config.excluded).toBe(false);
  });

  it("takes each key from the nearest file that has it, and rules one by one", () => {
    const configs = configsOver({
      "/w/inferlens.json": { profile: "strict", rules: { a: "off", b: "hint" }, target: "server" },
      "/w/packages/x/inferlens.json": { rules: { b: "error" } },
    });
    expect(configs.of("/w/packages/x/src/a.ts").settings).toEqual({
      profile: "strict",
      rules: { a: "off", b: "error" },
      target: "server",
    });
    expect(configs.of("/w/packages/x/src/a.ts").files).toEqual(["/w/packages/x/inferlens.json", "/w/inferlens.json"]);
    expect(configs.of("/w/other.ts").settings.rules).toEqual({ a: "off", b: "hint" });
    expect(configs.of("/elsewhere/a.ts").settings.rules).toEqual({});
  });

  it("keeps what is right of a file with a typo", () => {
    const configs = configsOver({ "/w/inferlens.json": '{ "profile": "strict", "rules": { "aa": "off" } }' });
    expect(configs.of("/w/a.ts").settings.profile).toBe("strict");
    expect(configs.problemsOf("/w/inferlens.json")).toHaveLength(1);
  });

  it("reads each file once until told that something changed", () => {
    const configs = configsOver({ "/w/inferlens.json": {} });
    configs.of("/w/a.ts");
    configs.of("/w/b.ts");
    configs.of("/w/deep/er/c.ts");
    expect(configs.asked).toEqual(["/w/inferlens.json"]);
    configs.forget();
    configs.of("/w/a.ts");
    expect(configs.asked).toHaveLength(2);
  });
});

describe("globs", () => {
  it("are relative to the file they stand in", () => {
    const configs = configsOver({
      "/w/x/inferlens.json": { exclude: ["vendor/**", "*.gen.ts"], tests: ["bench/**", "./perf/*.ts"] },
    });
    expect(configs.of("/w/x/vendor/a.ts").excluded).toBe(true);
    expect(configs.of("/w/x/a.gen.ts").excluded).toBe(true);
    expect(configs.of("/w/x/src/a.gen.ts").excluded).toBe(false);
    expect(configs.of("/w/vendor/a.ts").excluded).toBe(false);
    expect(configs.of("/w/x/bench/deep/a.ts").settings.target).toBe("test");
    expect(configs.of("/w/x/perf/a.ts").settings.target).toBe("test");
    expect(configs.of("/w/x/a.test.ts").settings).toEqual({ profile: "recommended", rules: {}, tests: [] });
  });

  it("do not read a folder's name as a pattern", () => {
    const configs = configsOver({ "/w/(app)/[id]/inferlens.json": { tests: ["**/*.ts"], exclude: ["a.ts"] } });
    expect(configs.of("/w/(app)/[id]/b.ts").settings.target).toBe("test");
    expect(configs.of("/w/(app)/[id]/a.ts").excluded).toBe(true);
  });
});

describe("overrides", () => {
  const configs = configsOver({
    "/w/inferlens.json": {
      rules: { a: "warning", b: "hint" },
      overrides: [
        { files: ["scripts/**"], rules: { a: "off" }, profile: "all" },
        { files: ["scripts/keep/*.ts"], rules: { a: "error" } },
        { rules: { a: "off" } },
      ],
    },
    "/w/scripts/inner/inferlens.json": {
      rules: { a: "information" },
      overrides: [{ files: ["x.ts"], rules: { b: "off" } }],
    },
  });
  const rulesOf = (file: string) => configs.of(file).settings.rules;

  it("hold for the files their globs match, above the keys beside them; the later one first", () => {
    expect(rulesOf("/w/src/x.ts")).toEqual({ a: "warning", b: "hint" });
    expect(rulesOf("/w/scripts/x.ts")).toEqual({ a: "off", b: "hint" });
    expect(rulesOf("/w/scripts/keep/x.ts")).toEqual({ a: "error", b: "hint" });
    expect(configs.of("/w/scripts/keep/x.ts").settings.profile).toBe("all");
    expect(configs.of("/w/src/x.ts").settings.profile).toBe("recommended");
  });

  it("give way to a nearer file, key by key", () => {
    expect(rulesOf("/w/scripts/inner/x.ts")).toEqual({ a: "information", b: "off" });
    expect(rulesOf("/w/scripts/inner/y.ts")).toEqual({ a: "information", b: "hint" });
  });

  it("tell files of one folder apart", () => {
    const one = configsOver({ "/w/inferlens.json": { overrides: [{ files: ["*.gen.ts"], rules: { a: "off" } }] } });
    expect(one.of("/w/x.ts").settings.rules).toEqual({});
    expect(one.of("/w/x.gen.ts").settings.rules).toEqual({ a: "off" });
    expect(one.of("/w/y.gen.ts").settings).toBe(one.of("/w/x.gen.ts").settings);
  });
});

describe("frameworks and dimensions", () => {
  it("reads framework files relative to the file, and says which cannot be used", () => {
    const configs = configsOver({
      "/w/inferlens.json": { frameworks: ["fw/ours.json", "fw/bad.json", "fw/none.json"] },
      "/w/fw/ours.json": { package: "ours", rows: [] },
      "/w/fw/bad.json": "bad",
    });
    expect(configs.of("/w/src/a.ts").settings.frameworks).toEqual([{ package: "ours", rows: [] }]);
    expect(configs.problemsOf("/w/inferlens.json")?.map((problem) => problem.message)).toEqual([
      "Cannot use fw/bad.json: rows is missing. It is left out.",
      "Cannot use fw/none.json: no such file. It is left out.",
    ]);
  });

  it("gives sizes by the model's own path, nearest first", () => {
    const configs = configsOver({
      "/w/inferlens.json": { measure: { seconds: 3, dimensions: { "m/a.onnx": { "x.0": 1, "x.1": 2 } } } },
      "/w/src/inferlens.json": { measure: { dimensions: { "../m/a.onnx": { "x.0": 8 } } } },
    });
    const config = configs.of("/w/src/a.ts");
    expect(config.dimensionsOf("/w/m/a.onnx")).toEqual({ "x.0": 8, "x.1": 2 });
    expect(config.dimensionsOf("/w/m/b.onnx")).toEqual({});
    expect(config.measureSeconds).toBe(3);
  });
});

describe("turning a rule off", () => {
  const off = (text: string): string => applyEdits(text, setRule(text, "a", "off"));

  it("makes a file", () => {
    expect(off("")).toBe('{\n  "rules": {\n    "a": "off"\n  }\n}\n');
  });

  it("keeps comments and form", () => {
    expect(off('{\n\t// ours\n\t"rules": {\n\t\t"b": "hint"\n\t}\n}\n')).toBe(
      '{\n\t// ours\n\t"rules": {\n\t\t"b": "hint",\n\t\t"a": "off"\n\t}\n}\n',
    );
    expect(off('{ "rules": { "a": "error" } }')).toBe('{ "rules": { "a": "off" } }');
  });

  it("keeps the file's line ends", () => {
    expect(off('{\r\n  "profile": "strict"\r\n}\r\n')).not.toMatch(/[^\r]\n/);
  });
});

describe("budgets", () => {
  const files = {
    "/w/inferlens.json": {
      budgets: {
        "models/*.onnx": { p95: "20 ms", load: "1 s" },
        "models/a.onnx": { p95: "10 ms", machine: "ci-*" },
        "src/*.ts": { p99: "2 s" },
        "src/embed.ts:embed*": { p50: "5 ms" },
      },
    },
    "/w/src/inferlens.json": { budgets: { "../models/a.onnx": { load: "400 ms" } } },
  };
  const stated = (from: string, file: string, name?: string) =>
    configsOver(files)
      .of(from)
      .budgetsOf({ file, ...(name !== undefined && { name }) })
      .map(({ key, budget }) => [key, budget.limits.map(({ figure, value }) => `${figure} ${value}`), budget.machine]);

  it("are taken figure by figure from the nearest file and the most exact key", () => {
    expect(stated("/w/src/a.ts", "/w/models/a.onnx")).toEqual([
      ["../models/a.onnx", ["load 400"], null],
      ["models/a.onnx", ["p95 10"], "ci-*"],
    ]);
    expect(stated("/w/models/b.onnx", "/w/models/b.onnx")).toEqual([["models/*.onnx", ["p95 20", "load 1000"], null]]);
    expect(stated("/w/a.ts", "/w/other/b.onnx")).toEqual([]);
  });

  it("of a function name it, or its file", () => {
    expect(stated("/w/src/embed.ts", "/w/src/embed.ts", "embedAll").map(([key]) => key)).toEqual([
      "src/*.ts",
      "src/embed.ts:embed*",
    ]);
    expect(stated("/w/src/embed.ts", "/w/src/embed.ts", "search").map(([key]) => key)).toEqual(["src/*.ts"]);
  });
});
