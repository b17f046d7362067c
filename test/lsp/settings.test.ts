/** inferlens.json while the server runs: changes hold at once, mistakes are shown in the file and lose nothing. */
import { rmSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { type WorkspaceFindings, workspaceFindings } from "../../server/src/lsp/protocol.ts";
import { able, stage } from "./client.ts";
import { hotLoad } from "./programs.ts";

const { alone, end, shared } = stage();
afterAll(end);

const off = '{ "rules": { "model-load-in-hot-path": "off" } }';

describe("a change of inferlens.json", () => {
  it("on disk holds at once: made, changed, deleted", async () => {
    const { client, uri, path, write } = await shared();
    const file = uri("src/server.ts");
    await client.open(file, hotLoad);
    expect(await client.diagnostics(file)).toHaveLength(1);
    write("inferlens.json", off);
    await client.changedFiles([path("inferlens.json"), 1]);
    await client.diagnosticsThat(file, (now) => now.length === 0);
    write("inferlens.json", '{ "rules": { "model-load-in-hot-path": "error" } }');
    await client.changedFiles([path("inferlens.json"), 2]);
    await client.diagnosticsThat(file, (now) => now[0]?.severity === 1);
    rmSync(path("inferlens.json"));
    await client.changedFiles([path("inferlens.json"), 3]);
    await client.diagnosticsThat(file, (now) => now[0]?.severity === 2);
  });

  it("in the editor holds before it is saved", async () => {
    const { client, uri } = await shared({ "inferlens.json": "{}" });
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    expect(await client.diagnostics(file)).toHaveLength(1);
    await client.open(uri("inferlens.json"), "{}", "json");
    await client.rewrite(uri("inferlens.json"), off);
    await client.diagnosticsThat(file, (now) => now.length === 0);
    await client.close(uri("inferlens.json"));
    await client.diagnosticsThat(file, (now) => now.length === 1);
  });

  it("is noticed without file watching too", async () => {
    const { workspace, ...rest } = able;
    const capabilities = { ...rest, workspace: { ...workspace, didChangeWatchedFiles: {} } };
    const { client, uri, write } = await alone({}, { capabilities });
    const file = uri("server.ts");
    await client.open(file, hotLoad);
    expect(await client.diagnostics(file)).toHaveLength(1);
    write("inferlens.json", off);
    await client.save(file);
    await client.diagnosticsThat(file, (now) => now.length === 0);
  });

  it("sets findings about our own comments like rules, and says nothing of comments about rules that are off", async () => {
    const ignoring = `// inferlens-ignore-file lazy-load-race -- old\n${hotLoad}`;
    const { client, uri, path, write } = await shared();
    const file = uri("server.ts");
    await client.open(file, ignoring);
    const codes = (await client.diagnostics(file)).map((one) => one.code);
    expect(codes).toEqual(["unused-ignore", "model-load-in-hot-path"]);
    write("inferlens.json", '{ "rules": { "unused-ignore": "warning" } }');
    await client.changedFiles([path("inferlens.json"), 1]);
    await client.diagnosticsThat(file, (now) => now[0]?.severity === 2);
    write("inferlens.json", '{ "rules": { "lazy-load-race": "off" } }');
    await client.changedFiles([path("inferlens.json"), 2]);
    await client.diagnosticsThat(file, (now) => now.length === 1);
  });

  it("leaves excluded files alone", async () => {
    const { client, uri } = await shared({ "inferlens.json": '{ "exclude": ["vendor/**"] }' });
    await client.open(uri("vendor/server.ts"), hotLoad);
    expect(await client.diagnostics(uri("vendor/server.ts"))).toEqual([]);
    await client.open(uri("src/server.ts"), hotLoad);
    expect(await client.diagnostics(uri("src/server.ts"))).toHaveLength(1);
  });
});

describe("overrides", () => {
  it("hold for the files their globs match, open or not, and their mistakes are shown at their place", async () => {
    const text = `{ "overrides": [
      { "files": ["scripts/**"], "rules": { "model-load-in-hot-path": "off", "lazy-load": "off" } },
      { "files": ["jobs/*.ts"], "rules": { "model-load-in-hot-path": "error" } }
    ] }`;
    const { client, uri } = await alone({ "inferlens.json": text, "scripts/b.ts": hotLoad, "jobs/b.ts": hotLoad });
    for (const [file, severity] of [
      ["scripts/a.ts", undefined],
      ["jobs/a.ts", 1],
      ["src/a.ts", 2],
    ] as const) {
      await client.open(uri(file), hotLoad);
      const found = (await client.diagnostics(uri(file))).filter((one) => one.code === "model-load-in-hot-path");
      expect(found.map((one) => one.severity)).toEqual(severity === undefined ? [] : [severity]);
    }
    const told = await client.diagnosticsThat(uri("inferlens.json"), (now) => now.length > 0);
    expect(told).toMatchObject([
      { message: expect.stringContaining('Did you mean "lazy-load-race"?'), range: { start: { line: 1 } } },
    ]);
    const { findings } = await client.connection.sendRequest<WorkspaceFindings>(workspaceFindings, {});
    const loads = findings.filter((one) => one.rule === "model-load-in-hot-path");
    expect(loads.map((one) => [one.uri, one.severity])).toEqual([
      [uri("jobs/a.ts"), "error"],
      [uri("jobs/b.ts"), "error"],
      [uri("src/a.ts"), "warning"],
    ]);
  });
});

describe("a typo", () => {
  it("is shown in the file, at the key, with the word that was meant; defaults hold", async () => {
    const text = '{\n  "rules": { "model-load-in-hot": "off" }\n}\n';
    const { client, uri } = await shared({ "inferlens.json": text });
    await client.open(uri("server.ts"), hotLoad);
    expect(await client.diagnostics(uri("server.ts"))).toHaveLength(1);
    const [told, ...others] = await client.diagnosticsThat(uri("inferlens.json"), (now) => now.length > 0);
    expect(others).toEqual([]);
    expect(told).toMatchObject({
      source: "inferlens",
      severity: 2,
      message: 'Unknown rule "model-load-in-hot". Did you mean "model-load-in-hot-path"? Defaults stay in force.',
      range: { start: { line: 1, character: 13 }, end: { line: 1, character: 32 } },
    });
  });

  it("disappears when it is mended, and with the last document it concerns", async () => {
    const { client, uri, path, write } = await shared({ "inferlens.json": '{ "profil": "strict" }' });
    await client.open(uri("server.ts"), hotLoad);
    await client.diagnosticsThat(uri("inferlens.json"), (now) => now.length === 1);
    write("inferlens.json", '{ "profile": "strict" }');
    await client.changedFiles([path("inferlens.json"), 2]);
    await client.diagnosticsThat(uri("inferlens.json"), (now) => now.length === 0);
    write("inferlens.json", "{ nonsense");
    await client.changedFiles([path("inferlens.json"), 2]);
    await client.diagnosticsThat(uri("inferlens.json"), (now) => now.length > 0);
    await client.close(uri("server.ts"));
    await client.diagnosticsThat(uri("inferlens.json"), (now) => now.length === 0);
  });

  it("in a value is left to a client that knows the schema", async () => {
    const files = { "inferlens.json": '{ "profile": "stict", "rulse": {} }' };
    const { client, uri } = await alone(files, { options: { validatesConfig: true } });
    await client.open(uri("server.ts"), hotLoad);
    const told = await client.diagnosticsThat(uri("inferlens.json"), (now) => now.length > 0);
    expect(told.map((one) => one.message)).toEqual([
      'Unknown key "rulse". Did you mean "rules"? Defaults stay in force.',
    ]);
  });
});
