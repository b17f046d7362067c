/**
 * Packs the extension as a .vsix for one platform: `node scripts/package.ts [--target linux-x64] [--out file]`. The package carries
 * the one native runtime of its platform; a platform without one gets the portable WebAssembly runtime.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { createVSIX } from "@vscode/vsce";

const root = path.resolve(import.meta.dirname, "..");
/** Targets onnxruntime-node 1.30 has a binary for, with the folder of that binary. */
const nativeTargets: Readonly<Record<string, string>> = {
  "darwin-arm64": "darwin/arm64",
  "linux-arm64": "linux/arm64",
  "linux-x64": "linux/x64",
  "win32-arm64": "win32/arm64",
  "win32-x64": "win32/x64",
};

const { values } = parseArgs({ options: { target: { type: "string" }, out: { type: "string" } } });
const target = values.target ?? `${process.platform}-${process.arch}`;
const out = path.resolve(values.out ?? path.join(root, `inferlens-${target}.vsix`));
const staging = path.join(root, ".cache", "vsix", target);

rmSync(staging, { recursive: true, force: true });
mkdirSync(staging, { recursive: true });
for (const name of ["dist", "media", "snippets", "schemas", "demo", "README.md", "CHANGELOG.md", "LICENSE"]) {
  cpSync(path.join(root, name), path.join(staging, name), {
    recursive: true,
    filter: (source) => !/node_modules|[\\/]media[\\/](source|page)/.test(source),
  });
}
writeFileSync(path.join(staging, "package.json"), `${JSON.stringify(productManifest(), null, 2)}\n`);
copyRuntime();

await createVSIX({
  cwd: staging,
  packagePath: out,
  target,
  dependencies: false,
  allowMissingRepository: true,
  skipLicense: false,
});
console.log(`${path.relative(process.cwd(), out)}  ${(statSync(out).size / 1e6).toFixed(1)} MB`);

/** Without what only building needs; `type` would mislead the extension host. */
function productManifest(): Record<string, unknown> {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Record<string, unknown>;
  for (const key of [
    "files",
    "type",
    "scripts",
    "bin",
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "allowScripts",
  ])
    delete manifest[key];
  return manifest;
}

/** Beside the bundle that asks for it, where Node's own resolution finds it. */
function copyRuntime(): void {
  const binary = nativeTargets[target];
  copyPackage("onnxruntime-common", ["package.json", "dist/cjs/**/*.js", "dist/cjs/package.json"]);
  if (!binary) {
    copyPackage("onnxruntime-web", ["package.json", "dist/ort.node.min.js", "dist/ort-wasm-simd-threaded.{mjs,wasm}"]);
    return;
  }
  // Of the two identical macOS libraries only libonnxruntime.1.dylib, the one the binding names, is needed.
  copyPackage(
    "onnxruntime-node",
    ["package.json", "dist/*.js", `bin/napi-v6/${binary}/*`],
    ["**/libonnxruntime.*.*.*.dylib"],
  );
}

function copyPackage(name: string, patterns: readonly string[], exclude: readonly string[] = []): void {
  const from = path.join(root, "node_modules", name);
  for (const file of globSync([...patterns], { cwd: from, exclude })) {
    const to = path.join(staging, "dist", "node_modules", name, file);
    mkdirSync(path.dirname(to), { recursive: true });
    cpSync(path.join(from, file), to);
  }
}
