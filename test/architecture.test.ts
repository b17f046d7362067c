/** Holds the law of dependencies between rooms (docs/ARCHITECTURE.md) and a few habits that keep rooms recognisable. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { ts } from "@ts-morph/common";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const sources = globSync("{server,client}/src/**/*.ts", { cwd: root })
  .map((file) => file.replaceAll("\\", "/"))
  .sort();

interface Law {
  /** Other rooms it may import; a path names one file or folder of a room. */
  readonly rooms: readonly string[];
  /** Packages, and `node:` for Node's own modules. */
  readonly outside: readonly string[];
}

/** What a door may open: all rooms but the other door. */
const belowDoors = [
  "text",
  "notebooks",
  "facts",
  "languages",
  "knowledge",
  "usage",
  "rules",
  "analysis",
  "models",
  "bench",
  "planner",
  "history",
  "report",
  "workspace",
  "config",
];

const law: Readonly<Record<string, Law>> = {
  text: { rooms: [], outside: [] },
  notebooks: { rooms: ["text"], outside: ["jsonc-parser"] },
  facts: { rooms: ["text"], outside: [] },
  languages: { rooms: ["text", "facts"], outside: [] },
  "languages/typescript": { rooms: ["text", "facts", "languages/language"], outside: ["@ts-morph/common", "ts-morph"] },
  "languages/python": { rooms: ["text", "facts", "languages/language"], outside: ["web-tree-sitter"] },
  knowledge: { rooms: ["facts/path"], outside: ["ajv", "picomatch", "semver"] },
  usage: { rooms: ["text", "facts", "knowledge", "models/card"], outside: ["picomatch", "semver"] },
  rules: { rooms: ["text", "facts", "knowledge/framework", "knowledge/rowOptions", "usage"], outside: [] },
  analysis: {
    rooms: ["text", "facts", "languages", "knowledge", "usage", "rules"],
    outside: ["fastest-levenshtein", "picomatch"],
  },
  models: { rooms: [], outside: ["onnx-buf", "@bufbuild/protobuf"] },
  bench: { rooms: ["models", "history/record"], outside: ["simple-statistics"] },
  "bench/scaling": { rooms: ["bench"], outside: ["ml-matrix"] },
  "bench/sweepPrepare": { rooms: ["models", "bench", "history/record"], outside: ["node:"] },
  "bench/sweepRun": {
    rooms: ["models", "bench", "history/record"],
    outside: ["node:", "simple-statistics"],
  },
  "bench/runner": { rooms: ["models", "bench", "history/record"], outside: ["node:"] },
  "bench/worker": { rooms: ["models", "bench"], outside: ["node:"] },
  "bench/tasks": { rooms: ["models", "bench"], outside: ["node:", "simple-statistics"] },
  "bench/functions": {
    rooms: ["models", "bench", "history/record", "workspace"],
    outside: ["node:", "@ts-morph/common", "get-tsconfig"],
  },
  "bench/child": { rooms: ["bench"], outside: ["node:"] },
  "bench/python": { rooms: ["models", "bench", "history/record"], outside: ["node:"] },
  "bench/runtime": { rooms: ["models", "bench", "history/record"], outside: ["node:", "semver"] },
  "bench/lock": { rooms: ["bench"], outside: ["node:"] },
  "bench/profile": { rooms: ["models", "bench", "history/record"], outside: ["node:", "semver"] },
  "bench/calibration": { rooms: ["models", "bench", "history/record"], outside: ["node:"] },
  "bench/modelFile": { rooms: ["models", "bench", "history/record"], outside: ["node:"] },
  "bench/prepare": { rooms: ["models", "bench", "history/record", "history/codeState"], outside: ["node:"] },
  "bench/compareModels": { rooms: ["models", "bench", "history/record"], outside: ["node:"] },
  "bench/machine": { rooms: ["bench", "history/record"], outside: ["node:"] },
  "bench/experiments": { rooms: ["models", "bench", "history/record", "rules/rule"], outside: ["simple-statistics"] },
  "bench/backends": { rooms: ["models", "bench"], outside: ["node:", "onnxruntime-node", "onnxruntime-web"] },
  planner: { rooms: [], outside: [] },
  history: { rooms: ["bench/spec", "bench/options", "bench/statistics", "models/shapes"], outside: [] },
  "history/budget": { rooms: ["bench/statistics", "history"], outside: ["picomatch"] },
  "history/regression": {
    rooms: ["bench/statistics", "bench/settling", "bench/random", "history"],
    outside: ["simple-statistics"],
  },
  "history/database": { rooms: ["history"], outside: ["node:"] },
  "history/codeState": { rooms: ["history"], outside: ["node:"] },
  "history/files": { rooms: ["history"], outside: ["node:"] },
  "history/store": { rooms: ["bench/spec", "history"], outside: ["node:"] },
  report: {
    rooms: [
      "text",
      "analysis",
      "models/card",
      "models/fusions",
      "models/nodeNames",
      "bench",
      "planner",
      "history",
      "rules",
      "usage",
    ],
    outside: ["sarif", "xmlbuilder2"],
  },
  "report/svg": { rooms: ["report"], outside: ["echarts"] },
  workspace: {
    rooms: ["languages", "notebooks", "usage/summary"],
    outside: ["node:", "semver", "tinyglobby", "ignore", "get-tsconfig", "resolve.exports", "yaml"],
  },
  config: {
    rooms: ["text", "analysis", "rules", "knowledge", "usage", "workspace", "history/budget"],
    outside: ["node:", "jsonc-parser", "ajv", "fastest-levenshtein", "picomatch"],
  },
  boot: { rooms: [], outside: ["node:"] },
  lsp: {
    rooms: belowDoors,
    outside: ["node:", "vscode-languageserver", "vscode-languageserver-textdocument", "vscode-uri"],
  },
  cli: {
    rooms: belowDoors,
    outside: ["node:", "commander", "cli-progress"],
  },
  client: { rooms: ["lsp/protocol"], outside: ["node:", "vscode", "vscode-languageclient"] },
};

