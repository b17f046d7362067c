/**
 * A long session against the built server: thousands of edits of a service with model code, most of them half-typed code.
 * Afterwards memory must be what it was, and the processor idle. Linux only: elsewhere nobody tells what a process uses.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { serverFlags } from "../../client/src/serverFlags.ts";
import { serviceSource } from "../bench/fixture.ts";
import { type Random, randomFrom } from "./random.ts";

const server = path.resolve(import.meta.dirname, "../../dist/server.cjs");
const windows = 10;
/** Before these, caches and compiled code still grow. */
const warmWindows = 2;
const allowedGrowth = 0.1;
const idleSeconds = 10;
/** The last collections of garbage come after the last answer. */
const restMs = 15_000;
const ticksASecond = 100;
/** Waited for after each edit: an editor asks once for what it shows, not for every key. */
const pullEvery = 5;

/** Whether the server kept its memory and came to rest. */
export async function longSession(edits: number): Promise<boolean> {
  if (process.platform !== "linux") throw new Error("the session needs /proc, which Linux has");
  if (!existsSync(server)) throw new Error("dist/server.cjs is missing: npm run build");
  const folder = mkdtempSync(path.join(tmpdir(), "inferlens-session-"));
  const child = spawn(process.execPath, [...serverFlags, server, "--stdio"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  try {
    const memory = await type(connection, folder, child.pid!, edits);
    const busy = ended ? Number.NaN : await busyTicks(child.pid!);
    return judge(memory, busy, ended);
  } finally {
    connection.dispose();
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Least memory of each window, in MB: what is free again after a collection counts as free. */
async function type(connection: MessageConnection, folder: string, pid: number, edits: number): Promise<number[]> {
  const file = path.join(folder, "service.ts");
  const uri = pathToFileURL(file).href;
  const original = serviceSource(300);
  writeFileSync(file, original);
  connection.onRequest((_, params) =>
    Array.isArray((params as { items?: unknown })?.items)
      ? (params as { items: unknown[] }).items.map(() => null)
      : null,
  );
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "session" }],
    capabilities: {
      textDocument: { diagnostic: { dynamicRegistration: false }, codeAction: {} },
      workspace: { configuration: true, workspaceFolders: true },
    },
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version: 1, text: original },
  });
  const random = randomFrom(1);
  let document = TextDocument.create(uri, "typescript", 1, original);
  const memory: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let edit = 1; edit <= edits; edit++) {
    const change = nextChange(document, original, random);
    document = TextDocument.update(document, [change], edit + 1);
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: edit + 1 },
      contentChanges: [change],
    });
    if (edit % pullEvery === 0) {
      await connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
      if (edit % (pullEvery * 10) === 0) await askAround(connection, uri, document, random);
      least = Math.min(least, residentMB(pid));
    }
    if (edit % Math.ceil(edits / windows) === 0) {
      memory.push(least);
      console.log(`${String(edit).padStart(6)} edits ${least.toFixed(1).padStart(7)} MB`);
      least = Number.POSITIVE_INFINITY;
    }
  }
  return memory;
}

/** What an editor asks beside diagnostics. */
async function askAround(
  connection: MessageConnection,
  uri: string,
  document: TextDocument,
  random: Random,
): Promise<void> {
  const textDocument = { uri };
  const position = document.positionAt(random(document.getText().length + 1));
  const range = { start: position, end: position };
  await connection.sendRequest("textDocument/hover", { textDocument, position });
  await connection.sendRequest("textDocument/codeLens", { textDocument });
  await connection.sendRequest("textDocument/codeAction", { textDocument, range, context: { diagnostics: [] } });
}

const snippets = [
  "x",
  "\n",
  " ",
  "await ",
  "{",
  "}",
  "(",
  ")",
  "for (const row of rows) {\n",
  "const out = ",
  "`",
  "// note\n",
];

/** Typing, deleting and, now and then, starting again from the saved text, so that it stays a service. */
function nextChange(document: TextDocument, original: string, random: Random) {
  const text = document.getText();
  if (random(25) === 0) return { range: rangeOf(document, 0, text.length), text: original };
  const start = random(text.length + 1);
  const end = Math.min(text.length, start + (random(3) === 0 ? random(20) : 0));
  return { range: rangeOf(document, start, end), text: random(4) === 0 ? "" : snippets[random(snippets.length)]! };
}

const rangeOf = (document: TextDocument, start: number, end: number) => ({
  start: document.positionAt(start),
  end: document.positionAt(end),
});

function judge(memory: readonly number[], busy: number, ended: boolean): boolean {
  if (ended) {
    console.log("the server ended");
    return false;
  }
  const warm = memory[warmWindows] ?? Number.NaN;
  const last = memory.at(-1) ?? Number.NaN;
  const growth = last / warm - 1;
  const isFlat = Math.abs(growth) <= allowedGrowth || last < warm;
  const share = (100 * busy) / (idleSeconds * ticksASecond);
  console.log(`memory ${(100 * growth).toFixed(1)} % over the session, ${isFlat ? "flat" : "not flat"}`);
  console.log(`processor ${share.toFixed(1)} % in ${idleSeconds} s of rest`);
  return isFlat && busy <= 1;
}

/** Clock ticks the process took while nobody asked anything. */
async function busyTicks(pid: number): Promise<number> {
  await sleep(restMs);
  const before = ticksOf(pid);
  await sleep(idleSeconds * 1_000);
  return ticksOf(pid) - before;
}

function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return Number(fields[11]) + Number(fields[12]); // user and system time
}

function residentMB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
