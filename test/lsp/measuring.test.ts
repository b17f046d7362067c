/** A measurement from click to lens, on a real runtime and tiny real models; and every way it can end. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import type { Hover, InlayHint, MarkupContent } from "vscode-languageserver/node";
import { commands, type MeasureAnswer, type PickDimensions, pickDimensions } from "../../server/src/lsp/protocol.ts";
import * as make from "../fixtures/models/make.ts";
import { type Client, type ClientOptions, stage } from "./client.ts";
import { goodLoad, hotLoad } from "./programs.ts";

const { alone, end } = stage();
afterAll(end);

const model = { "detector.onnx": make.mlp() };
const program = goodLoad.replace(", { intraOpNumThreads: 1 }", "");

/** A server whose measurements are short. */
async function measuring(
  files: Readonly<Record<string, string | Uint8Array>> = model,
  more: Partial<ClientOptions> = {},
) {
  const place = await alone(files, more);
  await place.client.connection.sendNotification("inferlens/settingsChanged", {
    trusted: true,
    measureSeconds: 1,
    storagePath: place.path(".state"),
    ...more.options,
  });
  return place;
}

const measure = (client: Client, uri: string, id = "model:detector.onnx"): Promise<MeasureAnswer> =>
  client.execute(commands.measure, { uri, id });

async function lensesOf(client: Client, uri: string): Promise<readonly string[]> {
  return (await client.lenses(uri)).map((lens) => `${lens.range.start.line + 1}: ${lens.command?.title}`);
}

const figures =
  /p50 (about )?[\d.,]+ (ns|µs|ms|s) · (p95 [\d.,]+ (ns|µs|ms|s) · [\d.,k]+\/s|disturbed|max .*\/s) · CPU$/;

function hints(client: Client, uri: string): Promise<InlayHint[]> {
  return client.connection.sendRequest("textDocument/inlayHint", {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
  });
}

