/** Our data files and the check users' files go through. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { frameworks } from "../../../server/src/knowledge/index.ts";
import { packagePath } from "../../../server/src/knowledge/modules.ts";
import { problemsOf, readFramework } from "../../../server/src/knowledge/validate.ts";

const folder = path.resolve(import.meta.dirname, "../../../server/src/knowledge");
const names = globSync("{npm,pypi}/**/*.json", { cwd: folder })
  .map((file) => file.replaceAll("\\", "/").replace(/\.json$/, ""))
  .sort();

/** `npm/node/http` for `node:http`; the platform itself, imported by no name, is `javascript`. */
const fileOf = (module: string): string => {
  if (module === "") return "npm/javascript";
  return module.startsWith("pypi:") ? module.replace(":", "/") : `npm/${module.replace(/^node:/, "node/")}`;
};

describe("the register", () => {
  it("equals its folder; the formatter keeps it sorted", () => {
    const lines = readFileSync(path.join(folder, "index.ts"), "utf8").matchAll(/from "\.\/((?:npm|pypi)\/.+)\.json"/g);
    expect([...lines].map((line) => line[1]).sort()).toEqual(names);
    expect(frameworks).toHaveLength(names.length);
  });

  it.each(names)("%s bears the name of its package and has a page", (name) => {
    const framework = JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8"));
    expect(fileOf(framework.package)).toBe(name);
    expect(readFileSync(path.join(folder, `${name}.md`), "utf8")).toMatch(/^# \S/);
  });
});

describe("our files", () => {
  it.each(frameworks.map((framework) => [framework.package, framework] as const))("%s", (_, framework) => {
    expect(problemsOf(framework)).toEqual([]);
  });

  it("claim no module twice", () => {
    const modules = frameworks.flatMap((framework) => [framework.package, ...(framework.also ?? [])]);
    expect(modules.filter((module, index) => modules.indexOf(module) !== index)).toEqual([]);
  });

  it("write modules as packages, so that addresses of content networks find them", () => {
    for (const { package: name, also = [] } of frameworks) {
      for (const module of [name, ...also])
        if (!/^(https|jsr|pypi):/.test(module)) expect(packagePath(module)).toBe(module);
    }
  });

  it("state where a limit comes from", () => {
    const silent = frameworks.flatMap(({ rows }) => rows).filter(({ batch }) => batch?.limit && !batch.limitSource);
    expect(silent).toEqual([]);
  });

  it("use every name of types", () => {
    for (const { package: name, types = {}, rows } of frameworks) {
      const written = JSON.stringify([rows.map(({ at }) => at), Object.values(types)]);
      for (const type of Object.keys(types))
        expect(written, `${name}: ${type}`).toMatch(new RegExp(`["{,]${type}[.,}"]`));
    }
  });
});

describe("a user's file", () => {
  const valid = { package: "./lib/model", versions: "*", evidence: "our code", rows: [{ at: "load", role: "load" }] };
  const broken = (change: object) => readFramework(JSON.stringify({ ...valid, ...change }));

  it("is read", () => expect(readFramework(`\uFEFF${JSON.stringify(valid)}`)).toEqual({ framework: valid }));

  it.each([
    ["{ nonsense", "not valid JSON"],
    ["[]", "must be object"],
    ["null", "must be object"],
  ])("%s", (text, message) => expect(readFramework(text)).toEqual({ error: expect.stringContaining(message) }));

  it.each<[object, string]>([
    [{ package: undefined }, `"package" is missing`],
    [{ rows: [] }, "rows: must NOT have fewer than 1 items"],
    [{ rows: [{ at: "load", role: "lod" }] }, "rows[0].role: must be one of load, construct"],
    [{ rows: [{ at: "load", role: "load", modle: 0 }] }, `rows[0]: unknown key "modle"`],
    [{ rows: [{ at: "a b", role: "load" }] }, `rows[0].at: "a b" is no access path`],
    [{ rows: [{ at: "a.", role: "load" }] }, "is no access path"],
    [{ rows: [{ at: "{a,b", role: "load" }] }, "is no access path"],
    [{ rows: [{ at: "on", role: "handler", callback: 0 }] }, "rows[0].per: a handler says what one run of it is"],
    [{ rows: [{ at: "on", role: "handler", per: "event" }] }, "rows[0].callback: say which argument"],
    [
      { rows: [{ at: "", role: "handler", per: "request", as: "export", names: ["GET"] }] },
      "rows[0].files: say which files",
    ],
    [
      { rows: [{ at: "x", role: "embed", batch: { kind: "sibling", item: 0 } }] },
      "rows[0].batch.callee: name the function",
    ],
    [{ rows: [{ at: "x", role: "embed", batch: { kind: "array" } }] }, "rows[0].batch.item: say which argument"],
    [{ rows: [{ at: "x", role: "embed", when: { argument: 0 } }] }, `rows[0].when: needs "is", "given" or "matches"`],
    [{ rows: [{ at: "x", role: "load", model: "path" }] }, "rows[0].model: must be an index"],
    [{ rows: [{ at: "x", role: "load", since: "2" }] }, `rows[0].since: "2" is no version`],
    [{ versions: "new ones" }, `versions: "new ones" is no semver range`],
    [{ types: { X: ["a b"] } }, `types.X: "a b" is no access path`],
  ])("%j", (change, message) => {
    const answer = broken(change);
    expect(answer).toEqual({ error: expect.stringContaining(message) });
    expect("error" in answer && answer.error.split("; ")).toHaveLength(1);
  });
});
