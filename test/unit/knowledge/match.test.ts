/** Modules and access paths to rows. */
import { describe, expect, it } from "vitest";
import type { Framework } from "../../../server/src/knowledge/framework.ts";
import { createKnowledge } from "../../../server/src/knowledge/match.ts";
import { modulePattern, packagePath } from "../../../server/src/knowledge/modules.ts";
import { expandPath } from "../../../server/src/knowledge/paths.ts";

const knowledge = createKnowledge();
const roles = (module: string, steps: string, from = knowledge) =>
  from.match({ module, steps }).map(({ row }) => row.role);

const framework = (rows: Framework["rows"], rest: Partial<Framework> = {}): Framework => ({
  package: "@acme/ai",
  versions: "*",
  evidence: "a test",
  rows,
  ...rest,
});

describe("modules", () => {
  it.each([
    ["https://cdn.jsdelivr.net/npm/onnxruntime-web@1.30.0/dist/ort.min.mjs", "onnxruntime-web/dist/ort.min.mjs"],
    ["https://cdn.jsdelivr.net/npm/@huggingface/transformers@4.3.1", "@huggingface/transformers"],
    ["https://cdn.jsdelivr.net/npm/@huggingface/transformers/+esm", "@huggingface/transformers"],
    [
      "//unpkg.com/@xenova/transformers@2.17.2/dist/transformers.min.js?module",
      "@xenova/transformers/dist/transformers.min.js",
    ],
    ["https://esm.sh/v135/openai@4.0.0/es2022/openai.mjs", "openai/es2022/openai.mjs"],
    ["https://esm.sh/*onnxruntime-web@1.30.0", "onnxruntime-web"],
    ["https://esm.run/openai", "openai"],
    ["https://cdn.skypack.dev/pin/@tensorflow/tfjs@v4.22.0-abc/mode=imports.js", "@tensorflow/tfjs/mode=imports.js"],
    ["https://ga.jspm.io/npm:openai@4.2.0/index.mjs", "openai/index.mjs"],
    ["npm:@huggingface/transformers@4", "@huggingface/transformers"],
    ["npm:/openai@4/helpers/zod", "openai/helpers/zod"],
    ["jsr:@hono/hono@4/factory", "jsr:@hono/hono/factory"],
    ["../node_modules/onnxruntime-web/dist/ort.mjs", "onnxruntime-web/dist/ort.mjs"],
    ["https://example.com/openai@4", "https://example.com/openai@4"],
    ["./openai", "./openai"],
    ["", ""],
  ])("%s is %s", (specifier, name) => expect(packagePath(specifier)).toBe(name));

  it.each([
    [
      "onnxruntime-web/**",
      ["onnxruntime-web", "onnxruntime-web/webgpu", "onnxruntime-web/dist/ort.mjs"],
      ["onnxruntime-web-x"],
    ],
    ["@acme/*-ai", ["@acme/my-ai"], ["@acme/my/ai", "@acme/my-ai/x"]],
    ["https://x.dev/ai@*", ["https://x.dev/ai@1.2.3"], ["https://x.dev/ai@1/y"]],
    ["a.b", ["a.b"], ["aXb"]],
  ])("pattern %s", (pattern, matching, other) => {
    for (const module of matching) expect(modulePattern(pattern).test(module), module).toBe(true);
    for (const module of other) expect(modulePattern(pattern).test(module), module).toBe(false);
  });

  it.each([
    "onnxruntime-node",
    "onnxruntime-web/webgpu",
    "openai/resources/embeddings",
    "node:http",
    "http",
    "lodash/once",
    "",
  ])("knows %s", (module) => expect(knowledge.frameworksOf(module)).not.toEqual([]));

  it.each(["openai-edge", "./openai", "@openai/agents", "left-pad", "node:fs", "constructor", "__proto__"])(
    "does not know %s",
    (module) => {
      expect(knowledge.frameworksOf(module)).toEqual([]);
      expect(roles(module, "create")).toEqual([]);
    },
  );

  it("tells what can cost something from what only runs things often", () => {
    expect(knowledge.isModelModule("openai")).toBe(true);
    expect(knowledge.isModelModule("express")).toBe(false);
    expect(knowledge.isModelModule("")).toBe(false);
  });

  it("takes the file of a sub-path before the file of the package", () => {
    expect(roles("lodash/once", "default")).toEqual(["memo"]);
    expect(
      roles("@langchain/community/embeddings/huggingface_transformers", "HuggingFaceTransformersEmbeddings"),
    ).toEqual(["load"]);
    expect(roles("@langchain/community/embeddings/ollama", "OllamaEmbeddings")).toEqual(["construct"]);
  });
});

