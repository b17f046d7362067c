/** Lenses, hovers and hints before and without a measurement: where they stand, what they say, when they stay away. */

import { afterAll, describe, expect, it } from "vitest";
import type { Hover, MarkupContent } from "vscode-languageserver/node";
import { commands, type Explanation, type ServerStatus, workspaceFindings } from "../../server/src/lsp/protocol.ts";
import * as make from "../fixtures/models/make.ts";
import { able, type Client, stage } from "./client.ts";
import { goodLoad, hotLoad } from "./programs.ts";

const { alone, end, shared } = stage();
afterAll(end);

const model = { "detector.onnx": make.mlp() };

/** `line: title` of each lens, lines from 1. */
async function lensesOf(client: Client, uri: string): Promise<readonly string[]> {
  return (await client.lenses(uri)).map((lens) => `${lens.range.start.line + 1}: ${lens.command?.title}`);
}

async function hoverAt(client: Client, uri: string, text: string, offset = 1): Promise<string | null> {
  const document = client.documents.get(uri)!;
  const position = document.positionAt(document.getText().indexOf(text) + offset);
  const hover: Hover | null = await client.connection.sendRequest("textDocument/hover", {
    textDocument: { uri },
    position,
  });
  return hover && (hover.contents as MarkupContent).value;
}

