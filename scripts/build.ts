/**
 * Bundles the product into dist/: extension, language server, command line, bench worker, and TypeScript's parser and compiler
 * as chunks of their own that are loaded from a code cache on first use. `--watch` rebuilds on change.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { type BuildOptions, build, context, type Plugin } from "esbuild";
import type { Framework, Role } from "../server/src/knowledge/framework.ts";
import { parserSource } from "./build/parserSource.ts";

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
  external: ["vscode", "onnxruntime-node", "onnxruntime-web", "./load.cjs", "./charts.cjs"],
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

/** Drawing charts is a chunk of its own, loaded when a report or an export wants a picture. */
const chartsChunk: Plugin = {
  name: "charts-chunk",
  setup({ onResolve }) {
    onResolve({ filter: /\/report\/svg\.ts$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./charts.cjs", external: true },
    );
  },
};

/** Built-in modules that take long to load and are not needed to begin: each loads when something of it is first used. */
const lazyBuiltIns: Plugin = {
  name: "lazy-built-ins",
  setup({ onResolve, onLoad }) {
    const namespace = "lazy-built-in";
    onResolve({ filter: /^(?:node:)?(?:child_process|crypto|fs\/promises)$/ }, (asked) =>
      asked.namespace === namespace
        ? { path: asked.path, external: true }
        : { path: asked.path.replace(/^(?:node:)?/, "node:"), namespace },
    );
    onLoad({ filter: /./, namespace }, async ({ path: name }) => ({
      contents: Object.keys(await import(name))
        .filter((key) => key !== "default")
        .map((key) => `Object.defineProperty(exports,"${key}",{enumerable:true,get:()=>require("${name}").${key}});`)
        .join("\n"),
    }));
  },
};

/** The parser is a chunk of its own, loaded when a file needs it; the whole compiler another, loaded when a fix does. */
const compilerChunks: Plugin = {
  name: "compiler-chunks",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@ts-morph\/common$/ }, ({ importer }) => ({
      path: /wholeCompiler\.ts$|[\\/]bench[\\/]functions[\\/]/.test(importer) ? "typescript.cjs" : "parser.cjs",
      namespace: "compiler-chunk",
    }));
    onLoad({ filter: /^parser/, namespace: "compiler-chunk" }, () => ({
      resolveDir: root,
      contents: `
        import path from "node:path";
        import { loadCached } from "./load.cjs";
        export const ts = loadCached(path.join(__dirname, "parser.cjs"));`,
    }));
    onLoad({ filter: /^typescript/, namespace: "compiler-chunk" }, () => ({
      resolveDir: root,
      contents: `
        const path = require("node:path");
        const { loadCached } = require("./load.cjs");
        let ts;
        Object.defineProperty(exports, "ts", {
          enumerable: true,
          get: () => (ts ??= loadCached(path.join(__dirname, "typescript.cjs"))),
        });`,
    }));
  },
};

/** A build has an entry or a text to begin with, not both. */
const { outdir: _, ...withoutFolder } = shared;

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
    // Its other form imports at run time, which code from a cache may not do without Node warning of it.
    alias: { "web-tree-sitter": path.join(root, "node_modules/web-tree-sitter/web-tree-sitter.cjs") },
    plugins: [compilerChunks, chartsChunk, lazyBuiltIns],
    // For the same reason chunks of our own are required.
    supported: { "dynamic-import": false },
  },
  { ...shared, entryPoints: { charts: "server/src/report/svg.ts" } },
  {
    absWorkingDir: root,
    bundle: true,
    platform: "browser",
    format: "iife",
    // The browser inside the oldest VS Code that may load it.
    target: "chrome138",
    outdir: dist,
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    entryPoints: {
      page: "media/page/page.ts",
      pageStyle: "media/page/page.css",
      codicon: "@vscode/codicons/dist/codicon.css",
    },
    loader: { ".ttf": "file" },
    assetNames: "[name]",
  },
  { ...shared, entryPoints: { benchWorker: "server/src/bench/worker.ts" }, plugins: [compilerChunks] },
  {
    ...withoutFolder,
    stdin: { contents: parserSource(root), sourcefile: "parser.js", resolveDir: root },
    outfile: path.join(dist, "parser.cjs"),
    plugins: [lazyBuiltIns],
  },
  { ...shared, entryPoints: { typescript: "node_modules/@ts-morph/common/dist/typescript.js" } },
];

/** Names and addresses of what can load or call a model: where none stands, the extension starts no server. */
function modelLibraries(): readonly string[] {
  const roles = new Set<string>(["load", "construct", "infer", "embed", "generate"] satisfies Role[]);
  const names = globSync("server/src/knowledge/{npm,pypi}/**/*.json", { cwd: root }).flatMap((file) => {
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
  // The grammar and the parser that reads it: loaded when a file of Python is first met.
  for (const name of ["web-tree-sitter", "tree-sitter-python"])
    cpSync(path.join(root, `node_modules/${name}/${name}.wasm`), path.join(dist, `${name}.wasm`));
  // What runs in the user's Python is shipped as it is written.
  cpSync(path.join(root, "server/src/bench/python/inferlens_harness"), path.join(dist, "inferlens_harness"), {
    recursive: true,
    filter: (file) => !file.includes("__pycache__"),
  });
  const failed = results.filter((result) => result.status === "rejected");
  if (failed.length > 0) process.exit(1); // esbuild has printed why
  console.log(`dist built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
