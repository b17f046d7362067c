import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Ajv } from "ajv";
import type { Log } from "sarif";
import { describe, expect, it } from "vitest";
import { folderWith, run } from "./run.ts";

const costly = `import express from "express";
import * as ort from "onnxruntime-node";

const app = express();
app.post("/detect", async (req, res) => {
  const session = await ort.InferenceSession.create("detector.onnx");
  res.json(await session.run(req.body));
});
`;
const fine = `import * as ort from "onnxruntime-node";
export const session = ort.InferenceSession.create("detector.onnx");
`;
const plain = "export const answer = 42;\n";

describe("inferlens check", () => {
  it("says what, how often, what now, and ends with 1 for a warning", async () => {
    const folder = folderWith({ "src/server.ts": costly, "src/plain.ts": plain });
    const { code, out, err } = await run(folder, "check");
    expect(out).toBe(`src/server.ts:6:25 warning model-load-in-hot-path
  detector.onnx is loaded on every POST /detect.
  Load it once and reuse the session.  [fix: safe]
  via called per request: POST /detect src/server.ts:5
src/server.ts:7:18 warning node-event-loop-blocking-inference
  session.run stops this server while it computes.
  Move it to a worker process.
  via called per request: POST /detect src/server.ts:5

${out.slice(out.indexOf("2 warnings"))}`);
    expect(out).toMatch(/2 warnings in 1 of 2 files \(\d+\.\d s\) {6}1 fix is safe: --fix\n$/);
    expect(err).toBe("exit 1: warnings and --fail-on warning\n");
    expect(code).toBe(1);
  });

  it("has no escape codes in a pipe, and colour when asked", async () => {
    const folder = folderWith({ "server.ts": costly });
    expect((await run(folder, "check")).out).not.toContain("\u001b[");
    expect((await run(folder, "check", "--color", "always")).out).toContain("\u001b[");
  });

  it("ends with 0 below --fail-on, and when there is nothing", async () => {
    const folder = folderWith({ "server.ts": costly, "fine.ts": fine });
    expect((await run(folder, "check", "--fail-on", "error")).code).toBe(0);
    expect((await run(folder, "check", "--fail-on", "never")).code).toBe(0);
    const clean = await run(folder, "check", "fine.ts");
    expect(clean).toMatchObject({ code: 0, out: expect.stringMatching(/^No findings in 1 of 1 file \(/) });
    const none = await run(folderWith({ "plain.ts": plain }), "check");
    expect(none).toMatchObject({ code: 0, out: "No model code found (1 file).\n" });
  });

  it("writes SARIF that its schema accepts", async () => {
    const folder = folderWith({ "src/a b.ts": costly });
    await run(folder, "check", "--format", "sarif", "-o", "out.sarif");
    const log = JSON.parse(readFileSync(path.join(folder, "out.sarif"), "utf8")) as Log;
    const require = createRequire(import.meta.url);
    // The schema is of draft 4, whose one difference that matters here is how it names itself.
    const { id: _, $schema: __, ...schema } = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    const ajv = new Ajv({ strict: false, logger: false, validateFormats: false, unicodeRegExp: false });
    expect(ajv.validate(schema, log), JSON.stringify(ajv.errors)).toBe(true);
    const [result] = log.runs[0]!.results!;
    expect(result).toMatchObject({ ruleId: "model-load-in-hot-path", level: "warning" });
    expect(result!.message.text).toBe(
      "detector.onnx is loaded on every POST /detect. Load it once and reuse the session.",
    );
    expect(result!.locations![0]!.physicalLocation).toMatchObject({
      artifactLocation: { uri: "src/a%20b.ts", uriBaseId: "ROOT" },
      region: { startLine: 6, startColumn: 25 },
    });
    expect(result!.relatedLocations![0]!.message!.text).toBe("called per request: POST /detect");
  });

  it("writes JSON and GitHub annotations", async () => {
    const folder = folderWith({ "server.ts": costly });
    const json = JSON.parse((await run(folder, "check", "--format", "json")).out) as {
      findings: { rule: string; line: number }[];
    };
    expect(json.findings.map(({ rule, line }) => `${line} ${rule}`)).toEqual([
      "6 model-load-in-hot-path",
      "7 node-event-loop-blocking-inference",
    ]);
    const { out } = await run(folder, "check", "--format", "github");
    expect(out.split("\n")[0]).toBe(
      "::warning file=server.ts,line=6,endLine=6,col=25,title=inferlens model-load-in-hot-path::detector.onnx is loaded on every POST /detect. Load it once and reuse the session.",
    );
  });

  it("applies safe fixes, and a second time nothing is left to fix", async () => {
    const folder = folderWith({ "server.ts": costly });
    const first = await run(folder, "check", "--fix");
    expect(first.err).toContain("1 fix applied.");
    const fixed = readFileSync(path.join(folder, "server.ts"), "utf8");
    expect(fixed).toContain("const session = await sessionPromise;");
    await run(folder, "check", "--fix");
    expect(readFileSync(path.join(folder, "server.ts"), "utf8")).toBe(fixed);
  });

  it("follows a package through modules of the workspace, circular ones included", async () => {
    const folder = folderWith({
      "src/lib/runtime.ts": 'export * from "onnxruntime-node";\nexport * from "./index.js";\n',
      "src/lib/index.ts": 'export { InferenceSession } from "./runtime.js";\n',
      "src/server.ts": costly
        .replace('import * as ort from "onnxruntime-node"', 'import { InferenceSession } from "./lib/index.js"')
        .replace("ort.Inf", "Inf"),
    });
    expect((await run(folder, "check", "src/server.ts")).out).toContain("model-load-in-hot-path");
  });

  it("takes settings from the nearest inferlens.json and names a slip in it", async () => {
    const folder = folderWith({
      "inferlens.json": '{ "rules": { "model-load-in-hot-path": "off", "web-fp32": "off" } }',
      "a/server.ts": costly,
      "b/server.ts": costly,
      "b/inferlens.json": '{ "rules": { "model-load-in-hot-path": "error" } }',
    });
    const { code, out, err } = await run(folder, "check");
    expect(out).not.toContain("a/server.ts:6");
    expect(out).toContain("b/server.ts:6:25 error model-load-in-hot-path");
    expect(err).toContain(
      'inferlens.json:1:47 Unknown rule "web-fp32". Did you mean "web-fp32-model"? Defaults stay in force.',
    );
    expect(code).toBe(2);
  });

  it("leaves out what .gitignore and exclude leave out", async () => {
    const folder = folderWith({
      ".git/HEAD": "",
      ".gitignore": "generated/\n",
      "generated/server.ts": costly,
      "node_modules/x/server.ts": costly,
      "old/server.ts": costly,
      "inferlens.json": '{ "exclude": ["old/**"] }',
    });
    expect((await run(folder, "check")).out).toBe("No model code found (0 files).\n");
  });

  it("ends with 2 and a sentence for a wrong call", async () => {
    const folder = folderWith({ "plain.ts": plain });
    const missing = await run(folder, "check", "nowhere.ts");
    expect(missing).toMatchObject({ code: 2, err: "inferlens: nothing matches nowhere.ts\n" });
    expect((await run(folder, "check", "--format", "xml")).code).toBe(2);
  });
});