describe("lenses", () => {
  it("stand above the load and above the function that runs it, and nowhere else", async () => {
    const { client, uri } = await shared(model);
    await client.open(uri("a.ts"), goodLoad);
    expect(await lensesOf(client, uri("a.ts"))).toEqual([
      "3: Measure",
      "5: Measure detector.onnx",
      "5: Measure detect · needs arguments",
    ]);
  });

  it("are absent for models that are not there, hub models and addresses", async () => {
    const { client, uri } = await shared();
    const text = `import * as ort from "onnxruntime-node";\nimport { pipeline } from "@huggingface/transformers";\nexport const a = ort.InferenceSession.create("none.onnx");\nexport const b = ort.InferenceSession.create("https://x.test/a.onnx");\nexport const c = pipeline("feature-extraction", "Xenova/a");\n`;
    await client.open(uri("a.ts"), text);
    expect(await lensesOf(client, uri("a.ts"))).toEqual([]);
  });

  it.each([
    ["relative to the document", "src/a.ts", '"./detector.onnx"', "src/detector.onnx"],
    ["relative to the package", "pkg/src/deep/a.ts", '"models/detector.onnx"', "pkg/models/detector.onnx"],
    ["new URL", "src/a.ts", 'new URL("../m/detector.onnx", import.meta.url)', "m/detector.onnx"],
    ["fileURLToPath", "src/a.ts", 'fileURLToPath(new URL("./detector.onnx", import.meta.url))', "src/detector.onnx"],
    ["path.join and __dirname", "src/a.ts", 'path.join(__dirname, "..", "detector.onnx")', "detector.onnx"],
    ["import.meta.dirname in a template", "src/a.ts", `\`\${import.meta.dirname}/detector.onnx\``, "src/detector.onnx"],
    ["a constant", "src/a.ts", "file", "src/detector.onnx"],
    ["a public folder", "src/a.ts", '"/models/detector.onnx"', "public/models/detector.onnx"],
  ])("find a model %s", async (_, file, argument, at) => {
    const { client, uri, path } = await shared({ [at]: make.mlp(), "package.json": "{}", "pkg/package.json": "{}" });
    const text = `import path from "node:path";\nimport { fileURLToPath } from "node:url";\nimport * as ort from "onnxruntime-node";\nconst file = "./detector.onnx";\nexport const session = ort.InferenceSession.create(${argument});\n`;
    await client.open(uri(file), text);
    expect(await lensesOf(client, uri(file))).toEqual(["5: Measure"]);
    expect((await client.lenses(uri(file)))[0]!.command).toMatchObject({ tooltip: expect.stringContaining(path(at)) });
  });

  it("appear when the model does", async () => {
    const { client, uri, path, write } = await shared();
    await client.open(uri("a.ts"), goodLoad);
    expect(await lensesOf(client, uri("a.ts"))).toEqual(["5: Measure · needs arguments"]);
    write("detector.onnx", make.mlp());
    await client.changedFiles([path("detector.onnx"), 1]);
    expect(await lensesOf(client, uri("a.ts"))).toEqual([
      "3: Measure",
      "5: Measure detector.onnx",
      "5: Measure detect · needs arguments",
    ]);
  });

  it("stay with their lines while the text cannot be parsed", async () => {
    const { client, uri } = await shared(model);
    await client.open(uri("a.ts"), goodLoad);
    await lensesOf(client, uri("a.ts"));
    await client.replace(uri("a.ts"), ["\nconst session", "\n\nfunction ( {\nconst session"]);
    expect(await lensesOf(client, uri("a.ts"))).toEqual([
      "5: Measure",
      "7: Measure detector.onnx",
      "7: Measure detect · needs arguments",
    ]);
    await client.replace(uri("a.ts"), ["function ( {\n", ""]);
    expect(await lensesOf(client, uri("a.ts"))).toEqual([
      "4: Measure",
      "6: Measure detector.onnx",
      "6: Measure detect · needs arguments",
    ]);
  });

  it("are at most two on a line", async () => {
    const { client, uri } = await shared({ ...model, "b.onnx": make.mlp(), "c.onnx": make.mlp() });
    const text = `import * as ort from "onnxruntime-node";\nexport const all = [ort.InferenceSession.create("detector.onnx"), ort.InferenceSession.create("b.onnx"), ort.InferenceSession.create("c.onnx")];\n`;
    await client.open(uri("a.ts"), text);
    expect(await lensesOf(client, uri("a.ts"))).toEqual(["2: Measure", "2: Measure"]);
  });

  it("say at once why a model cannot be measured, and what to do", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 12345\n";
    const { client, uri } = await shared({ "detector.onnx": pointer });
    await client.open(uri("a.ts"), hotLoad);
    const lenses = await lensesOf(client, uri("a.ts"));
    expect(lenses[0]).toBe("6: Not measured: Git LFS pointer");
    expect(lenses[1]).toMatch(/^6: .*git lfs pull/);
  });

  it("use icons and menus for a client that has them", async () => {
    const { client, uri } = await alone(model, { options: { menus: true, trusted: true } });
    await client.open(uri("a.ts"), goodLoad);
    const [lens] = await client.lenses(uri("a.ts"));
    expect(lens!.command).toMatchObject({
      title: "$(pulse) Measure",
      command: "inferlens.measure",
      arguments: [{ uri: uri("a.ts"), id: "model:detector.onnx" }],
    });
  });

  it("hide measuring where nobody trusts the folder, and where the user hides lenses", async () => {
    const { client, uri } = await alone(model);
    await client.open(uri("a.ts"), goodLoad);
    expect(await client.lenses(uri("a.ts"))).toEqual([]);
    expect(await client.execute(commands.measure, { uri: uri("a.ts"), id: "model:detector.onnx" })).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(/trusted workspace/),
    });
    await client.connection.sendNotification("inferlens/settingsChanged", { trusted: true });
    expect(await client.lenses(uri("a.ts"))).toHaveLength(3);
    await client.connection.sendNotification("inferlens/settingsChanged", { codeLens: false });
    expect(await client.lenses(uri("a.ts"))).toEqual([]);
  });
});

