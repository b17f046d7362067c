/** Builds the language client: which program, which documents, what it may draw. Absent on purpose: when it runs. */
import path from "node:path";
import type { ExtensionContext, LogOutputChannel } from "vscode";
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  TransportKind,
  vsdiag,
} from "vscode-languageclient/node";
import { clientCommands } from "../../server/src/lsp/protocol.ts";
import { withDimensions } from "./dimensions.ts";
import { selector } from "./languages.ts";
import { serverFlags } from "./serverFlags.ts";
import { currentOptions } from "./settings.ts";

const crashesAllowed = 3;
const crashWindowMs = 180_000;

export interface ClientEvents {
  /** It has crashed too often to be started again. */
  gaveUp(): void;
  /** How far reading the workspace is; null when it is done. */
  indexing(text: string | null): void;
}

export function createClient(context: ExtensionContext, log: LogOutputChannel, events: ClientEvents): LanguageClient {
  const module = context.asAbsolutePath(path.join("dist", "server.cjs"));
  const options: LanguageClientOptions = {
    documentSelector: selector,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => ({ ...currentOptions(), storagePath: context.globalStorageUri.fsPath }),
    errorHandler: afterCrash(events.gaveUp),
    markdown: { isTrusted: { enabledCommands: Object.values(clientCommands) } },
    middleware: {
      // The editor would draw progress with a turning icon, whose work ends up in the figures; the status bar item stands still.
      // What is said about reading the workspace stands in the language status.
      handleWorkDoneProgress: indexingProgress(events.indexing),
      async provideDiagnostics(document, previousResultId, token, next) {
        const report = await next(document, previousResultId, token);
        if (report?.kind === vsdiag.DocumentDiagnosticReportKind.full)
          withDimensions("uri" in document ? document.uri : document, report.items);
        return report;
      },
    },
  };
  const server = { module, transport: TransportKind.ipc, options: { execArgv: [...serverFlags] } };
  return new LanguageClient("inferlens", "InferLens", server, options);
}

function indexingProgress(told: ClientEvents["indexing"]): NonNullable<Middleware["handleWorkDoneProgress"]> {
  const reading = new Set<string | number>();
  return (token, progress) => {
    if (progress.kind === "begin" && progress.title.startsWith("InferLens: ")) reading.add(token);
    if (!reading.has(token)) return;
    if (progress.kind === "end") reading.delete(token);
    told(progress.kind === "end" ? null : (progress.message ?? ""));
  };
}

function afterCrash(gaveUp: () => void): ErrorHandler {
  const crashes: number[] = [];
  return {
    error: (_error, _message, count) => ({
      action: (count ?? 0) <= crashesAllowed ? ErrorAction.Continue : ErrorAction.Shutdown,
    }),
    closed() {
      const now = Date.now();
      crashes.push(now);
      if (crashes.filter((at) => now - at < crashWindowMs).length < crashesAllowed) {
        return { action: CloseAction.Restart, handled: true };
      }
      crashes.length = 0;
      gaveUp();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}
