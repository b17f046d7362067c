/**
 * Bundles the product into dist/: extension, language server, command line, bench worker, and the TypeScript compiler as a
 * chunk of its own that is loaded from a code cache on first use. `--watch` rebuilds on change.
 */
import { globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { type BuildOptions, build, context, type Plugin } from "esbuild";
import type { Framework, Role } from "../server/src/knowledge/framework.ts";

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "dist");

const moduleUrl = 'const __moduleUrl=require("node:url").pathToFileURL(__filename).href;';

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22",
  outdir: dist,
  outExtension: { ".js": ".cjs" },
  minify: true,
  charset: "ascii",
  legalComments: "none",
  logLevel: "warning",
  mainFields: ["module", "main"],
  external: ["vscode", "onnxruntime-node", "onnxruntime-web", "./load.cjs"],
  define: {
    "import.meta.url": "__moduleUrl",
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
  },
  banner: { js: moduleUrl },
};

/** One loader for all bundles of a process, so that whoever keeps the caches knows all that was loaded. */
const oneLoader: Plugin = {
  name: "one-loader",
  setup({ onResolve }) {
    onResolve({ filter: /\/load\.ts$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./load.cjs", external: true },
    );
  },
};

/** Only the compiler itself is wanted on the keystroke path, not the library files and file systems that come with it. */
const compilerChunk: Plugin = {
  name: "compiler-chunk",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@ts-morph\/common$/ }, () => ({ path: "compiler", namespace: "compiler-chunk" }));
    onLoad({ filter: /.*/, namespace: "compiler-chunk" }, () => ({
      resolveDir: root,
      contents: `
        import path from "node:path";
        import { loadCached } from "./load.cjs";
        export const ts = loadCached(path.join(__dirname, "typescript.cjs"));
        export default { ts };`,
    }));
  },
};

const bundles: BuildOptions[] = [
  {
    ...shared,
    entryPoints: { extension: "client/src/extension.ts" },
    define: { ...shared.define, __knownPackages: JSON.stringify(modelLibraries()) },
  },
  { ...shared, entryPoints: { load: "server/src/boot/load.ts" } },
  {
    ...shared,
    entryPoints: { server: "server/src/boot/server.ts" },
    plugins: [oneLoader],
  },
  {
    ...shared,
    entryPoints: { cli: "server/src/boot/cli.ts" },
    plugins: [oneLoader],
    banner: { js: `#!/usr/bin/env node\n${moduleUrl}` },
  },
  {
    ...shared,
    entryPoints: { serverMain: "server/src/lsp/main.ts", cliMain: "server/src/cli/main.ts" },
    plugins: [compilerChunk],
  },
  { ...shared, entryPoints: { benchWorker: "server/src/bench/worker.ts" } },
  { ...shared, entryPoints: { typescript: "node_modules/@ts-morph/common/dist/typescript.js" } },
];

/** Names and addresses of what can load or call a model: where none stands, the extension starts no server. */
function modelLibraries(): readonly string[] {
  const roles = new Set<string>(["load", "construct", "infer", "embed", "generate"] satisfies Role[]);
  const names = globSync("server/src/knowledge/npm/**/*.json", { cwd: root }).flatMap((file) => {
    const framework = JSON.parse(readFileSync(path.join(root, file), "utf8")) as Framework;
    if (!framework.rows.some(({ role }) => roles.has(role))) return [];
    return [framework.package, ...(framework.also ?? [])].map((name) => name.replace(/[@/]?\*.*$/, ""));
  });
  return [...new Set(names)].filter((name) => name !== "").sort();
}

if (process.argv.includes("--watch")) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const startedAt = performance.now();
  const results = await Promise.allSettled(bundles.map((options) => build(options)));
  const failed = results.filter((result) => result.status === "rejected");
  if (failed.length > 0) process.exit(1); // esbuild has printed why
  console.log(`dist built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