describe("paths", () => {
  it.each([
    ["InferenceSession.create", "load"],
    ["default.InferenceSession.create", "load"],
    ["default.default.InferenceSession.create", "load"],
    ["InferenceSession.create().run", "infer"],
    ["InferenceSession#.run", "infer"],
  ])("onnxruntime-node %s", (steps, role) => expect(roles("onnxruntime-node", steps)).toEqual([role]));

  it.each([
    "InferenceSession",
    "InferenceSession.create()",
    "InferenceSession.create.run",
    "create",
    "InferenceSession.create().run()",
    "run",
    "defaultInferenceSession.create",
    "",
  ])("not %s", (steps) => expect(roles("onnxruntime-node", steps)).toEqual([]));

  it("reads default import, namespace and require alike", () => {
    for (const steps of ["default().get", "().get", "default.Router().get", "Router().get", "Express#.get"]) {
      expect(roles("express", steps), steps).toEqual(["handler"]);
    }
  });

  it("follows a chain of calls that give back their receiver", () => {
    expect(roles("hono", "Hono().use().basePath().get().post().delete")).toEqual(["handler"]);
    expect(roles("hono", "Hono().fetch().get")).toEqual([]);
    expect(roles("@trpc/server", "initTRPC.create().procedure.use().input().output().mutation")).toEqual(["handler"]);
  });

  it("gives the rows of one path in the order of the file", () => {
    const own = createKnowledge([
      framework([
        { at: "run", role: "embed", when: { argument: 0, is: ["x"] } },
        { at: "*", role: "infer" },
        { at: "{run,go}", role: "generate" },
      ]),
    ]);
    expect(roles("@acme/ai", "run", own)).toEqual(["embed", "infer", "generate"]);
    expect(roles("@acme/ai", "other", own)).toEqual(["infer"]);
  });

  it("takes stars as names or parts of one, never across members or calls", () => {
    const own = createKnowledge([
      framework([
        { at: "Auto*.load", role: "load" },
        { at: "*Tool.use", role: "infer" },
        { at: "*().go", role: "embed" },
        { at: "*Model#.go", role: "generate" },
      ]),
    ]);
    expect(roles("@acme/ai", "Auto.load", own)).toEqual(["load"]);
    expect(roles("@acme/ai", "AutoModelX.load", own)).toEqual(["load"]);
    expect(roles("@acme/ai", "Auto.x.load", own)).toEqual([]);
    expect(roles("@acme/ai", "Auto().load", own)).toEqual([]);
    expect(roles("@acme/ai", "myTool.use", own)).toEqual(["infer"]);
    expect(roles("@acme/ai", "make().go", own)).toEqual(["embed"]);
    expect(roles("@acme/ai", "().go", own)).toEqual([]);
    expect(roles("@acme/ai", "MyModel#.go", own)).toEqual(["generate"]);
  });

  it("lets types name each other and themselves", () => {
    const types = { App: ["make()", "App.route()"], Route: ["App.{at,on}()"] };
    expect(expandPath("Route.get", types)).toEqual([
      "make().at().get",
      "make().route().at().get",
      "make().on().get",
      "make().route().on().get",
    ]);
    expect(expandPath("Server.on", { Server: ["Server()", "Server#"] })).toEqual(["Server().on", "Server#.on"]);
    expect(expandPath("A.x", { A: ["B.y()"], B: ["A.z()"] })).toBeInstanceOf(Array);
    expect(expandPath("toString.x", {})).toEqual(["toString.x"]);
  });

  it("reaches what a parameter of a type is taken apart into", () => {
    expect(roles("kafkajs", "EachMessagePayload#.message")).toEqual(["handler"]);
    expect(roles("kafkajs", "EachMessagePayload#.message.value")).toEqual([]);
  });

  it("keeps rows without a path out of the way of the module itself", () => {
    expect(roles("next", "default")).toEqual([]);
    expect(knowledge.rowsAs("export").map(({ framework: { package: name } }) => name)).toContain("next");
    expect(knowledge.rowsAs("component")).toHaveLength(1);
  });
});

describe("frameworks of the workspace", () => {
  const own = createKnowledge([
    framework([{ at: "Detector.open", role: "load" }]),
    framework([{ at: "embed", role: "embed" }], { package: "./lib/vectors", also: ["@/lib/vectors"] }),
    framework([{ at: "default", role: "infer" }], { package: "openai" }),
  ]);

  it("are known by package, relative path and alias", () => {
    expect(roles("@acme/ai", "Detector.open", own)).toEqual(["load"]);
    expect(roles("./lib/vectors", "embed", own)).toEqual(["embed"]);
    expect(roles("@/lib/vectors", "embed", own)).toEqual(["embed"]);
    expect(roles("@acme/ai", "Detector.open")).toEqual([]);
  });

  it("stand before ours for the same path and beside them for others", () => {
    expect(roles("openai", "default", own)).toEqual(["infer", "construct"]);
    expect(roles("openai", "default().embeddings.create", own)).toEqual(["embed"]);
  });

  it("pass the prefilter", () => {
    expect(own.namesKnown('import { Detector } from "@acme/ai";')).toBe(true);
    expect(knowledge.namesKnown('import { Detector } from "@acme/ai";')).toBe(false);
  });

  it("are compiled once per list", () => {
    const list = [framework([{ at: "a", role: "load" }])];
    expect(createKnowledge(list)).toBe(createKnowledge(list));
    expect(createKnowledge()).toBe(createKnowledge());
  });
});