describe("a measurement", () => {
  it("puts its figures into lens, hint, hover and history, and the record agrees with the lens", async () => {
    const { client, uri, path } = await measuring();
    const file = uri("a.ts");
    await client.open(file, program);
    expect(await lensesOf(client, file)).toEqual([
      "3: Measure",
      "5: Measure detector.onnx",
      "5: Measure detect · needs arguments",
    ]);
    expect(await hints(client, file)).toEqual([]);

    const answer = await measure(client, file);
    expect(answer).toMatchObject({
      kind: "measured",
      title: expect.stringMatching(figures),
      runId: expect.any(String),
    });

    const lenses = await lensesOf(client, file);
    expect(lenses).toHaveLength(3);
    expect(lenses[0]).toMatch(figures);
    expect(lenses[1]).toMatch(/^5: detector\.onnx · p50/);
    expect(client.heard.some(({ method }) => method === "workspace/codeLens/refresh")).toBe(true);

    const [hint, ...others] = await hints(client, file);
    expect(others).toEqual([]);
    expect(hint).toMatchObject({
      label: expect.stringMatching(/^[\d.,]+ (ns|µs|ms|s)$/),
      paddingLeft: true,
      position: { line: 6 },
    });

    const database = new DatabaseSync(path(".state/measurements.sqlite"), { readOnly: true });
    const rows = database.prepare("SELECT id, subject_path AS model, kind FROM runs").all();
    database.close();
    expect(rows).toEqual([
      { id: answer.kind === "measured" ? answer.runId : "", model: path("detector.onnx"), kind: "measured" },
    ]);

    const hover: Hover | null = await client.connection.sendRequest("textDocument/hover", {
      textDocument: { uri: file },
      position: { line: 2, character: 55 },
    });
    expect((hover!.contents as MarkupContent).value).toMatch(/Last {2}p50 [\d.,]+ .*\n.*CPU · onnxruntime-node/);
  });

  it("tells its progress and can be cancelled", async () => {
    const { client, uri } = await measuring({ "detector.onnx": make.slow() }, { options: { measureSeconds: 60 } });
    await client.open(uri("a.ts"), program);
    const answer = measure(client, uri("a.ts"));
    await client.until("progress", () => client.heard.some(({ method }) => method === "$/progress"));
    await client.until("a refresh of the lenses", () =>
      client.heard.some(({ method }) => method === "workspace/codeLens/refresh"),
    );
    expect((await lensesOf(client, uri("a.ts"))).slice(0, 2)).toEqual([
      expect.stringMatching(/^3: Measuring/),
      "3: Cancel",
    ]);
    expect(await client.execute(commands.cancel)).toBe(true);
    expect(await answer).toEqual({ kind: "cancelled" });
    expect(await lensesOf(client, uri("a.ts"))).toEqual([
      "3: Measure",
      "5: Measure detector.onnx",
      "5: Measure detect · needs arguments",
    ]);
    const measuringSeen = client.heard.filter(
      ({ method, params }) =>
        method === "inferlens/statusChanged" && (params as { measuring: unknown }).measuring !== null,
    );
    expect(measuringSeen.length).toBeGreaterThan(0);
  });

  it("puts the measured cost into the finding", async () => {
    const { client, uri } = await measuring();
    await client.open(uri("a.ts"), hotLoad);
    expect((await client.diagnostics(uri("a.ts")))[0]!.message).not.toMatch(/measured/);
    await measure(client, uri("a.ts"));
    const [finding] = await client.diagnosticsThat(uri("a.ts"), (now) =>
      /\([\d.,]+ (ns|µs|ms|s) measured\)/.test(String(now[0]?.message)),
    );
    expect(finding!.code).toBe("model-load-in-hot-path");
    expect((await lensesOf(client, uri("a.ts")))[0]).toMatch(
      /^6: (load [\d.,]+ (µs|ms|s) · p50|p50 about .* · disturbed)/,
    );
  });

  it("is outdated when model or options change, and the hint leaves with the first edit of its function", async () => {
    const { client, uri, path, write } = await measuring();
    const file = uri("a.ts");
    await client.open(file, program);
    await measure(client, file);
    expect(await hints(client, file)).toHaveLength(1);
    await client.replace(file, ["const scaled = image", "const scaled = (image)"]);
    expect(await hints(client, file)).toEqual([]);
    expect((await lensesOf(client, file))[0]).toMatch(figures);
    await client.replace(file, ["const scaled = (image)", "const scaled = image"]);
    expect(await hints(client, file)).toHaveLength(1);

    await client.replace(file, ['"detector.onnx")', '"detector.onnx", { graphOptimizationLevel: "basic" })']);
    expect((await lensesOf(client, file))[0]).toMatch(/outdated: options$/);
    await client.replace(file, [', { graphOptimizationLevel: "basic" }', ""]);
    expect((await lensesOf(client, file))[0]).toMatch(figures);

    write("detector.onnx", make.square());
    await client.changedFiles([path("detector.onnx"), 2]);
    await lensesOf(client, file); // begins to read the bytes
    const deadline = Date.now() + 20_000;
    let now = await lensesOf(client, file);
    while (!/outdated: model changed$/.test(now[0]!) && Date.now() < deadline) now = await lensesOf(client, file);
    expect(now[0]).toMatch(/outdated: model changed$/);
    expect(await hints(client, file)).toEqual([]);
  });

  it("asks for sizes once and remembers them", async () => {
    const asked: PickDimensions[] = [];
    const answers = {
      [pickDimensions]: (params: unknown) => {
        asked.push(params as PickDimensions);
        return { "x.0": 3 };
      },
    };
    const { client, uri, path } = await measuring(model, { answers, options: { menus: true } });
    await client.open(uri("a.ts"), program);
    expect(await measure(client, uri("a.ts"))).toMatchObject({
      kind: "measured",
      details: expect.stringMatching(/batch 3/),
    });
    expect(await measure(client, uri("a.ts"))).toMatchObject({ kind: "measured" });
    expect(asked).toEqual([
      {
        model: "detector.onnx",
        dimensions: [expect.objectContaining({ key: "x.0", input: "x", index: 0, symbol: "batch" })],
      },
    ]);
    expect(existsSync(path(".state/measurements.sqlite"))).toBe(true);
  });

  it("is cancelled by giving up on sizes", async () => {
    const { client, uri } = await measuring(model, {
      answers: { [pickDimensions]: () => null },
      options: { menus: true },
    });
    await client.open(uri("a.ts"), program);
    expect(await measure(client, uri("a.ts"))).toEqual({ kind: "cancelled" });
    expect((await lensesOf(client, uri("a.ts")))[0]).toBe("3: $(pulse) Measure");
  });

  it("takes sizes from inferlens.json, and works on a model file alone", async () => {
    const settings = JSON.stringify({ measure: { seconds: 1, dimensions: { "detector.onnx": { "x.0": 5 } } } });
    const { client, uri } = await measuring({ ...model, "inferlens.json": settings });
    await client.open(uri("a.ts"), program);
    expect(await measure(client, uri("a.ts"))).toMatchObject({
      kind: "measured",
      details: expect.stringMatching(/batch 5/),
    });
    expect(await client.execute(commands.measure, { modelUri: uri("detector.onnx") })).toMatchObject({
      kind: "measured",
      details: expect.stringMatching(/batch 5/),
    });
  });
});

