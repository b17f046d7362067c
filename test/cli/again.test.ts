/** A check of which nothing has changed is answered from what was kept; whatever changes an answer makes a new one. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { answerAsBefore } from "../../server/src/cli/checkAgain.ts";
import { type CheckAnswer, type CheckRequest, checkFiles } from "../../server/src/cli/checkFiles.ts";
import { folderWith } from "./run.ts";

const loads = `import * as ort from "onnxruntime-node";
export const load = () => ort.InferenceSession.create("detector.onnx");
`;
const server = (from: string) => `import express from "express";
import { load } from "${from}";

const app = express();
app.post("/detect", async (req, res) => {
  const session = await load();
  res.json({ loaded: session !== null });
});
`;
const files = {
  "package.json": '{ "name": "app", "workspaces": ["packages/*"], "dependencies": { "onnxruntime-node": "1.20.0" } }',
  "base.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./src/lib/*"] } } }',
  "tsconfig.json": '{ "extends": "./base.json" }',
  "src/.gitignore": "ignored/\n",
  "src/lib/load.ts": loads,
  "src/server.ts": server("@lib/load"),
  "src/far.ts": server("@app/models"),
  "src/plain.ts": "export const one = 1;\n",
  "src/ignored/a.ts": server("../lib/load"),
};

describe("a check whose files", () => {
  const requestIn = (cwd: string, more: Partial<CheckRequest> = {}): CheckRequest => ({
    paths: ["src"],
    cwd,
    fixing: null,
    cache: { folder: path.join(cwd, ".cache"), version: "1.0.0" },
    ...more,
  });
  const shown = ({ result, looked, wrongSettings }: CheckAnswer) => ({
    findings: result.files.map(({ path: name, findings, lines }) => [
      name,
      findings,
      lines.position(Number.MAX_SAFE_INTEGER),
    ]),
    read: result.filesRead,
    withModelCode: result.filesWithModelCode,
    looked: [...looked].sort(),
    wrongSettings,
  });
  const checked = async () => {
    const folder = folderWith(files);
    const request = requestIn(folder);
    expect(answerAsBefore(request), "nothing is kept yet").toBeUndefined();
    const first = await checkFiles(request);
    expect(first.result.files.map(({ path: name }) => name)).toEqual(["src/server.ts"]);
    return { folder, request, first, at: (name: string) => path.join(folder, name) };
  };

  it("are as they were is answered as before, touched or not", async () => {
    const { request, first, at } = await checked();
    const again = answerAsBefore(request);
    expect(again && shown(again)).toEqual(shown(first));
    utimesSync(at("src/server.ts"), 1_000, 1_000);
    writeFileSync(at("src/plain.ts"), readFileSync(at("src/plain.ts")));
    writeFileSync(at("README.md"), "not looked for\n");
    const touched = answerAsBefore(request);
    expect(touched && shown(touched)).toEqual(shown(first));
  });

  const changes: Readonly<Record<string, (at: (name: string) => string) => void>> = {
    "changed in what is imported": (at) => writeFileSync(at("src/lib/load.ts"), "export const load = async () => 1;\n"),
    "changed by one sign": (at) => writeFileSync(at("src/plain.ts"), "export const one = 2;\n"),
    "are more": (at) => writeFileSync(at("src/more.ts"), server("./lib/load")),
    "are fewer": (at) => rmSync(at("src/plain.ts")),
    "lie in a new folder": (at) => {
      mkdirSync(at("src/deep"));
      writeFileSync(at("src/deep/a.ts"), server("../lib/load"));
    },
    "got a nearer answer to an import": (at) => {
      mkdirSync(at("src/lib/load"));
      writeFileSync(at("src/lib/load.tsx"), loads);
      rmSync(at("src/lib/load.ts"));
    },
    "have other aliases": (at) => writeFileSync(at("tsconfig.json"), "{}"),
    "have other aliases further up": (at) => writeFileSync(at("base.json"), "{}"),
    "have a tsconfig nearer by": (at) => writeFileSync(at("src/tsconfig.json"), "{}"),
    "belong to another package": (at) => writeFileSync(at("package.json"), '{ "name": "other" }'),
    "have another version of a library": (at) =>
      writeFileSync(at("package.json"), files["package.json"].replace("1.20.0", "1.10.0")),
    "have settings now": (at) =>
      writeFileSync(at("inferlens.json"), '{ "rules": { "model-load-in-hot-path": "off" } }'),
    "have a package beside them": (at) => {
      mkdirSync(at("packages/models/src"), { recursive: true });
      writeFileSync(at("packages/models/package.json"), '{ "name": "@app/models" }');
      writeFileSync(at("packages/models/src/index.ts"), loads);
    },
    "are no longer ignored": (at) => writeFileSync(at("src/.gitignore"), ""),
    "are links now": (at) => {
      rmSync(at("src/plain.ts"));
      symlinkSync(at("src/lib/load.ts"), at("src/plain.ts"));
    },
  };
  it.each(Object.keys(changes))("%s is worked out anew", async (name) => {
    const { folder, request, at } = await checked();
    changes[name]!(at);
    expect(answerAsBefore(request)).toBeUndefined();
    const anew = await checkFiles(request);
    const uncached = await checkFiles(requestIn(folder, { cache: undefined }));
    expect(shown(anew)).toEqual(shown(uncached));
    const again = answerAsBefore(request);
    expect(again && shown(again)).toEqual(shown(uncached));
  });

  it("are asked for in another way is worked out anew", async () => {
    const { folder, request } = await checked();
    const others: readonly Partial<CheckRequest>[] = [
      { paths: ["src/lib"] },
      { fixing: "safe" },
      { needsEdits: true },
      { changedSince: "main" },
      { cache: { ...request.cache!, version: "1.0.1" } },
    ];
    for (const more of others) expect(answerAsBefore(requestIn(folder, more))).toBeUndefined();
  });
});
