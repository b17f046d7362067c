/**
 * A small language client for tests: the real server as a process of its own, over standard input and output. Absent on
 * purpose: expectations.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeLens,
  createMessageConnection,
  type Diagnostic,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { InitializationOptions } from "../../server/src/lsp/protocol.ts";

const root = path.resolve(import.meta.dirname, "../..");
const serverCommand =
  process.env.INFERLENS_TEST_DIST === "1"
    ? path.join(root, "dist/server.cjs")
    : path.join(root, "server/src/lsp/main.ts");

/** A client that can do everything; tests take away what they are about. */
export const able: ClientCapabilities = {
  general: { positionEncodings: ["utf-16"] },
  window: { workDoneProgress: true },
  workspace: {
    workspaceFolders: true,
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ["create", "rename", "delete"],
      snippetEditSupport: true,
    },
  },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      codeDescriptionSupport: true,
      dataSupport: true,
    },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
    hover: { contentFormat: ["markdown", "plaintext"] },
    codeLens: {},
    inlayHint: {},
  },
};

/** The same, asking for diagnostics instead of being told. */
export const pulling: ClientCapabilities = {
  ...able,
  textDocument: { ...able.textDocument, diagnostic: { dynamicRegistration: false } },
};

export interface ClientOptions {
  readonly folders: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly options?: InitializationOptions;
  readonly answers?: Readonly<Record<string, (params: unknown) => unknown>>;
}

export class Client {
  readonly connection: MessageConnection;
  readonly published = new Map<string, PublishDiagnosticsParams>();
  readonly logged: string[] = [];
  /** Methods of requests and notifications from the server, in order. */
  readonly heard: { readonly method: string; readonly params: unknown }[] = [];
  readonly documents = new Map<string, TextDocument>();
  initialized!: InitializeResult;
  private readonly process: ChildProcess;
  private listeners: (() => void)[] = [];

  private constructor(child: ChildProcess) {
    this.process = child;
    this.connection = createMessageConnection(
      new StreamMessageReader(child.stdout!),
      new StreamMessageWriter(child.stdin!),
    );
  }