describe("law of dependencies", () => {
  it.each(sources)("%s", (file) => {
    const { name, rules } = roomOf(file);
    const broken = importsOf(file).filter((specifier) => !allowed(file, specifier, name, rules));
    expect(broken, `imports that the room ${name} may not have`).toEqual([]);
  });

  it("no rule imports another rule", () => {
    for (const file of sources.filter((source) => /\/rules\/[^/]+\//.test(source))) {
      const folder = file.split("/")[3]!;
      const others = importsOf(file).filter(
        (specifier) => /^\.\.\/[^./]+\//.test(specifier) && !specifier.startsWith(`../${folder}/`),
      );
      expect(others, file).toEqual([]);
    }
  });
});

describe("habits", () => {
  it.each(sources)("%s opens with what it keeps and stays small", (file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    expect(text.startsWith("/**"), "first a comment that says what the file keeps").toBe(true);
    expect(text.split("\n").length, "lines").toBeLessThanOrEqual(400);
  });

  it("has no room without a name", () => {
    expect(sources.filter((file) => /(^|\/)(utils?|helpers?|common|misc|types|core)(\.ts|\/)/.test(file))).toEqual([]);
  });
});

function roomOf(file: string): { readonly name: string; readonly rules: Law } {
  if (file.startsWith("client/")) return { name: "client", rules: law.client! };
  const below = file.replace("server/src/", "").replace(/\.ts$/, "");
  const name = Object.keys(law)
    .filter((room) => below === room || below.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
  if (!name) throw new Error(`${file} lies in no room the law knows`);
  return { name, rules: law[name]! };
}

function allowed(file: string, specifier: string, room: string, rules: Law): boolean {
  if (!specifier.startsWith(".")) {
    const packageName = specifier.startsWith("node:")
      ? "node:"
      : specifier
          .split("/")
          .slice(0, specifier.startsWith("@") ? 2 : 1)
          .join("/");
    return rules.outside.includes(packageName);
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)).replace(/\.ts$/, "");
  if (target.startsWith("client/")) return room === "client";
  const below = target.replace("server/src/", "");
  const own = [room, ...rules.rooms];
  if (room === "client") return rules.rooms.some((other) => below === other);
  return (
    own.some((other) => below === other || below.startsWith(`${other}/`)) ||
    (room === "bench" && below.startsWith("bench/"))
  );
}

function importsOf(file: string): readonly string[] {
  return ts
    .preProcessFile(readFileSync(path.join(root, file), "utf8"), true, true)
    .importedFiles.map((found) => found.fileName);
}
