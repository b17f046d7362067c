/** Findings of the whole workspace: closed files too, measured apart from not measured, in parts, cancelled, told anew. */
import { rmSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { CancellationTokenSource, ProgressType } from "vscode-languageserver/node";
import {
  commands,
  findingsChanged,
  type MeasureAnswer,
  type WorkspaceFindings,
  type WorkspaceFindingsPart,
  workspaceFindings,
} from "../../server/src/lsp/protocol.ts";
import * as make from "../fixtures/models/make.ts";
import { able, type Client, stage } from "./client.ts";
import { goodLoad, hotLoad } from "./programs.ts";

const { alone, end } = stage();
afterAll(end);

const ask = (client: Client, params: object = {}): Promise<WorkspaceFindings> =>
  client.connection.sendRequest(workspaceFindings, params);

const heard = (client: Client): number => client.heard.filter(({ method }) => method === findingsChanged).length;

describe("findings of the workspace", () => {
  it("are those of all files, open or not, without what is excluded or installed", async () => {
    const { client, uri } = await alone({
      "src/server.ts": hotLoad,
      "src/fine.ts": goodLoad,
      "src/plain.ts": "export const answer = 42;\n",
      "vendor/server.ts": hotLoad,
      "node_modules/x/server.ts": hotLoad,
      "old/server.ts": hotLoad,
      "inferlens.json": '{ "exclude": ["old/**"] }',
    });
    await client.open(uri("src/plain.ts"), hotLoad);
    const { files, filesWithModelCode, findings } = await ask(client);
    expect({ files, filesWithModelCode }).toEqual({ files: 4, filesWithModelCode: 3 });
    expect(findings.map((one) => [one.uri, one.rule])).toEqual([
      [uri("src/plain.ts"), "model-load-in-hot-path"],
      [uri("src/server.ts"), "model-load-in-hot-path"],
    ]);
    expect(findings[1]).toEqual({
      uri: uri("src/server.ts"),
      range: { start: { line: 5, character: 24 }, end: { line: 5, character: 51 } },
      rule: "model-load-in-hot-path",
      severity: "warning",
      head: "detector.onnx is loaded on every POST /detect",
      message: "detector.onnx is loaded on every POST /detect. Load it once and reuse the session.",
      dimensions: ["latency", "cost", "scalability"],
      measured: null,
      target: null,
    });
  });

  it("say nothing of our own comments", async () => {
    const { client } = await alone({ "a.ts": `// inferlens-ignore-file lazy-load-race -- old\n${goodLoad}` });
    expect((await ask(client)).findings).toEqual([]);
  });

  it("stand first once measured, with what they cost; a closed file can be measured", async () => {
    const other = hotLoad.replace("detector.onnx", "none.onnx");
    const { client, uri } = await alone(
      { "a.ts": other, "server.ts": hotLoad, "detector.onnx": make.mlp() },
      { options: { trusted: true } },
    );
    const before = await ask(client);
    expect(before.findings.map((one) => [one.uri, one.measured, one.target])).toEqual([
      [uri("a.ts"), null, null],
      [
        uri("server.ts"),
        null,
        { uri: uri("server.ts"), id: "finding:model-load-in-hot-path:ort.InferenceSession.create" },
      ],
    ]);
    const answer = await client.execute<MeasureAnswer>(commands.measure, before.findings[1]!.target);
    expect(answer.kind).toBe("measured");
    await client.until("the list is told to be old", () => heard(client) > 0);
    const [first, second] = (await ask(client)).findings;
    expect(first!.uri).toBe(uri("server.ts"));
    expect(first!.measured?.text).toMatch(/^[\d.,]+ [mµ]?s per request$/);
    expect(first!.measured?.costMs).toBeGreaterThan(0);
    expect(first!.message).toMatch(/\([\d.,]+ [mµ]?s measured\)/);
    expect(second!.measured).toBeNull();
  });

  it("come in parts, and the answer has them all", async () => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`src/s${at}.ts`, hotLoad]));
    const { client } = await alone(many);
    const parts: WorkspaceFindingsPart[] = [];
    client.connection.onProgress(new ProgressType<WorkspaceFindingsPart>(), "t", (part) => void parts.push(part));
    const { findings } = await ask(client, { partialResultToken: "t" });
    expect(findings).toHaveLength(120);
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.every(({ ofFiles }) => ofFiles === 120)).toBe(true);
    const inParts = parts.flatMap((one) => one.findings.map(({ uri }) => uri));
    expect(new Set(inParts).size).toBe(inParts.length);
    expect(inParts.length).toBeLessThanOrEqual(120);
  });

  it("can be given up, and asked for again", async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`src/s${at}.ts`, hotLoad]));
    const { client } = await alone(many);
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(workspaceFindings, {}, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
    expect((await ask(client)).findings).toHaveLength(60);
  });

  it("do not make typing wait: a change is answered while files are read", async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`src/s${at}.ts`, hotLoad]));
    const { client, uri } = await alone(many);
    await client.open(uri("open.ts"), hotLoad);
    await client.diagnostics(uri("open.ts"));
    const order: string[] = [];
    const all = ask(client).then(() => order.push("all files"));
    await client.replace(uri("open.ts"), ["detector", "other"]);
    await client.diagnostics(uri("open.ts"));
    order.push("typed");
    await all;
    expect(order).toEqual(["typed", "all files"]);
  });

  it("are told to be old after a change, but only to who asked", async () => {
    const { client, uri, path, write } = await alone({ "server.ts": hotLoad });
    await client.open(uri("open.ts"), goodLoad);
    await client.diagnostics(uri("open.ts"));
    expect((await ask(client)).findings).toHaveLength(1);
    expect(heard(client)).toBe(0);
    write("server.ts", goodLoad);
    await client.changedFiles([path("server.ts"), 2]);
    await client.until("findings changed", () => heard(client) > 0);
    expect((await ask(client)).findings).toEqual([]);
    rmSync(path("server.ts"));
    await client.changedFiles([path("server.ts"), 3]);
    expect((await ask(client)).files).toBe(1);
  });

  it("follow changes without file watching too", async () => {
    const { workspace, ...rest } = able;
    const capabilities = { ...rest, workspace: { ...workspace, didChangeWatchedFiles: {} } };
    const { client, write } = await alone({ "server.ts": hotLoad }, { capabilities });
    expect((await ask(client)).findings).toHaveLength(1);
    write("server.ts", `${goodLoad}\n// longer than before, so that size alone tells\n`);
    expect((await ask(client)).findings).toEqual([]);
  });
});
