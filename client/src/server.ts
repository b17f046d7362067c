/**
 * The life of the server process: started when wanted, restarted on demand, given up after three crashes. Keeps the last status it
 * has sent. Absent on purpose: what is asked of it.
 */
import {
  type CancellationToken,
  type Event,
  EventEmitter,
  type ExtensionContext,
  commands as editor,
  type LogOutputChannel,
  window,
} from "vscode";
import { ExecuteCommandRequest, type LanguageClient, ProgressType, State } from "vscode-languageclient/node";
import {
  findingsChanged,
  type InitializationOptions,
  pickDimensions,
  pythonChosen,
  type ServerStatus,
  settingsChanged,
  statusChanged,
  type WorkspaceFindings,
  type WorkspaceFindingsPart,
  workspaceFindings,
} from "../../server/src/lsp/protocol.ts";
import { createClient } from "./client.ts";
import { pickSizes } from "./dimensionPicker.ts";
import { chosenPython } from "./python.ts";
import { isEnabled } from "./settings.ts";

export interface Server {
  /** Undefined while no server runs. */
  readonly status: ServerStatus | undefined;
  readonly state: ServerState;
  /** `12 of 346 files` while the workspace is read, else null. */
  readonly indexing: string | null;
  readonly onDidChange: Event<void>;
  /** Findings of the workspace may be others than those last asked for. */
  readonly onFindingsChanged: Event<void>;
  /** Starts it unless it runs or is switched off. */
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** One of the server's commands; starts the server first. */
  ask<Answer>(command: string, argument?: unknown): Promise<Answer>;
  /** Findings of all files, told in parts on the way. Only while it runs. */
  findings(told: (part: WorkspaceFindingsPart) => void, token: CancellationToken): Promise<WorkspaceFindings>;
  tell(options: InitializationOptions): void;
  client(): LanguageClient | undefined;
  dispose(): void;
}

export type ServerState = "stopped" | "starting" | "running" | "crashed";

export function createServer(context: ExtensionContext, log: LogOutputChannel): Server {
  const changed = new EventEmitter<void>();
  const differ = new EventEmitter<void>();
  let readings = 0;
  let client: LanguageClient | undefined;
  let starting: Promise<void> | undefined;
  let state: ServerState = "stopped";
  let status: ServerStatus | undefined;
  let indexing: string | null = null;

  const become = (next: ServerState, known?: ServerStatus) => {
    state = next;
    status = known;
    if (next !== "running") indexing = null;
    void editor.executeCommand("setContext", "inferlens.active", next === "running" && known?.active !== false);
    void editor.executeCommand("setContext", "inferlens.measuring", known?.measuring != null);
    changed.fire();
  };

  async function launch(): Promise<void> {
    become("starting");
    const created = createClient(context, log, {
      gaveUp() {
        become("crashed");
        void offerRestart();
      },
      indexing(text) {
        indexing = text;
        changed.fire();
      },
    });
    client = created;
    created.onNotification(statusChanged, (known: ServerStatus) => become("running", known));
    created.onRequest(pickDimensions, pickSizes);
    created.onRequest(pythonChosen, chosenPython);
    created.onNotification(findingsChanged, () => differ.fire());
    created.onDidChangeState(({ newState }) => {
      if (client === created && newState === State.Running) become("running", status);
    });
    try {
      await created.start();
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      if (client === created) become("crashed");
    }
  }

  async function offerRestart(): Promise<void> {
    const silenced = "restartNoticeSilenced";
    if (context.globalState.get(silenced)) return;
    const [restart, show, silence] = ["Restart", "Show Log", "Don't Show Again"];
    const chosen = await window.showWarningMessage("InferLens stopped after three crashes.", restart, show, silence);
    if (chosen === restart) await server.restart();
    if (chosen === show) log.show();
    if (chosen === silence) await context.globalState.update(silenced, true);
  }

  const server: Server = {
    get status() {
      return status;
    },
    get state() {
      return state;
    },
    get indexing() {
      return indexing;
    },
    onDidChange: changed.event,
    onFindingsChanged: differ.event,
    async start() {
      if (!isEnabled() || (client !== undefined && state !== "crashed")) return starting;
      starting = launch();
      await starting;
    },
    async stop() {
      const old = client;
      client = undefined;
      await starting?.catch(() => undefined);
      await old?.dispose(stopMs).catch(() => undefined);
      become("stopped");
    },
    async restart() {
      await server.stop();
      await server.start();
    },
    async ask<Answer>(command: string, argument?: unknown) {
      await server.start();
      if (client === undefined) throw new Error("InferLens is switched off: setting inferlens.enable.");
      const args = argument === undefined ? [] : [argument];
      return (await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args })) as Answer;
    },
    async findings(told, token) {
      if (client === undefined) throw new Error("The server does not run.");
      const partialResultToken = `findings ${++readings}`;
      const listener = client.onProgress(new ProgressType<WorkspaceFindingsPart>(), partialResultToken, told);
      try {
        return await client.sendRequest<WorkspaceFindings>(workspaceFindings, { partialResultToken }, token);
      } finally {
        listener.dispose();
      }
    },
    tell(options) {
      if (state === "running") void client?.sendNotification(settingsChanged, options);
    },
    client: () => client,
    dispose() {
      changed.dispose();
      differ.dispose();
    },
  };
  return server;
}

const stopMs = 2_000;
