/**
 * Loads a built bundle with V8's code cache: starting up is dominated by compiling the TypeScript compiler, and Node's own
 * compile cache does nothing for a bundle that compiles its functions lazily. The cache is made after the code has run, so that
 * it holds the functions that were really used. Absent on purpose: any failure that reaches the caller because of a cache:
 * without one, or with one that V8 rejects, the bundle is compiled as usual and the cache made anew.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import v8 from "node:v8";
import vm from "node:vm";

interface Loaded {
  readonly script: vm.Script;
  readonly cacheFile: string;
  readonly accepted: boolean;
}

const loaded: Loaded[] = [];
/** Caches of builds that are gone would stay for ever; one that is still wanted is made again. */
const keptDays = 30;

/** Runs a CommonJS bundle and returns its exports. Throws only what the bundle itself throws. */
export function loadCached(file: string): unknown {
  v8.setFlagsFromString("--no-flush-bytecode"); // part of the cache's identity: the same when made and when used
  const source = readFileSync(file, "latin1"); // bundles are ASCII, and one-byte strings are read in a fraction of the time
  const cacheFile = cacheFileFor(file, source.length);
  const cachedData = readCache(cacheFile);
  const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData && { cachedData }),
  });
  loaded.push({ script, cacheFile, accepted: cachedData !== undefined && script.cachedDataRejected === false });
  const module = { exports: {} as unknown };
  script.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file));
  return module.exports;
}

/** Writes the caches that are missing or were rejected. Call it when the process has done typical work and is idle. */
export function keepCaches(): void {
  for (const { script, cacheFile, accepted } of loaded.splice(0)) {
    if (accepted) continue;
    try {
      mkdirSync(path.dirname(cacheFile), { recursive: true });
      const draft = `${cacheFile}.${process.pid}`;
      writeFileSync(draft, script.createCachedData());
      renameSync(draft, cacheFile);
      dropOld(path.dirname(cacheFile));
    } catch {
      // A read-only or full disk costs speed at the next start, nothing else.
    }
  }
}

function dropOld(folder: string): void {
  const oldest = Date.now() - keptDays * 86_400_000;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).mtimeMs < oldest) unlinkSync(file);
  }
}

/** V8's own tag tells versions, processors and flags apart: who is started with other flags keeps a cache of its own. */
function cacheFileFor(file: string, length: number): string {
  const identity = `${v8.cachedDataVersionTag()}-${process.arch}-${length}-${Math.trunc(statSync(file).mtimeMs)}`;
  const user = typeof process.getuid === "function" ? process.getuid() : "user";
  const folder = process.env.INFERLENS_CODE_CACHE ?? path.join(tmpdir(), `inferlens-code-cache-${user}`);
  return path.join(folder, `${path.basename(file, ".cjs")}-${identity}.bin`);
}

function readCache(cacheFile: string): Buffer | undefined {
  try {
    const { uid } = statSync(cacheFile);
    // The cache is code: another user's file in a shared temporary folder must not be run.
    if (typeof process.getuid === "function" && uid !== process.getuid()) return undefined;
    return readFileSync(cacheFile);
  } catch {
    return undefined;
  }
}