describe("hovers", () => {
  it("on a model's path say what the file says of itself", async () => {
    const { client, uri } = await shared(model);
    await client.open(uri("a.ts"), goodLoad);
    const text = await hoverAt(client, uri("a.ts"), '"detector.onnx"');
    expect(text).toMatch(/detector\.onnx · .*kB · opset 18 · .* parameters · float32/);
    expect(text).toMatch(/in {3}x +float32 \[batch, 64\] +batch is dynamic/);
    expect(text).toMatch(/out {2}y +float32 \[batch, 10\]/);
    expect(text!.split("\n").length).toBeLessThanOrEqual(14);
  });

  it("on a finding add cost, chain and fix, and never its message", async () => {
    const { client, uri } = await shared();
    await client.open(uri("a.ts"), hotLoad);
    const [finding] = await client.diagnostics(uri("a.ts"));
    const text = await hoverAt(client, uri("a.ts"), "ort.InferenceSession.create");
    expect(text).toMatch(/^\*\*Cost\*\* not measured here\. \[Reported elsewhere\]\(https:/);
    expect(text).toContain(`**Why** [called per request: POST /detect](${uri("a.ts")}#L5 "line 5")`);
    expect(text).toMatch(
      /\*\*Fix\*\* Load once at module level\n\n```diff\n- {3}const session = await ort.*\n\+ .*\n(?:\+ .*\n)*```$/,
    );
    expect(text).not.toContain(finding!.message);
    expect(text!.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(12);
  });

  it("on a finding lead on, for a client that has the commands", async () => {
    const { client, uri } = await alone(model, { options: { trusted: true, menus: true } });
    await client.open(uri("a.ts"), hotLoad);
    const text = await hoverAt(client, uri("a.ts"), "ort.InferenceSession.create");
    const links = [...text!.matchAll(/\[([^\]]+)\]\(command:([\w.]+)\?([^)]+)\)/g)].map(
      ([, title, command, argument]) => [title, command, JSON.parse(decodeURIComponent(argument!))],
    );
    expect(text).not.toContain("**Why**"); // such a client shows the chain beside the message
    expect(links).toEqual([
      ["Explain", "inferlens.explain", [{ uri: uri("a.ts"), position: { line: 5, character: 24 } }]],
      [
        "Measure this",
        "inferlens.measure",
        [{ uri: uri("a.ts"), id: "finding:model-load-in-hot-path:ort.InferenceSession.create" }],
      ],
      [
        "Compare before and after",
        "inferlens.compareFix",
        [{ uri: uri("a.ts"), fingerprint: "model-load-in-hot-path:ort.InferenceSession.create" }],
      ],
    ]);
  });

  it("on a finding are plain lines for other clients", async () => {
    const capabilities = { ...able, textDocument: { ...able.textDocument, hover: {} } };
    const { client, uri } = await alone({}, { capabilities });
    await client.open(uri("a.ts"), hotLoad);
    const text = await hoverAt(client, uri("a.ts"), "ort.InferenceSession.create");
    expect(text).toMatch(/^Cost {2}not measured here\. Reported elsewhere: https:/);
    expect(text).toMatch(/\nWhy {3}.*POST \/detect, line 5/);
    expect(text).toMatch(/\nFix {3}- {3}const session = await ort/);
  });

  it("say why a model cannot be read", async () => {
    const { client, uri } = await shared({ "detector.onnx": "not a model" });
    await client.open(uri("a.ts"), goodLoad);
    expect(await hoverAt(client, uri("a.ts"), '"detector.onnx"')).toMatch(/Cannot read: .*\. \w/);
  });

  it("are null where there is nothing to add", async () => {
    const { client, uri } = await shared();
    await client.open(uri("a.ts"), hotLoad);
    expect(await hoverAt(client, uri("a.ts"), "app.listen")).toBeNull();
  });

  it("are plain text for a client without Markdown", async () => {
    const capabilities = { ...able, textDocument: { ...able.textDocument, hover: {} } };
    const { client, uri } = await alone(model, { capabilities });
    await client.open(uri("a.ts"), goodLoad);
    expect(await hoverAt(client, uri("a.ts"), '"detector.onnx"')).not.toContain("```");
  });
});

