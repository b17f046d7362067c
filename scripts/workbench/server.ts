/** Starts the VS Code server on 127.0.0.1 with data and extension folders of its own. Absent on purpose: what is opened in it. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { output } from "./progress.ts";
import { vscodeServer } from "./vscode.ts";

export interface Folders {
  /** Settings, state and logs. */
  readonly data: string;
  readonly extensions: string;
}

export interface RunningServer {
  readonly url: string;
  readonly authority: string;
  readonly process: ChildProcess;
  readonly log: string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly port: number;
  /** Further arguments of the VS Code server. */
  readonly extra?: readonly string[];
}

export async function startServer(folders: Folders, options: ServerOptions): Promise<RunningServer> {
  mkdirSync(folders.data, { recursive: true });
  const log = path.join(folders.data, "server.log");
  const sink = openSync(log, "w");
  const authority = `127.0.0.1:${options.port}`;
  const args = [
    ...[vscodeServer, "--host", "127.0.0.1", "--port", String(options.port), "--without-connection-token"],
    ...[
      "--telemetry-level",
      "off",
      "--reconnection-grace-time",
      "1",
      ...folderArguments(folders),
      ...(options.extra ?? []),
    ],
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", sink, sink] });
  closeSync(sink);
  const url = `http://${authority}`;
  await untilReady(url, child, log);
  return { url, authority, process: child, log, stop: () => stop(child) };
}

export async function installExtension(folders: Folders, vsix: string): Promise<void> {
  const args = [vscodeServer, ...folderArguments(folders), "--install-extension", vsix, "--force"];
  await output(process.execPath, args);
}

/** User settings of the workbench; replaces what was there. */
export function writeSettings(folders: Folders, settings: Readonly<Record<string, unknown>>): void {
  const folder = path.join(folders.data, "data", "User");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "settings.json"), `${JSON.stringify(settings, undefined, 2)}\n`);
}

export const hasSettings = (folders: Folders): boolean =>
  existsSync(path.join(folders.data, "data", "User", "settings.json"));

/** The first port that is free from this one on. */
export async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 200; port++) {
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port from ${from} to ${from + 199} on 127.0.0.1.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

function folderArguments(folders: Folders): string[] {
  return ["--server-data-dir", folders.data, "--extensions-dir", folders.extensions, "--accept-server-license-terms"];
}

async function untilReady(url: string, child: ChildProcess, log: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null)
      throw new Error(`The VS Code server ended:\n${readFileSync(log, "utf8").slice(-2_000)}`);
    const answer = await fetch(`${url}/version`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error(`The VS Code server did not answer within 60 s; see ${log}`);
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    child.kill();
  });
}