describe("what cannot be measured says why, and the server lives", () => {
  it.each([
    ["a corrupt model", Buffer.from("this is not a model at all"), /not an ONNX file|not a model/i],
    ["an empty file", Buffer.alloc(0), /empty/],
    ["a Git LFS pointer", make.gitLfsPointer(), /Git LFS pointer/],
    ["missing weights", make.external("weights.data"), /weights file missing: weights\.data/],
    ["an unknown operator", make.unknownOperator(), /operator .*Fancy/],
  ])("%s", async (_, bytes, reason) => {
    const { client, uri } = await measuring({ "detector.onnx": bytes });
    await client.open(uri("a.ts"), program);
    const answer = await measure(client, uri("a.ts"));
    expect(answer).toMatchObject({
      kind: "failed",
      reason: expect.stringMatching(reason),
      act: expect.stringMatching(/\w.*\.$/),
    });
    const [lens, act] = await lensesOf(client, uri("a.ts"));
    expect(lens).toMatch(/^3: Not measured: /);
    expect(act).toMatch(/^3: \w/);
    await client.open(uri("b.ts"), hotLoad);
    expect(await client.diagnostics(uri("b.ts"))).not.toEqual([]);
  });

  it("a mended model can be measured again", async () => {
    const { client, uri, path, write } = await measuring({ "detector.onnx": make.gitLfsPointer() });
    await client.open(uri("a.ts"), program);
    expect(await measure(client, uri("a.ts"))).toMatchObject({ kind: "failed" });
    write("detector.onnx", make.mlp());
    await client.changedFiles([path("detector.onnx"), 2]);
    expect((await lensesOf(client, uri("a.ts")))[0]).toBe("3: Measure");
    expect(await measure(client, uri("a.ts"))).toMatchObject({ kind: "measured" });
  });
});

describe("a history", () => {
  it("that is corrupt is set aside with a message, and a new one is begun", async () => {
    const place = await measuring({
      ...model,
      ".state/measurements.sqlite": "this is no database, but it is long enough to be looked at".repeat(100),
    });
    const { client, uri, path } = place;
    await client.open(uri("a.ts"), program);
    expect(await measure(client, uri("a.ts"))).toMatchObject({ kind: "measured" });
    const shown = client.heard.find(
      ({ method }) => method === "window/showMessage" || method === "window/showMessageRequest",
    );
    expect(shown?.params).toMatchObject({
      message: expect.stringMatching(/could not be read and are kept as .*corrupt/),
    });
    expect(readdirSync(path(".state")).some((name) => name.includes("corrupt"))).toBe(true);
    expect((await lensesOf(client, uri("a.ts")))[0]).toMatch(figures);
  });

  it("that is locked costs the keeping, not the measurement", async () => {
    const { client, uri, path, write } = await measuring();
    write(".state/.keep", "");
    const holder = new DatabaseSync(path(".state/measurements.sqlite"));
    holder.exec("CREATE TABLE held (x); BEGIN EXCLUSIVE; INSERT INTO held VALUES (1)");
    await client.open(uri("a.ts"), program);
    expect(await measure(client, uri("a.ts"))).toMatchObject({ kind: "measured" });
    expect((await lensesOf(client, uri("a.ts")))[0]).toMatch(figures);
    expect(await client.execute(commands.status)).toMatchObject({ history: expect.stringMatching(/locked/) });
    holder.exec("ROLLBACK");
    holder.close();
  });

  it("whose folder cannot be made is said in the status", async () => {
    const { client, uri, path } = await measuring(model);
    writeFileSync(path("file"), "");
    await client.connection.sendNotification("inferlens/settingsChanged", { storagePath: path("file/below") });
    await client.open(uri("a.ts"), program);
    expect(await measure(client, uri("a.ts"))).toMatchObject({ kind: "measured" });
    expect(await client.execute(commands.status)).toMatchObject({ history: expect.stringMatching(/\w/) });
  });
});
