/** Functions in the editor: where their lenses stand, what they say before, while and after measuring, and bench files. */
import { existsSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { InlayHint, ShowDocumentParams, WorkspaceEdit } from "vscode-languageserver/node";
import {
  type BenchFileAnswer,
  commands,
  type LastMeasurement,
  type MeasureAnswer,
} from "../../server/src/lsp/protocol.ts";
import * as make from "../fixtures/models/make.ts";
import { able, type Client, stage } from "./client.ts";
import { goodLoad } from "./programs.ts";

const { alone, end, shared } = stage();
afterAll(end);

/** `line: title` of each lens, lines from 1. */
async function lensesOf(client: Client, uri: string): Promise<readonly string[]> {
  return (await client.lenses(uri)).map((lens) => `${lens.range.start.line + 1}: ${lens.command?.title}`);
}

async function hintsOf(client: Client, uri: string): Promise<readonly string[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
  const hints: InlayHint[] = await client.connection.sendRequest("textDocument/inlayHint", {
    textDocument: { uri },
    range,
  });
  return hints.map(({ position, label }) => `${position.line + 1}: ${label}`);
}

const measure = (client: Client, uri: string, name: string): Promise<MeasureAnswer> =>
  client.execute(commands.measure, { uri, id: `function:${name}` });

const slow = `import { setTimeout as sleep } from "node:timers/promises";

// inferlens-bench
export async function slow(): Promise<number> {
  await sleep(15);
  const quick = await Promise.resolve(1);
  return quick;
}
`;

const second = { trusted: true, measureSeconds: 1 } as const;

describe("the lens of a function", () => {
  it("stands on exported functions that run a model, or are marked, whatever they import", async () => {
    const { client, uri } = await shared();
    const text = `import OpenAI from "openai";
const client = new OpenAI();
export async function ask() {
  return await client.chat.completions.create({ model: "m", messages: [] });
}
export const plain = () => 1;
async function own() {
  return await client.chat.completions.create({ model: "m", messages: [] });
}
`;
    await client.open(uri("ask.ts"), text);
    expect(await lensesOf(client, uri("ask.ts"))).toEqual(["3: Measure"]);
    await client.open(uri("slow.ts"), slow);
    expect(await lensesOf(client, uri("slow.ts"))).toEqual(["4: Measure"]);
    await client.open(uri("hidden.ts"), "// inferlens-bench\nfunction hidden() {}\nhidden();\n");
    expect(await lensesOf(client, uri("hidden.ts"))).toEqual(["2: Export it to measure"]);
  });

  it("leads to a bench file when it needs arguments, beside the lens of its model", async () => {
    const { client, uri } = await shared({ "detector.onnx": make.mlp() });
    await client.open(uri("a.ts"), goodLoad);
    expect(await lensesOf(client, uri("a.ts"))).toEqual([
      "3: Measure",
      "5: Measure detector.onnx",
      "5: Measure detect · needs arguments",
    ]);
    await client.open(uri("b.ts"), "// inferlens-bench\nexport const embed = (text: string) => text;\n");
    const [lens] = await client.lenses(uri("b.ts"));
    expect(lens!.command).toMatchObject({
      title: "Measure · needs arguments",
      command: commands.createBench,
      arguments: [{ uri: uri("b.ts"), id: "function:embed" }],
    });
  });

  it("measures, shows the figures and their parts, and says when the code is another", async () => {
    const { client, uri, path } = await alone({}, { options: { ...second } });
    await client.open(uri("slow.ts"), slow);
    const answer = await measure(client, uri("slow.ts"), "slow");
    expect(answer).toMatchObject({
      kind: "measured",
      title: expect.stringMatching(/^p50 [\d.]+ ms · max .* · [\d.]+\/s$/),
    });
    expect(await lensesOf(client, uri("slow.ts"))).toEqual([expect.stringMatching(/^4: p50 .* ms · max/)]);
    expect(await hintsOf(client, uri("slow.ts"))).toEqual([expect.stringMatching(/^5: [\d.]+ ms · \d+%$/)]);
    const last = await client.execute<LastMeasurement>(commands.lastMeasurement, {
      uri: uri("slow.ts"),
      id: "function:slow",
    });
    expect(last).toMatchObject({ model: "slow", details: expect.stringContaining("first call") });

    await client.replace(uri("slow.ts"), ["import {", "// a line above\nimport {"]);
    expect(await hintsOf(client, uri("slow.ts"))).toEqual([expect.stringMatching(/^6: /)]);
    await client.replace(uri("slow.ts"), ["sleep(15)", "sleep(5)"]);
    expect(await hintsOf(client, uri("slow.ts"))).toEqual([]);
    expect(await lensesOf(client, uri("slow.ts"))).toEqual([expect.stringMatching(/^5: p50 .* ms · outdated: code$/)]);
    // What is measured is what the editor shows, saved or not.
    expect(existsSync(path("slow.ts"))).toBe(false);
    const again = await measure(client, uri("slow.ts"), "slow");
    expect(again).toMatchObject({ kind: "measured", title: expect.stringMatching(/^p50 /) });
  });

  it("is measured again from a list, whether or not its file is open", async () => {
    const { client, uri, path, write } = await alone({}, { options: second });
    write("slow.ts", slow);
    expect(await client.execute(commands.measure, { path: path("slow.ts"), name: "slow" })).toMatchObject({
      kind: "measured",
    });
    expect(await client.execute(commands.measure, { path: path("slow.ts"), name: "gone" })).toMatchObject({
      kind: "failed",
    });
    await client.open(uri("slow.ts"), slow);
    expect(await lensesOf(client, uri("slow.ts"))).toEqual([expect.stringMatching(/^4: p50 /)]);
  });

  it("says why there is no figure, until the code changes", async () => {
    const { client, uri } = await alone({}, { options: second });
    await client.open(uri("bad.ts"), "// inferlens-bench\nexport const bad = () => { throw new Error('no'); };\n");
    expect(await measure(client, uri("bad.ts"), "bad")).toEqual({
      kind: "failed",
      reason: "throws Error: no (bad.ts:2)",
      act: "Check the arguments in its bench file, and what the function needs around it.",
    });
    const lenses = await lensesOf(client, uri("bad.ts"));
    expect(lenses[0]).toBe("2: Not measured: throws Error: no (bad.ts:2)");
    expect(lenses[1]).toMatch(/^2: Check the arguments/);
    await client.replace(uri("bad.ts"), ["throw new Error('no');", "return 1;"]);
    expect(await lensesOf(client, uri("bad.ts"))).toEqual(["2: Measure"]);
  });

  it("hides measuring where nobody trusts the folder", async () => {
    const { client, uri } = await alone();
    await client.open(uri("slow.ts"), slow);
    expect(await client.lenses(uri("slow.ts"))).toEqual([]);
    expect(await measure(client, uri("slow.ts"), "slow")).toMatchObject({ kind: "refused" });
  });

  it("is what the cursor in a function means", async () => {
    const { client, uri } = await shared();
    await client.open(uri("slow.ts"), slow);
    const at = (line: number) =>
      client.execute(commands.targetAt, { uri: uri("slow.ts"), position: { line, character: 4 } });
    expect(await at(5)).toEqual({ uri: uri("slow.ts"), id: "function:slow" });
    expect(await at(0)).toBeNull();
  });
});

describe("a bench file", () => {
  const source =
    "// inferlens-bench\nexport const embed = (text: string, sizes: Float32Array) => [text.length, sizes.length];\n// inferlens-bench\nexport const other = (n: number) => n;\n";

  it("is made beside the source and opened with its first value selected", async () => {
    const edits: WorkspaceEdit[] = [];
    const shown: ShowDocumentParams[] = [];
    const capabilities = { ...able, window: { ...able.window, showDocument: { support: true } } };
    const { client, uri } = await alone(
      { "embed.ts": source },
      {
        capabilities,
        options: second,
        answers: {
          "workspace/applyEdit": (params) => {
            edits.push((params as { edit: WorkspaceEdit }).edit);
            return { applied: true };
          },
          "window/showDocument": (params) => {
            shown.push(params as ShowDocumentParams);
            return { success: true };
          },
        },
      },
    );
    await client.open(uri("embed.ts"), source);
    const answer = await client.execute<BenchFileAnswer>(commands.createBench, {
      uri: uri("embed.ts"),
      id: "function:embed",
    });
    const bench = uri("embed.inferlens.ts");
    expect(answer).toMatchObject({ kind: "opened", uri: bench });
    expect(edits[0]!.documentChanges![0]).toMatchObject({ kind: "create", uri: bench });
    const text = client.applied(edits[0]!, bench);
    expect(text).toContain('args: (): Parameters<typeof code.embed> => ["text", new Float32Array(16)],');
    expect(shown).toHaveLength(1);
    const place = { uri: uri("embed.ts"), position: { line: 3, character: 30 } };
    expect(await client.execute(commands.createBench, place)).toMatchObject({ kind: "opened", uri: bench });
    expect(client.applied(edits[1]!, bench)).toContain("export const other");
    const { start, end: finish } = shown[0]!.selection!;
    expect(text.split("\n")[start.line]!.slice(start.character, finish.character)).toBe('"text", new Float32Array(16)');
  });

  it("is written by the server where the editor cannot, gets further entries, and makes the function measurable", async () => {
    const { client, uri, path, write } = await alone(
      {},
      { capabilities: { ...able, workspace: { ...able.workspace, workspaceEdit: {} } }, options: second },
    );
    write("embed.ts", source);
    await client.open(uri("embed.ts"), source);
    expect(await lensesOf(client, uri("embed.ts"))).toEqual([
      "2: Measure · needs arguments",
      "4: Measure · needs arguments",
    ]);
    await client.execute(commands.createBench, { uri: uri("embed.ts"), id: "function:embed" });
    await client.execute(commands.createBench, { uri: uri("embed.ts"), id: "function:other" });
    await client.execute(commands.createBench, { uri: uri("embed.ts"), id: "function:other" });
    const text = readFileSync(path("embed.inferlens.ts"), "utf8");
    expect(text.match(/export const \w+/g)).toEqual(["export const embed", "export const other"]);
    await client.changedFiles([path("embed.inferlens.ts"), 1]);
    expect(await lensesOf(client, uri("embed.ts"))).toEqual(["2: Measure", "4: Measure"]);
    expect(await measure(client, uri("embed.ts"), "embed")).toMatchObject({ kind: "measured" });
    const [lens] = await lensesOf(client, uri("embed.ts"));
    expect(lens).toMatch(/^2: p50 \d/);

    write("embed.inferlens.ts", text.replace('"text"', '"a longer text"'));
    await client.changedFiles([path("embed.inferlens.ts"), 2]);
    expect((await lensesOf(client, uri("embed.ts")))[0]).toMatch(/outdated: bench file$/);
  });
});