describe("commands", () => {
  it("find what the cursor is on or in", async () => {
    const { client, uri } = await shared(model);
    await client.open(uri("a.ts"), goodLoad);
    const at = (line: number, character: number) =>
      client.execute(commands.targetAt, { uri: uri("a.ts"), position: { line, character } });
    const target = { uri: uri("a.ts"), id: "model:detector.onnx" };
    expect(await at(2, 30)).toEqual(target);
    expect(await at(5, 10)).toEqual(target);
    expect(await at(0, 3)).toBeNull();
    expect(await client.execute(commands.targetAt, { uri: 3 })).toBeNull();
  });

  it("tell the status", async () => {
    const { client, uri } = await alone({ "inferlens.json": "{}" });
    await client.open(uri("a.ts"), hotLoad);
    await client.diagnostics(uri("a.ts"));
    expect(await client.execute<ServerStatus>(commands.status)).toMatchObject({
      active: true,
      measuring: null,
      runtime: expect.stringMatching(/^onnxruntime-node \d+\.\d+/),
      config: expect.stringMatching(/inferlens\.json$/),
      history: null,
    });
    expect(client.heard.some(({ method }) => method === "inferlens/statusChanged")).toBe(true);
  });

  it("answer nonsense with nothing", async () => {
    const { client } = await shared();
    expect(await client.execute("inferlens.server.nonsense")).toBeNull();
    expect(await client.execute(commands.measure)).toMatchObject({ kind: "failed" });
    expect(await client.execute(commands.cancel)).toBe(false);
  });
});

describe("explaining a finding", () => {
  it("tells why, what it serves, what it cost elsewhere and what can be done", async () => {
    const { client, uri } = await shared(model);
    await client.open(uri("a.ts"), hotLoad);
    const position = { line: 5, character: 30 };
    const told = await client.execute<Explanation>(commands.explain, { uri: uri("a.ts"), position });
    expect(told).toMatchObject({
      rule: "model-load-in-hot-path",
      message: "detector.onnx is loaded on every POST /detect. Load it once and reuse the session.",
      place: { uri: uri("a.ts"), line: 5 },
      reasons: [{ text: "called per request: POST /detect", uri: uri("a.ts"), line: 4 }],
      strategy: "Caching and precomputation",
      dimensions: ["latency", "cost", "scalability"],
      measured: [],
      canBeMeasured: true,
      fixes: [{ title: "Load once at module level", class: "safe" }],
    });
    expect(told.evidence.every(({ source }) => source.startsWith("https://"))).toBe(true);
    expect(told.pageUrl).toMatch(/model-load-in-hot-path\.md$/);
  });

  it("is null elsewhere, and for arguments that are none", async () => {
    const { client, uri } = await shared();
    await client.open(uri("a.ts"), hotLoad);
    const at = { uri: uri("a.ts"), position: { line: 0, character: 0 } };
    expect(await client.execute(commands.explain, at)).toBeNull();
    expect(await client.execute(commands.explain, { uri: uri("a.ts") })).toBeNull();
    expect(await client.execute(commands.explain, 7)).toBeNull();
  });
});

describe("the server's report", () => {
  it("has versions, files, memory and how long things took", async () => {
    const { client, uri } = await alone({ "b.ts": hotLoad, "plain.ts": "export {};\n" });
    await client.open(uri("a.ts"), hotLoad);
    await client.diagnostics(uri("a.ts"));
    await hoverAt(client, uri("a.ts"), "ort.InferenceSession.create");
    const before = await client.execute<string>(commands.report);
    expect(before).toMatch(/\| Hot List \| not read yet \|/);
    await client.connection.sendRequest(workspaceFindings, {});
    const page = await client.execute<string>(commands.report);
    expect(page).toMatch(/^# InferLens server\n/);
    expect(page).toMatch(/\| Version \| \d+\.\d+\.\d+ \|/);
    expect(page).toMatch(/\| Looks for \| \d+ rules over \d+ libraries \|/);
    expect(page).toMatch(/\| Open documents \| 1, 1 with model code \|/);
    expect(page).toMatch(/\| Hot List \| 2 of 3 files have model code, read in [\d.,]+ m?s \|/);
    expect(page).toMatch(/\| Whole process \| [\d.]+ [MG]B \|/);
    expect(page).toMatch(/\| analysis \| \d+ \| [\d.,]+ [mµ]?s \|/);
    expect(page).toMatch(/\| hover \| 1 \| [\d.,]+ [mµ]?s \|/);
    expect(page).not.toMatch(/undefined|NaN|null/);
  });
});
