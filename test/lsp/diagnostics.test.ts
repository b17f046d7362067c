/** Diagnostics over the wire: pushed, asked for, in every state a document can be in. */

import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, describe, expect, it } from "vitest";
import type { Diagnostic, DocumentDiagnosticReport } from "vscode-languageserver/node";
import { able, type Client, pulling, rangeOfText, stage } from "./client.ts";
import { hotLoad } from "./programs.ts";

const { alone, client: startClient, end, folder, shared } = stage();
afterAll(end);

const codes = (diagnostics: readonly Diagnostic[]): readonly unknown[] => diagnostics.map((one) => one.code);
const pull = (client: Client, uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
  client.connection.sendRequest("textDocument/diagnostic", {
    textDocument: { uri },
    ...(previousResultId && { previousResultId }),
  });

describe("pushed diagnostics", () => {
  it("stand at the callee with source, code, rule page, chain and version", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    const [found, ...others] = await client.diagnostics(file);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      source: "inferlens",
      code: "model-load-in-hot-path",
      severity: 2,
      range: rangeOfText(client.documents.get(file)!, "ort.InferenceSession.create"),
      codeDescription: { href: expect.stringMatching(/^https:.*model-load-in-hot-path/) },
      data: { fingerprint: expect.any(String) },
    });
    expect(found!.message).toMatch(/POST \/detect/);
    expect(found!.message).not.toContain("{cost}");
    expect(found!.relatedInformation?.[0]).toMatchObject({
      location: { uri: file },
      message: expect.stringMatching(/POST \/detect/),
    });
  });

  it("follow each edit, carry its version and keep the fingerprint when lines move", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    const [before] = await client.diagnostics(file);
    await client.replace(file, ["const app", "\n\nconst app"]);
    const [after] = await client.diagnostics(file);
    expect(after!.range.start.line).toBe(before!.range.start.line + 2);
    expect(after!.data).toEqual(before!.data);
  });

  it("are of the newest version when several edits arrive together", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    await client.diagnostics(file);
    const sent = [client.replace(file, ["\nconst app", "\n\nconst app"])];
    for (let line = 0; line < 20; line++) sent.push(client.replace(file, ["\n\nconst app", "\n\n\nconst app"]));
    await Promise.all(sent);
    const [found] = await client.diagnostics(file);
    expect(found!.range).toEqual(rangeOfText(client.documents.get(file)!, "ort.InferenceSession.create"));
  });

  it("are cleared when the document is closed", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    expect(await client.diagnostics(file)).toHaveLength(1);
    await client.close(file);
    expect(await client.diagnosticsThat(file, (now) => now.length === 0)).toEqual([]);
  });

  it("leave out what the client cannot show", async () => {
    const { client, uri } = await alone({}, { capabilities: {} });
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    const [found] = await client.diagnostics(file);
    expect(found).not.toHaveProperty("relatedInformation");
    expect(found).not.toHaveProperty("codeDescription");
    expect(found!.code).toBe("model-load-in-hot-path");
  });

  it("wait for saving when the user wants that", async () => {
    const { client, uri } = await alone({}, { options: { run: "onSave" } });
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    await client.diagnostics(file);
    await client.replace(file, ['"detector.onnx"', '"other.onnx"']);
    await client.lenses(file); // an answered request: the edit has been seen by then
    expect(client.published.get(file)?.version).toBe(1);
    await client.save(file);
    expect((await client.diagnostics(file))[0]!.message).toContain("other.onnx");
  });
});

describe("diagnostics asked for", () => {
  it("are full once, then unchanged, then full again after an edit", async () => {
    // Measurements of earlier sessions would make the second answer another one.
    const { client, uri } = await alone({}, { capabilities: pulling, options: { storagePath: tmpdir() } });
    const file = uri("server.ts");
    expect(client.initialized.capabilities.diagnosticProvider).toMatchObject({ identifier: "inferlens" });
    await client.open(file, hotLoad);
    const first = await pull(client, file);
    expect(first.kind).toBe("full");
    if (first.kind !== "full") return;
    expect(codes(first.items)).toEqual(["model-load-in-hot-path"]);
    expect(await pull(client, file, first.resultId)).toEqual({ kind: "unchanged", resultId: first.resultId });
    await client.replace(file, ['app.post("/detect", ', "const once = ("]);
    const later = await pull(client, file, first.resultId);
    expect(later.kind).toBe("full");
  });

  it("are not pushed as well", async () => {
    const { client, uri } = await alone({}, { capabilities: pulling });
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    await pull(client, file);
    await client.close(file);
    await client.open(file, hotLoad);
    await pull(client, file);
    expect(client.published.has(file)).toBe(false);
  });

  it("are empty for documents that are not open", async () => {
    const { client, uri } = await alone({}, { capabilities: pulling });
    expect(await pull(client, uri("nowhere.ts"))).toEqual({ kind: "full", items: [] });
  });
});

