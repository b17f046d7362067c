/** The portable WebAssembly runtime for platforms without a native one: slower, and its figures say so. Absent on purpose: browsers. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { readModelCard } from "../modelFile.ts";
import type { Backend } from "./backend.ts";
import { backendOver, type Runtime } from "./sharedInterface.ts";

interface WasmRuntime {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): ReturnType<Runtime["InferenceSession"]["create"]>;
  };
  readonly Tensor: Runtime["Tensor"];
  readonly env: { readonly wasm: { numThreads?: number; wasmPaths?: string } };
}

export function loadWasm(entry: string): Backend {
  const runtime = createRequire(entry)(entry) as WasmRuntime;
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.wasmPaths = `${pathToFileURL(dirname(entry)).href}/`;
  return backendOver({
    Tensor: runtime.Tensor,
    InferenceSession: {
      // It fetches paths as addresses, so the bytes are read here and count as part of the load.
      create: async (path, options) => {
        const externalData = await externalDataOf(path);
        return runtime.InferenceSession.create(await readFile(path), { ...options, externalData });
      },
    },
  });
}

/** It has no file system either: weights beside the model are handed over by name. */
async function externalDataOf(modelPath: string): Promise<{ readonly path: string; readonly data: Uint8Array }[]> {
  const read = readModelCard(modelPath);
  const names = "card" in read ? read.card.externalData : [];
  return Promise.all(names.map(async (path) => ({ path, data: await readFile(join(dirname(modelPath), path)) })));
}
