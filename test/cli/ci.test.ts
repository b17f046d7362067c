/** What `inferlens check` offers to CI, as a job would run it. Absent on purpose: findings themselves (check.test.ts). */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Log } from "sarif";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { applyEdits } from "../../server/src/text/edit.ts";
import { LineIndex } from "../../server/src/text/span.ts";
import { folderWith, run } from "./run.ts";

const costly = `import express from "express";
import * as ort from "onnxruntime-node";

const app = express();
app.post("/detect", async (req, res) => {
  const session = await ort.InferenceSession.create("detector.onnx");
  res.json({ loaded: session !== null });
});
`;
const helper = `import * as ort from "onnxruntime-node";
export const loadDetector = () => ort.InferenceSession.create("detector.onnx");
`;
const caller = `import express from "express";
import { loadDetector } from "./helper.ts";

const app = express();
app.post("/detect", async (req, res) => {
  const session = await loadDetector();
  res.json({ loaded: session !== null });
});
`;
const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd, encoding: "utf8" });

describe("a baseline", () => {
  it("is written on demand, holds what is known wherever its line is, and counts what is gone", async () => {
    const folder = folderWith({ "server.ts": costly });
    const missing = await run(folder, "check", "--baseline", "known.json");
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("write it with --update-baseline") });
    const written = await run(folder, "check", "--baseline", "known.json", "--update-baseline");
    expect(written).toMatchObject({ code: 0, err: "known.json holds 1 finding now.\n" });

    const other = costly.replace("/detect", "/second").replace("const app", "const other = express();\nconst app");
    writeFileSync(path.join(folder, "server.ts"), `// a line more\n${costly}`);
    writeFileSync(path.join(folder, "second.ts"), other);
    const compared = await run(folder, "check", "--baseline", "known.json");
    expect(compared.code).toBe(1);
    expect(compared.out).toContain("second.ts:");
    expect(compared.out).not.toContain("server.ts:");
    expect(compared.err).toContain("1 known from known.json not shown.");

    rmSync(path.join(folder, "server.ts"));
    writeFileSync(path.join(folder, "second.ts"), "export {};\n");
    const gone = await run(folder, "check", "--baseline", "known.json");
    expect(gone).toMatchObject({ code: 0, err: expect.stringContaining("1 in known.json no longer found") });
  });
});

describe("--changed-since", () => {
  it("checks files that differ from the branch point, new ones included", async () => {
    const folder = folderWith({ "old.ts": costly, "edited.ts": "export {};\n" });
    git(folder, "init", "-q", "-b", "main");
    git(folder, "add", ".");
    git(folder, "commit", "-q", "-m", "first");
    writeFileSync(path.join(folder, "edited.ts"), costly);
    writeFileSync(path.join(folder, "new.ts"), costly);
    const { out } = await run(folder, "check", "--changed-since", "main");
    expect(out).toContain("edited.ts:6");
    expect(out).toContain("new.ts:6");
    expect(out).not.toContain("old.ts");
    const unknown = await run(folder, "check", "--changed-since", "nowhere");
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining("--changed-since nowhere: ") });
  });

  it("says where it cannot be used", async () => {
    const { code, err } = await run(folderWith({ "a.ts": costly }), "check", "--changed-since", "main");
    expect(code).toBe(2);
    expect(err).toContain("not a git repository");
  });
});

describe("a cache", () => {
  it("gives the same findings, and follows an edit of a helper", async () => {
    const folder = folderWith({ "src/helper.ts": helper, "src/server.ts": caller });
    const check = () => run(folder, "check", "src", "--cache", ".inferlens", "--format", "json");
    const findings = async () => (JSON.parse((await check()).out) as { findings: { rule: string }[] }).findings;
    const cold = await findings();
    expect(cold.map(({ rule }) => rule)).toContain("model-load-in-hot-path");
    expect(readdirSync(path.join(folder, ".inferlens")).some((name) => name.startsWith("results-"))).toBe(true);
    expect(await findings()).toEqual(cold);
    writeFileSync(path.join(folder, "src/helper.ts"), "export const loadDetector = async () => 1;\n");
    expect(await findings()).toEqual([]);
  });

  it("does not hide a slip in inferlens.json", async () => {
    const folder = folderWith({ "server.ts": costly, "inferlens.json": '{ "rules": { "web-fp32": "off" } }' });
    for (let time = 0; time < 2; time++) {
      const { code, err } = await run(folder, "check", "--cache", ".inferlens");
      expect(err).toContain('Unknown rule "web-fp32"');
      expect(code).toBe(2);
    }
  });

  it("that cannot be read is made anew, with a note", async () => {
    const folder = folderWith({ "server.ts": costly });
    await run(folder, "check", "--cache", ".inferlens");
    const kept = path.join(folder, ".inferlens");
    for (const name of readdirSync(kept).filter((one) => one.endsWith(".json")))
      writeFileSync(path.join(kept, name), "{");
    const { code, out, err } = await run(folder, "check", "--cache", ".inferlens");
    expect(err).toContain("cannot be read; it is made anew");
    expect(out).toContain("model-load-in-hot-path");
    expect(code).toBe(1);
  });
});