  static async start({ folders, capabilities = able, options, answers = {} }: ClientOptions): Promise<Client> {
    const child = spawn(process.execPath, [serverCommand, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
    const client = new Client(child);
    child.stderr?.on("data", (chunk: Buffer) => client.logged.push(chunk.toString()));
    const { connection } = client;
    connection.onNotification((method, params) => client.hear(method, params));
    connection.onRequest((method, params) => {
      client.hear(method, params);
      return answers[method]?.(params) ?? null;
    });
    connection.onUnhandledProgress(({ value }) => client.hear("$/progress", value));
    connection.listen();
    client.initialized = await connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: path.basename(folder) })),
      capabilities,
      initializationOptions: options,
    });
    await connection.sendNotification("initialized", {});
    return client;
  }

  private hear(method: string, params: unknown): void {
    this.heard.push({ method, params });
    if (method === "textDocument/publishDiagnostics") {
      const published = params as PublishDiagnosticsParams;
      this.published.set(published.uri, published);
    }
    if (method === "window/logMessage") this.logged.push((params as { message: string }).message);
    for (const listener of this.listeners.splice(0)) listener();
  }

  /** Resolves when the condition holds, looked at after each message from the server. */
  async until<T>(what: string, condition: () => T | undefined | false, withinMs = 20_000): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const found = condition();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}\n${this.logged.join("\n")}`);
      await Promise.race([
        new Promise<void>((resolve) => this.listeners.push(resolve)),
        new Promise((resolve) => setTimeout(resolve, 100)),
      ]);
    }
  }

  async open(uri: string, text: string, languageId = "typescript"): Promise<void> {
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Incremental: each pair replaces the first occurrence of a text. */
  async replace(uri: string, ...pairs: readonly (readonly [string, string])[]): Promise<number> {
    const document = this.documents.get(uri)!;
    const version = document.version + 1;
    const contentChanges: TextDocumentContentChangeEvent[] = [];
    for (const [from, to] of pairs) {
      const start = document.getText().indexOf(from);
      if (start < 0) throw new Error(`"${from}" is not in the document`);
      const range: Range = { start: document.positionAt(start), end: document.positionAt(start + from.length) };
      contentChanges.push({ range, text: to });
      TextDocument.update(document, [{ range, text: to }], version);
    }
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges,
    });
    return version;
  }

  async rewrite(uri: string, text: string): Promise<number> {
    const document = this.documents.get(uri)!;
    const version = document.version + 1;
    TextDocument.update(document, [{ text }], version);
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
    return version;
  }

  /** Types on: the new text begins with the old one. */
  async rewriteTail(uri: string, text: string): Promise<void> {
    const document = this.documents.get(uri)!;
    const at = document.positionAt(document.getText().length);
    const change = { range: { start: at, end: at }, text: text.slice(document.getText().length) };
    const version = document.version + 1;
    TextDocument.update(document, [change], version);
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [change],
    });
  }

  async save(uri: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didSave", { textDocument: { uri } });
  }

  async close(uri: string): Promise<void> {
    this.documents.delete(uri);
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  }

  /** What was pushed for the document's newest version. */
  async diagnostics(uri: string): Promise<readonly Diagnostic[]> {
    const version = this.documents.get(uri)?.version;
    const published = await this.until(`diagnostics of ${uri} version ${version}`, () => {
      const last = this.published.get(uri);
      return last && (version === undefined || last.version === version) ? last : undefined;
    });
    return published.diagnostics;
  }

  /** Waits for diagnostics that fit, as after a change of settings. */
  async diagnosticsThat(
    uri: string,
    fits: (diagnostics: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]> {
    return await this.until(`fitting diagnostics of ${uri}`, () => {
      const last = this.published.get(uri)?.diagnostics;
      return last && fits(last) ? last : undefined;
    });
  }

  async actions(
    uri: string,
    range: Range,
    only?: readonly string[],
    diagnostics: readonly Diagnostic[] = [],
  ): Promise<CodeAction[]> {
    return await this.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri },
      range,
      context: { diagnostics, ...(only && { only }) },
    });
  }

  async resolve(action: CodeAction): Promise<CodeAction> {
    return await this.connection.sendRequest("codeAction/resolve", action);
  }

  async lenses(uri: string): Promise<CodeLens[]> {
    return await this.connection.sendRequest("textDocument/codeLens", { textDocument: { uri } });
  }

  async execute<T>(command: string, ...args: readonly unknown[]): Promise<T> {
    return await this.connection.sendRequest("workspace/executeCommand", { command, arguments: args });
  }

  async changedFiles(...changes: readonly (readonly [file: string, type: 1 | 2 | 3])[]): Promise<void> {
    await this.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: changes.map(([file, type]) => ({ uri: pathToFileURL(file).href, type })),
    });
  }

  /** The document's text after an edit of it, or that of another file, which begins empty. */
  applied(edit: WorkspaceEdit, uri: string): string {
    const document = this.documents.get(uri) ?? TextDocument.create(uri, "json", 1, "");
    const edits = [
      ...(edit.changes?.[uri] ?? []),
      ...(edit.documentChanges ?? []).flatMap((change) =>
        "edits" in change && change.textDocument.uri === uri ? change.edits : [],
      ),
    ];
    return TextDocument.applyEdits(
      document,
      edits.map((one) => ("snippet" in one ? { range: one.range, newText: one.snippet.value } : one)),
    );
  }

  async stop(): Promise<number | null> {
    if (this.process.exitCode !== null) return this.process.exitCode;
    const gone = once(this.process, "exit");
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    await gone;
    this.connection.dispose();
    return this.process.exitCode;
  }
}

export interface Place {
  readonly client: Client;
  uri(file: string): string;
  path(file: string): string;
  write(file: string, content: string | Uint8Array): void;
}

/** Starts what the tests of a file ask for, and ends it after them. */
export function stage() {
  const clients: Client[] = [];
  const folders: { remove(): void }[] = [];
  let common: Promise<{ readonly client: Client; readonly folder: ReturnType<typeof workspace> }> | undefined;
  let count = 0;

  const folder = (files: Readonly<Record<string, string | Uint8Array>> = {}): ReturnType<typeof workspace> => {
    const made = workspace(files);
    folders.push(made);
    return made;
  };
  const client = async (options: ClientOptions): Promise<Client> => {
    const made = await Client.start(options);
    clients.push(made);
    return made;
  };

  return {
    folder,
    client,
    /** A server of its own. */
    async alone(
      files: Readonly<Record<string, string | Uint8Array>> = {},
      options: Partial<ClientOptions> = {},
    ): Promise<Place & { readonly folder: string }> {
      const place = folder(files);
      return { ...place, client: await client({ folders: [place.folder], ...options }) };
    },
    /** A folder of its own in a workspace whose server all tests of the file share: starting one is what takes time. */
    async shared(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Place> {
      common ??= (async () => {
        const made = folder();
        return {
          folder: made,
          client: await client({
            folders: [made.folder],
            options: { trusted: true, storagePath: made.path(".state") },
          }),
        };
      })();
      const { folder: outer, client: one } = await common;
      const home = `t${++count}`;
      const at = (file: string): string => `${home}/${file}`;
      for (const [file, content] of Object.entries(files)) outer.write(at(file), content);
      return {
        client: one,
        uri: (file) => outer.uri(at(file)),
        path: (file) => outer.path(at(file)),
        write: (file, content) => outer.write(at(file), content),
      };
    },
    async end(): Promise<void> {
      await Promise.all(clients.splice(0).map((one) => one.stop()));
      for (const one of folders.splice(0)) one.remove();
    },
  };
}

/** A folder of its own with these files; paths use `/`. */
export function workspace(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly folder: string;
  uri(file: string): string;
  path(file: string): string;
  write(file: string, text: string | Uint8Array): void;
  remove(): void;
} {
  const folder = mkdtempSync(path.join(tmpdir(), "inferlens-lsp-"));
  const at = (file: string): string => path.join(folder, file);
  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), content);
  };
  for (const [file, content] of Object.entries(files)) write(file, content);
  return {
    folder,
    path: at,
    uri: (file) => pathToFileURL(at(file)).href,
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const rangeOfText = (document: TextDocument, text: string): Range => {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`"${text}" is not in the document`);
  return { start: document.positionAt(start), end: document.positionAt(start + text.length) };
};
