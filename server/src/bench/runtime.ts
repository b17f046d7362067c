/**
 * Which copy of the runtime is measured: the workspace's own onnxruntime-node, nearest to the model or source file; else
 * the one shipped with us; else onnxruntime-web. Absent on purpose: loading it (that happens in the child only) and versions
 * we would prefer: the user's figures come from what the user runs.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Failure } from "../history/record.ts";
import { failureOfNoRuntime } from "./failures.ts";
import type { RuntimeChoice } from "./spec.ts";

export interface RuntimeSearch {
  /** Absolute paths of the file that loads the model and of the model, nearest meaning first. */
  readonly near: readonly string[];
  /** Absolute path of a file beside which our own copies are installed: that of the running bundle. */
  readonly own: string;
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
}

export function resolveRuntime(search: RuntimeSearch): RuntimeChoice | { readonly failure: Failure } {
  const platform = search.platform ?? process.platform;
  const arch = search.arch ?? process.arch;
  const hasBinary = (folder: string) => nativeBinary(folder, platform, arch);
  for (const path of search.near) {
    const found = findPackage(path, "onnxruntime-node", hasBinary);
    if (found) return { origin: "workspace", packageName: "onnxruntime-node", ...choice(found) };
  }
  const bundled = findPackage(search.own, "onnxruntime-node", hasBinary);
  if (bundled) return { origin: "bundled", packageName: "onnxruntime-node", ...choice(bundled) };
  for (const path of [search.own, ...search.near]) {
    const portable = findPackage(path, "onnxruntime-web", () => true);
    if (portable) return { origin: "wasm", packageName: "onnxruntime-web", ...choice(portable) };
  }
  return {
    failure: failureOfNoRuntime(`${platform}-${arch}`, `looked from ${[...search.near, search.own].join(", ")}`),
  };
}

interface Package {
  readonly folder: string;
  readonly version: string;
  readonly entry: string;
}

const choice = ({ version, entry }: Package) => ({ version, entry });

/** Walks upward like Node does; a copy without a binary for this platform is passed over. */
function findPackage(from: string, name: string, usable: (folder: string) => boolean): Package | null {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    const found = existsSync(join(candidate, "package.json")) ? readPackage(candidate, from) : null;
    if (found && usable(candidate)) return found;
    if (dirname(folder) === folder) return null;
  }
}

function readPackage(folder: string, from: string): Package | null {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly version?: unknown };
    // Conditions of `exports` are Node's business.
    const entry = createRequire(from).resolve(
      folder.endsWith("onnxruntime-web") ? join(folder, "dist", "ort.node.min.js") : folder,
    );
    return { folder, version: typeof manifest.version === "string" ? manifest.version : "unknown", entry };
  } catch {
    return null;
  }
}

/** `bin/napi-v3/linux/x64/onnxruntime_binding.node`; the folder's number changes with versions. */
function nativeBinary(folder: string, platform: string, arch: string): boolean {
  return napiFolders.some((napi) => existsSync(join(folder, "bin", napi, platform, arch, "onnxruntime_binding.node")));
}
const napiFolders = ["napi-v6", "napi-v3", "napi-v5", "napi-v4", "napi-v7", "napi-v8", "napi-v9", "napi-v10"];