describe("fixes", () => {
  it("in SARIF change the file as --fix does, BOM and line endings kept", async () => {
    const text = `\ufeff${costly.replaceAll("\n", "\r\n")}`;
    const folder = folderWith({ "server.ts": text });
    const log = JSON.parse((await run(folder, "check", "--format", "sarif", "--cache", ".c")).out) as Log;
    const [result] = log.runs[0]!.results!;
    expect(result!.codeFlows![0]!.threadFlows[0]!.locations).toHaveLength(2);
    const rule = log.runs[0]!.tool.driver.rules![result!.ruleIndex!]!;
    expect(rule.help!.markdown).toContain(rule.helpUri);
    const lines = new LineIndex(text);
    const edits = result!.fixes![0]!.artifactChanges[0]!.replacements.map(({ deletedRegion: at, insertedContent }) => ({
      span: {
        start: lines.offset({ line: at.startLine! - 1, column: at.startColumn! - 1 }),
        end: lines.offset({ line: at.endLine! - 1, column: at.endColumn! - 1 }),
      },
      text: insertedContent!.text!,
    }));
    await run(folder, "check", "--fix");
    const fixed = readFileSync(path.join(folder, "server.ts"), "utf8");
    expect(fixed).toBe(applyEdits(text, edits));
    expect(fixed.startsWith("\ufeffimport")).toBe(true);
    expect(fixed.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("of suggestions are applied only when asked for", async () => {
    const code = `import OpenAI from "openai";
const client = new OpenAI();
export async function vectors(texts: string[]) {
  const all = [];
  for (const text of texts) {
    const answer = await client.embeddings.create({ model: "text-embedding-3-small", input: text });
    all.push(answer.data[0].embedding);
  }
  return all;
}
`;
    const folder = folderWith({ "embed.ts": code });
    await run(folder, "check", "--fix");
    expect(readFileSync(path.join(folder, "embed.ts"), "utf8")).toBe(code);
    const { err } = await run(folder, "check", "--fix-suggestions");
    expect(err).toContain("1 fix applied.");
    expect(readFileSync(path.join(folder, "embed.ts"), "utf8")).toContain("input: batch");
  });
});

describe("the exit code", () => {
  it("knows --max-warnings, --config and --timings", async () => {
    const folder = folderWith({
      "server.ts": costly,
      "strict.json": '{ "rules": { "model-load-in-hot-path": "error" } }',
      "inferlens.json": '{ "rules": { "model-load-in-hot-path": "off" } }',
    });
    expect((await run(folder, "check")).code).toBe(0);
    const strict = await run(folder, "check", "--config", "strict.json", "--max-warnings", "5", "--timings");
    expect(strict.code).toBe(1);
    expect(strict.out).toContain("error model-load-in-hot-path");
    expect(strict.err).toMatch(/model-load-in-hot-path +\d+\.\d ms +\d+ ×/);
    rmSync(path.join(folder, "inferlens.json"));
    expect((await run(folder, "check", "--max-warnings", "1")).code).toBe(0);
    expect(await run(folder, "check", "--max-warnings", "0")).toMatchObject({
      code: 1,
      err: expect.stringContaining("1 warning and --max-warnings 0"),
    });
    expect((await run(folder, "check", "--max-warnings", "few")).code).toBe(2);
    expect((await run(folder, "check", "--config", "none.json")).code).toBe(2);
  });

  it("is 2 where the output cannot be written", async () => {
    const folder = folderWith({ "server.ts": costly });
    const { code, err } = await run(folder, "check", "-o", "nowhere/out.txt");
    expect(code).toBe(2);
    expect(err).toContain("cannot write nowhere/out.txt");
  });
});

describe("fixes across files", () => {
  it("leave findings that hold after all of them", async () => {
    const folder = folderWith({
      "a.ts": caller
        .replace("./helper.ts", "./z.ts")
        .replaceAll("loadDetector()", "detect(req.body)")
        .replaceAll("loadDetector", "detect"),
      "z.ts": `${costly}const session = ort.InferenceSession.create("other.onnx");\nexport const detect = async (x: never) => (await session).run(x);\n`,
    });
    const fixed = await run(folder, "check", "--fix", "-f", "json");
    const again = await run(folder, "check", "-f", "json");
    const findings = (out: string) => (JSON.parse(out) as { findings: unknown }).findings;
    expect(fixed.err).toMatch(/\d fix(?:es)? applied/);
    expect(findings(again.out)).not.toEqual([]);
    expect(findings(fixed.out)).toEqual(findings(again.out));
  });
});

describe("the action", () => {
  const root = path.resolve(import.meta.dirname, "../..");

  it("hands its inputs to the command line, whatever they contain", () => {
    const action = parse(readFileSync(path.join(root, "action.yml"), "utf8")) as {
      inputs: Record<string, { default: string }>;
      runs: { steps: { run: string; env: Record<string, string> }[] };
    };
    const [step] = action.runs.steps;
    const given: Record<string, string> = { paths: "src\nlib/a b\n", output: "out $(x).sarif", baseline: "known.json" };
    const env = Object.fromEntries(
      Object.entries(step!.env).map(([name, value]) => [
        name,
        value.replace(
          /\$\{\{ inputs\.([\w-]+) \}\}/,
          (_, input: string) => given[input] ?? action.inputs[input]!.default,
        ),
      ]),
    );
    const folder = folderWith({ "bin/npx": '#!/bin/sh\nfor one in "$@"; do echo "$one"; done\n' });
    chmodSync(path.join(folder, "bin/npx"), 0o755);
    const { stdout, status } = spawnSync("bash", ["-e", "-c", step!.run], {
      env: { ...env, PATH: `${path.join(folder, "bin")}:${process.env.PATH}` },
      encoding: "utf8",
    });
    expect(status).toBe(0);
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
    expect(stdout.trimEnd().split("\n")).toEqual(
      `--yes|inferlens@${version}|check|--format|github|--fail-on|warning|--output|out $(x).sarif|--baseline|known.json|--|src|lib/a b`.split(
        "|",
      ),
    );
  });
});
