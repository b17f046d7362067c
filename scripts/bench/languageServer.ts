/** Times one language server over stdio: start, edits, memory. Speaks to any server alike, so peers and ours are compared fairly. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { residentBytes } from "./residentBytes.ts";

export interface ServerUnderTest {
  readonly name: string;
  readonly command: readonly string[];
  /** Answered to every `workspace/configuration` item. */
  readonly settings?: unknown;
  /** Ask for diagnostics after each edit, for servers that do not push them. */
  readonly pull?: boolean;
}

export interface Timing {
  /** Process start → first diagnostics of the opened file. */
  readonly firstDiagnosticsMs: number;
  /** `didChange` sent → diagnostics of that version, one for each edit. */
  readonly editMs: readonly number[];
  /** Resident memory of the server's process tree with `openFiles` open. */
  readonly residentMB: number;
}

export interface TimingOptions {
  readonly folder: string;
  readonly file: string;
  readonly edits: number;
  readonly openFiles: number;
}

const warmUpEdits = 20;
const pauseMs = 20; // between an answer and the next edit, as typing has pauses

export async function timeServer(server: ServerUnderTest, options: TimingOptions): Promise<Timing> {
  const startedAt = performance.now();
  const [command = "", ...rest] = server.command;
  const child = spawn(command, rest, { cwd: options.folder, stdio: ["pipe", "pipe", "ignore"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  try {
    return await measure(server, options, { child, connection, startedAt });
  } finally {
    connection.dispose();
    child.kill("SIGKILL");
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  readonly startedAt: number;
}

async function measure(
  server: ServerUnderTest,
  options: TimingOptions,
  { child, connection, startedAt }: Running,
): Promise<Timing> {
  const reports = listen(connection, server.settings);
  const rootUri = pathToFileURL(options.folder).href;
  const initialized = (await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "bench" }],
    capabilities: {
      textDocument: {
        publishDiagnostics: { versionSupport: true },
        ...(server.pull && { diagnostic: { dynamicRegistration: true } }),
      },
      workspace: { configuration: true, workspaceFolders: true },
    },
  })) as { capabilities: { textDocumentSync?: number | { change?: number } } };
  const sync = initialized.capabilities.textDocumentSync;
  const incremental = (typeof sync === "object" ? sync.change : sync) === 2;
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("workspace/didChangeConfiguration", { settings: server.settings ?? {} });

  const open = (file: string) => {
    const uri = pathToFileURL(path.join(options.folder, file)).href;
    const text = readFileSync(path.join(options.folder, file), "utf8");
    const pushed = server.pull ? undefined : reports.next(uri);
    void connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "typescript", version: 1, text },
    });
    return { uri, text, answered: pushed ?? pull(connection, uri) };
  };
  const { uri, text, answered } = open(options.file);
  const firstDiagnosticsMs = (await answered) - startedAt;

  const editMs: number[] = [];
  for (let edit = 0; edit < warmUpEdits + options.edits; edit++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const adds = edit % 2 === 0; // a line comes and goes at the top, so every diagnostic moves
    const range = { start: { line: 0, character: 0 }, end: { line: adds ? 0 : 1, character: 0 } };
    const change = incremental ? { range, text: adds ? "\n" : "" } : { text: adds ? `\n${text}` : text };
    const pushed = server.pull ? undefined : reports.next(uri);
    const sentAt = performance.now();
    void connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: edit + 2 },
      contentChanges: [change],
    });
    const at = await (pushed ?? pull(connection, uri));
    if (edit >= warmUpEdits) editMs.push(at - sentAt);
  }
  for (let n = 1; n < options.openFiles; n++) await open(`copy${n}.ts`).answered;
  return { firstDiagnosticsMs, editMs, residentMB: residentBytes(child.pid!) / 1e6 };
}

async function pull(connection: MessageConnection, uri: string): Promise<number> {
  await connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
  return performance.now();
}

function listen(connection: MessageConnection, settings: unknown) {
  const waiting = new Map<string, (at: number) => void>();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri }: { uri: string }) => {
    const key = decodeURIComponent(uri);
    waiting.get(key)?.(performance.now());
    waiting.delete(key);
  });
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) =>
    items.map(() => settings ?? null),
  );
  connection.onRequest("eslint/confirmESLintExecution", () => 4); // the ESLint server's own question; 4 is "approved"
  connection.onRequest(() => null);
  connection.onError(() => {});
  connection.listen();
  return {
    next: (uri: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no diagnostics for ${uri} within 30 s`)), 30_000);
        waiting.set(decodeURIComponent(uri), (at) => {
          clearTimeout(timer);
          resolve(at);
        });
      }),
  };
}
