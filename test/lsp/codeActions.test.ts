/** The quick-fix menu: its order and words, edits made when asked for, and the text they lead to. */

import { afterAll, describe, expect, it } from "vitest";
import type { CodeAction } from "vscode-languageserver/node";
import { commands } from "../../server/src/lsp/protocol.ts";
import * as make from "../fixtures/models/make.ts";
import { able, type Client, type ClientOptions, rangeOfText, stage } from "./client.ts";
import { hotLoad } from "./programs.ts";

const { alone, end, shared } = stage();
afterAll(end);

const titles = (actions: readonly CodeAction[]): readonly string[] => actions.map((action) => action.title);
const rule = "model-load-in-hot-path";

async function menu(client: Client, uri: string): Promise<CodeAction[]> {
  const diagnostics = await client.diagnostics(uri);
  return await client.actions(uri, diagnostics[0]!.range, undefined, diagnostics);
}

async function chosen(client: Client, uri: string, title: string): Promise<CodeAction> {
  const action = (await menu(client, uri)).find((one) => one.title.startsWith(title));
  if (!action) throw new Error(`no action ${title}`);
  return await client.resolve(action);
}

describe("the menu on a finding", () => {
  it("has its order, prefers the safe fix and sends no edit unasked", async () => {
    const { client, uri } = await shared({ "detector.onnx": make.mlp() });
    await client.open(uri("server.ts"), hotLoad);
    const actions = await menu(client, uri("server.ts"));
    expect(titles(actions)).toEqual([
      "Load once at module level",
      "Measure this",
      "Compare before and after",
      "Ignore here...",
      "Ignore in this file...",
      `Turn off ${rule} in inferlens.json`,
    ]);
    expect(actions.map((action) => action.isPreferred ?? false)).toEqual([true, false, false, false, false, false]);
    expect(actions.every((action) => action.edit === undefined)).toBe(true);
    expect(actions[0]!.diagnostics?.[0]).toMatchObject({ code: rule });
    expect(actions[1]!.command).toMatchObject({
      command: commands.measure,
      arguments: [{ uri: uri("server.ts"), id: `finding:${rule}:ort.InferenceSession.create` }],
    });
  });

  it("offers no measuring for a model that is not there", async () => {
    const { client, uri } = await shared();
    await client.open(uri("server.ts"), hotLoad);
    expect(titles(await menu(client, uri("server.ts")))).not.toContain("Measure this");
  });

  it("is empty away from findings, and when only other kinds are wanted", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    await client.diagnostics(file);
    expect(await client.actions(file, rangeOfText(client.documents.get(file)!, "const app"))).toEqual([]);
    expect(
      await client.actions(file, rangeOfText(client.documents.get(file)!, "ort.InferenceSession"), ["refactor"]),
    ).toEqual([]);
  });

  it("answers with edits when the client cannot ask again", async () => {
    const { client, uri } = await alone({}, withoutResolve);
    await client.open(uri("server.ts"), hotLoad);
    const [fix] = await menu(client, uri("server.ts"));
    expect(fix!.edit).toBeDefined();
  });
});

describe("the edit of", () => {
  it("the safe fix moves the load to module level and ends the finding", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    const fix = await chosen(client, file, "Load once");
    const fixed = client.applied(fix.edit!, file);
    expect(fixed.indexOf("InferenceSession.create")).toBeLessThan(fixed.indexOf("app.post"));
    await client.rewrite(file, fixed);
    expect((await client.diagnostics(file)).map((one) => one.code)).not.toContain(rule);
  });

  it("an ignore comment puts the cursor where the reason belongs", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    const here = await chosen(client, file, "Ignore here");
    expect(here.edit?.documentChanges).toMatchObject([
      { edits: [{ snippet: { kind: "snippet", value: expect.stringMatching(/-- \$\{1:/) } }] },
    ]);
    const whole = await chosen(client, file, "Ignore in this file");
    expect(client.applied(whole.edit!, file).split("\n")[0]).toContain(`inferlens-ignore-file ${rule} -- `);
  });

  it("an ignore comment is plain text for other editors, and silences the finding", async () => {
    const { client, uri } = await alone({}, withoutResolve);
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    const here = (await menu(client, file)).find((one) => one.title === "Ignore here...");
    await client.rewrite(file, client.applied(here!.edit!, file));
    expect((await client.diagnostics(file)).map((one) => one.code)).toEqual(["ignore-without-reason"]);
  });

  it("turning off makes inferlens.json, or adds to the nearest one", async () => {
    const { client, uri } = await alone();
    const file = uri("src/server.ts");
    await client.open(file, hotLoad);
    const made = await chosen(client, file, "Turn off");
    expect(made.edit?.documentChanges?.[0]).toEqual({
      kind: "create",
      uri: uri("inferlens.json"),
      options: { ignoreIfExists: true },
    });
    expect(JSON.parse(client.applied(made.edit!, uri("inferlens.json")))).toEqual({ rules: { [rule]: "off" } });
  });

  it("turning off keeps what stands in the nearest file", async () => {
    const text = '{\n  // ours\n  "profile": "strict"\n}\n';
    const { client, uri } = await shared({ "inferlens.json": text });
    const file = uri("src/server.ts");
    await client.open(file, hotLoad);
    await client.open(uri("inferlens.json"), text, "json");
    const { edit } = await chosen(client, file, "Turn off");
    expect(client.applied(edit!, uri("inferlens.json"))).toBe(
      `{\n  // ours\n  "profile": "strict",\n  "rules": {\n    "${rule}": "off"\n  }\n}\n`,
    );
  });

  it("an action for a finding that is gone is none", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    const [fix] = await menu(client, file);
    await client.rewrite(file, "export {};\n");
    expect((await client.resolve(fix!)).edit).toBeUndefined();
  });
});