describe("documents of every kind", () => {
  it.each([
    ["typescript", "untitled:Untitled-1"],
    ["javascript", "untitled:Untitled-2"],
  ])("untitled %s is looked at", async (language, uri) => {
    const { client } = await shared();
    await client.open(uri, hotLoad, language);
    expect(codes(await client.diagnostics(uri))).toEqual(["model-load-in-hot-path"]);
  });

  it("other languages are left alone", async () => {
    const { client, uri } = await shared();
    await client.open(uri("server.md"), hotLoad, "markdown");
    expect(await client.diagnostics(uri("server.md"))).toEqual([]);
  });

  it.each([
    ["CRLF", hotLoad.replaceAll("\n", "\r\n")],
    ["a byte order mark", `\uFEFF${hotLoad}`],
    ["surrogate pairs before it on its line", hotLoad.replace("const session", 'const emoji = "😀😀"; const session')],
    ["lone CR", hotLoad.replaceAll("\n", "\r")],
  ])("columns are UTF-16 with %s", async (_, text) => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, text);
    const [found] = await client.diagnostics(file);
    expect(found!.range).toEqual(rangeOfText(client.documents.get(file)!, "ort.InferenceSession.create"));
  });

  it.each([
    ["half-typed", hotLoad.replace('.create("detector.onnx");', '.create("detector')],
    [
      "a merge conflict",
      hotLoad.replace("const app", "<<<<<<< HEAD\nconst app").replace("app.listen", "=======\n>>>>>>> b\napp.listen"),
    ],
    ["5,000 levels deep", `${hotLoad}\nconst deep = ${"(".repeat(5_000)}1${")".repeat(5_000)};`],
    ["a line of a megabyte", `${hotLoad}\nconst data = [${'"abcdefgh",'.repeat(100_000)}];`],
    ["empty", ""],
    ["only a lone surrogate", "\uD83D"],
  ])("the server lives through text that is %s", async (_, text) => {
    const { client, uri } = await shared();
    await client.open(uri("odd.ts"), text);
    await client.diagnostics(uri("odd.ts"));
    await client.open(uri("server.ts"), hotLoad);
    expect(codes(await client.diagnostics(uri("server.ts")))).toEqual(["model-load-in-hot-path"]);
  });

  it("stays right when a file is typed letter by letter", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, "");
    const end = `${hotLoad}// end`;
    for (let at = 0; at < end.length; at += 7)
      await client.rewriteTail(file, end.slice(0, Math.min(end.length, at + 7)));
    expect(codes(await client.diagnostics(file))).toEqual(["model-load-in-hot-path"]);
  });
});

describe("several files", () => {
  const library =
    'import * as ort from "onnxruntime-node";\nexport const open = () => ort.InferenceSession.create("detector.onnx");\n';

  it("survive circular imports", async () => {
    const { client, uri } = await shared({
      "a.ts": `import { b } from "./b.ts";\nimport * as ort from "onnxruntime-node";\nexport const a = ort;\n`,
      "b.ts": `import { a } from "./a.ts";\nexport const b = a;\n`,
    });
    await client.open(uri("main.ts"), `import { a } from "./a.ts";\n${hotLoad}`);
    expect(codes(await client.diagnostics(uri("main.ts")))).toEqual(["model-load-in-hot-path"]);
  });

  it("survive an imported file that is deleted or cannot be read", async () => {
    const { client, uri, path } = await shared({ "lib.ts": library });
    mkdirSync(path("odd.ts"));
    await client.open(
      uri("main.ts"),
      `import { open } from "./lib.ts";\nimport { x } from "./odd.ts";\nimport { y } from "./none.ts";\n${hotLoad}`,
    );
    expect(await client.diagnostics(uri("main.ts"))).toHaveLength(1);
    await client.changedFiles([path("lib.ts"), 3]);
    await client.replace(uri("main.ts"), ["app.listen(3000);", ""]);
    expect(await client.diagnostics(uri("main.ts"))).toHaveLength(1);
  });

  it("an unsaved edit of an imported file counts for its importers", async () => {
    const { client, uri } = await shared({ "lib.ts": "export {};\n" });
    const main = `import express from "express";\nimport { ort } from "./lib.ts";\n${hotLoad.split("\n").slice(2).join("\n")}`;
    await client.open(uri("lib.ts"), "export {};\n");
    await client.open(uri("main.ts"), main);
    expect(await client.diagnostics(uri("main.ts"))).toEqual([]);
    await client.rewrite(uri("lib.ts"), 'export * as ort from "onnxruntime-node";\n');
    await client.diagnosticsThat(uri("main.ts"), (now) => now[0]?.code === "model-load-in-hot-path");
    await client.rewrite(uri("lib.ts"), "export {};\n");
    await client.diagnosticsThat(uri("main.ts"), (now) => now.length === 0);
  });

  it("in folders that overlap are reported once", async () => {
    const place = folder({ "inner/server.ts": hotLoad });
    const client = await startClient({ folders: [place.folder, place.path("inner")], capabilities: able });
    const file = place.uri("inner/server.ts");
    await client.open(file, hotLoad);
    expect(await client.diagnostics(file)).toHaveLength(1);
    expect(client.heard.filter(({ method }) => method === "textDocument/publishDiagnostics")).not.toHaveLength(0);
    expect([...client.published.keys()]).toEqual([file]);
  });

  it("each folder has its own settings", async () => {
    const a = folder({ "inferlens.json": '{ "rules": { "model-load-in-hot-path": "off" } }' });
    const b = folder();
    const client = await startClient({ folders: [a.folder, b.folder] });
    await client.open(a.uri("server.ts"), hotLoad);
    await client.open(b.uri("server.ts"), hotLoad);
    expect(await client.diagnostics(a.uri("server.ts"))).toEqual([]);
    expect(await client.diagnostics(b.uri("server.ts"))).toHaveLength(1);
  });
});

describe("ignore comments", () => {
  it("silence the next line, and say so when they are needless", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    const ignored = hotLoad.replace(
      "  const session",
      "  // inferlens-ignore model-load-in-hot-path -- warm cache\n  const session",
    );
    await client.open(file, ignored);
    expect(await client.diagnostics(file)).toEqual([]);
    await client.replace(
      file,
      ['app.post("/detect", async (req, res) => {', "const start = async (req: any, res: any) => {"],
      ["});\napp", "};\napp"],
    );
    expect(codes(await client.diagnostics(file))).toEqual(["unused-ignore"]);
  });
});

it("ends with its exit code when asked to", async () => {
  const { client } = await alone();
  expect(await client.stop()).toBe(0);
});
