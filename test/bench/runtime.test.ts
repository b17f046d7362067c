/** Which runtime is measured, and which bytes a hash stands for: real folders, some with copies that cannot be used. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identifyModel, readModelCard } from "../../server/src/bench/modelFile.ts";
import { resolveRuntime } from "../../server/src/bench/runtime.ts";
import * as make from "../fixtures/models/make.ts";
import { root } from "./workbench.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "workspace-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A package as npm would lay it out; `binary`: for which platform it has one. */
function install(at: string, version: string, binary: string | null, napi = "napi-v3"): void {
  const home = path.join(folder, at, "node_modules", "onnxruntime-node");
  mkdirSync(path.join(home, "dist"), { recursive: true });
  writeFileSync(
    path.join(home, "package.json"),
    JSON.stringify({ name: "onnxruntime-node", version, main: "dist/index.js" }),
  );
  writeFileSync(path.join(home, "dist", "index.js"), "");
  if (binary === null) return;
  mkdirSync(path.join(home, "bin", napi, binary), { recursive: true });
  writeFileSync(path.join(home, "bin", napi, binary, "onnxruntime_binding.node"), "");
}

const at = (file: string) => path.join(folder, file);
const search = (near: string[], own = path.join(root, "dist", "cli.cjs")) =>
  resolveRuntime({ near: near.map(at), own, platform: "linux", arch: "x64" });

describe("the runtime", () => {
  it("is the one nearest to the code, then to the model", () => {
    install(".", "1.19.0", "linux/x64");
    install("packages/api", "1.25.0", "linux/x64", "napi-v6");
    expect(search(["packages/api/src/server.ts", "models/m.onnx"])).toMatchObject({
      origin: "workspace",
      version: "1.25.0",
      entry: at("packages/api/node_modules/onnxruntime-node/dist/index.js"),
    });
    expect(search(["packages/web/app.ts", "models/m.onnx"])).toMatchObject({ origin: "workspace", version: "1.19.0" });
  });

  it("is ours where the workspace has none, or none with a binary for this platform", () => {
    expect(search(["models/m.onnx"])).toMatchObject({ origin: "bundled", version: "1.30.0" });
    install(".", "1.19.0", "darwin/arm64");
    expect(search(["models/m.onnx"])).toMatchObject({ origin: "bundled", version: "1.30.0" });
  });

  it("passes over a copy that is broken", () => {
    install(".", "1.19.0", "linux/x64");
    rmSync(at("node_modules/onnxruntime-node/dist"), { recursive: true });
    writeFileSync(at("node_modules/onnxruntime-node/package.json"), "{");
    expect(search(["m.onnx"])).toMatchObject({ origin: "bundled" });
  });

  it("is WebAssembly where no copy has a binary, and none where there is nothing", () => {
    expect(
      resolveRuntime({ near: [at("m.onnx")], own: path.join(root, "dist/cli.cjs"), platform: "darwin", arch: "x64" }),
    ).toMatchObject({ origin: "wasm", packageName: "onnxruntime-web" });
    expect(search(["m.onnx"], at("elsewhere/cli.cjs"))).toMatchObject({
      failure: { kind: "no-runtime", act: expect.stringContaining("linux-x64") },
    });
  });
});

describe("a model's identity", () => {
  it("is the SHA-256 of its bytes, and changes with weights beside it", async () => {
    const model = make.writeModel(folder, "m.onnx", new TextEncoder().encode("abc"));
    expect(await identifyModel(model)).toEqual({
      hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      bytes: 3,
    });
    const weights = make.writeModel(folder, "w.data", new Uint8Array(8));
    const before = await identifyModel(model, ["w.data"]);
    appendFileSync(weights, "x");
    expect(await identifyModel(model, ["w.data"])).not.toEqual(before);
  });

  it("is a failure for a file that is gone or a folder", async () => {
    expect(await identifyModel(at("none.onnx"))).toMatchObject({
      failure: { kind: "missing-file", reason: expect.stringContaining("no file at") },
    });
    expect(await identifyModel(folder)).toMatchObject({
      failure: { kind: "missing-file", reason: expect.stringContaining("cannot read") },
    });
  });
});

it("reads cards from disk, and says why it cannot", () => {
  expect(readModelCard(make.writeModel(folder, "m.onnx", make.mlp()))).toMatchObject({ card: { parameters: 9472 } });
  expect(readModelCard(at("none.onnx"))).toMatchObject({
    fault: { kind: "unreadable", reason: "cannot be read: ENOENT" },
  });
  expect(readModelCard(folder)).toMatchObject({ fault: { kind: "unreadable" } });
});
