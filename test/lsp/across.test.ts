/** A finding in one file that follows from another: found in the background, gone and back with edits of the helper, kept on disk. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "vscode-languageserver/node";
import { Client, stage } from "./client.ts";

const { alone, end } = stage();
const storage = mkdtempSync(path.join(tmpdir(), "inferlens-index-"));
afterAll(async () => {
  await end();
  rmSync(storage, { recursive: true, force: true });
});

const loads = `import * as ort from "onnxruntime-node";
export async function loadVad() {
  const session = await ort.InferenceSession.create("models/vad.onnx");
  return session;
}
`;
const keeps = loads.replace(
  'const session = await ort.InferenceSession.create("models/vad.onnx");',
  'session ??= ort.InferenceSession.create("models/vad.onnx");',
);
const files = {
  "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  "src/lib/vad.ts": loads,
  "src/lib/index.ts": 'export * from "./vad.js";\n',
  "src/helper.ts": 'import { loadVad } from "@/lib";\nexport const ready = async () => ({ vad: await loadVad() });\n',
  "src/server.ts": `import express from "express";
import { ready } from "./helper";
const app = express();
app.post("/speech", async (req, res) => {
  const { vad } = await ready();
  res.json(vad.inputNames);
});
`,
};
const isHot = (found: readonly Diagnostic[]): boolean => found.some(({ code }) => code === "model-load-in-hot-path");

describe("across files", () => {
  it("finds a load three files away, with the way there as places to click", async () => {
    const { client, uri } = await alone(files);
    const server = uri("src/server.ts");
    await client.open(server, files["src/server.ts"]);
    const [found] = (await client.diagnosticsThat(server, isHot)).filter(
      (one) => one.code === "model-load-in-hot-path",
    );
    expect(found).toMatchObject({
      range: { start: { line: 4, character: 24 }, end: { line: 4, character: 29 } },
      message: expect.stringMatching(/^vad\.onnx is loaded by ready on every POST \/speech/),
    });
    expect(
      found!.relatedInformation!.map(({ location, message }) => [location.uri, location.range.start.line, message]),
    ).toEqual([
      [server, 3, "called per request: POST /speech"],
      [uri("src/helper.ts"), 1, "calls loadVad here"],
      [uri("src/lib/vad.ts"), 2, "loads models/vad.onnx here"],
    ]);
  });

  it("follows edits of the helper while its callers are open", async () => {
    const { client, uri } = await alone(files);
    const server = uri("src/server.ts");
    const vad = uri("src/lib/vad.ts");
    await client.open(server, files["src/server.ts"]);
    await client.open(vad, loads);
    await client.diagnosticsThat(server, isHot);
    await client.rewrite(vad, `let session;\n${keeps}`);
    await client.diagnosticsThat(server, (found) => !isHot(found));
    await client.rewrite(vad, loads);
    await client.diagnosticsThat(server, isHot);
  });

  it("follows files that change, appear and go away on disk", async () => {
    const { "src/lib/vad.ts": _, ...without } = files;
    const { client, uri, path: at, write } = await alone(without);
    const server = uri("src/server.ts");
    await client.open(server, files["src/server.ts"]);
    await client.diagnostics(server);
    write("src/lib/vad.ts", loads);
    await client.changedFiles([at("src/lib/vad.ts"), 1]);
    await client.diagnosticsThat(server, isHot);
    write("src/lib/vad.ts", `let session;\n${keeps}`);
    await client.changedFiles([at("src/lib/vad.ts"), 2]);
    await client.diagnosticsThat(server, (found) => !isHot(found));
  });

  it("keeps what it worked out, and sets a broken file aside", async () => {
    const options = { storagePath: storage };
    const first = await alone(files, { options });
    await first.client.open(first.uri("src/server.ts"), files["src/server.ts"]);
    await first.client.diagnosticsThat(first.uri("src/server.ts"), isHot);
    await first.client.stop();
    const [kept, ...others] = readdirSync(path.join(storage, "index"));
    expect(others).toEqual([]);
    const file = path.join(storage, "index", kept!);
    expect(readFileSync(file, "utf8")).toContain("models/vad.onnx");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 100));
    const again = await Client.start({ folders: [path.dirname(path.dirname(first.path("src/server.ts")))], options });
    await again.open(first.uri("src/server.ts"), files["src/server.ts"]);
    await again.diagnosticsThat(first.uri("src/server.ts"), isHot);
    await again.stop();
    expect(readdirSync(path.join(storage, "index")).sort()).toEqual([kept, `${kept}.unreadable`].sort());
  });
});