describe("an ignore comment that silences nothing", () => {
  const comment = "// inferlens-ignore lazy-load-race -- old\n";
  const text = `${comment}${hotLoad.replace("app.post", `${comment}app.post`)}`;

  it("is taken away by its first action", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, text);
    const [unused] = (await client.diagnostics(file)).filter((one) => one.code === "unused-ignore");
    const actions = await client.actions(file, unused!.range, undefined, [unused!]);
    expect(titles(actions)).toEqual(["Remove the comment", "Turn off unused-ignore in inferlens.json"]);
    const { edit } = await client.resolve(actions[0]!);
    expect(client.applied(edit!, file)).toBe(text.slice(comment.length));
  });

  it("goes with all its like on request, and leaves the rest of the file alone", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, text);
    await client.diagnostics(file);
    const at = rangeOfText(client.documents.get(file)!, "app");
    const all = await client.actions(file, at, ["source.removeUnusedIgnores"]);
    expect(all.map(({ title, kind }) => ({ title, kind }))).toEqual([
      { title: "Remove all unused ignore comments", kind: "source.removeUnusedIgnores.inferlens" },
    ]);
    expect(client.applied(all[0]!.edit!, file)).toBe(hotLoad);
    await client.rewrite(file, hotLoad);
    await client.diagnostics(file);
    expect(await client.actions(file, at, ["source.removeUnusedIgnores"])).toEqual([]);
  });

  it("with a slip in its name is written right on request", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, `// inferlens-ignore-file lazy-load-rase -- old\n${hotLoad}`);
    const [unknown] = (await client.diagnostics(file)).filter((one) => one.code === "unknown-rule-in-ignore");
    const [first] = await client.actions(file, unknown!.range, undefined, [unknown!]);
    expect(first!.title).toBe("Write lazy-load-race (changes what is ignored)");
  });
});

describe("fix all", () => {
  const two = `${hotLoad}app.post("/other", async (req, res) => {\n  const other = await ort.InferenceSession.create("other.onnx");\n  res.json(other.inputNames);\n});\n`;

  it("is offered on request only and leaves no safe fix behind", async () => {
    const { client, uri } = await shared();
    const file = uri("server.ts");
    await client.open(file, two);
    const all = await client.actions(file, rangeOfText(client.documents.get(file)!, "app"), ["source.fixAll"]);
    expect(all.map(({ title, kind }) => ({ title, kind }))).toEqual([
      { title: "Fix all safe findings", kind: "source.fixAll.inferlens" },
    ]);
    await client.rewrite(file, client.applied(all[0]!.edit!, file));
    await client.diagnostics(file);
    expect(
      await client.actions(file, rangeOfText(client.documents.get(file)!, "app"), ["source.fixAll.inferlens"]),
    ).toEqual([]);
    expect(
      client.documents
        .get(file)!
        .getText()
        .match(/InferenceSession\.create/g),
    ).toHaveLength(2);
  });

  it("is a command too, with nothing to do for a clean file", async () => {
    const { client, uri } = await shared();
    await client.open(uri("server.ts"), hotLoad);
    expect(await client.execute(commands.fixAll, { uri: uri("server.ts") })).toMatchObject({
      documentChanges: [{ textDocument: { uri: uri("server.ts") } }],
    });
    await client.open(uri("clean.ts"), "export {};\n");
    expect(await client.execute(commands.fixAll, { uri: uri("clean.ts") })).toBeNull();
  });
});

const withoutResolve: Partial<ClientOptions> = {
  capabilities: {
    ...able,
    workspace: { ...able.workspace, workspaceEdit: { documentChanges: true } },
    textDocument: {
      ...able.textDocument,
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } },
    },
  },
};
