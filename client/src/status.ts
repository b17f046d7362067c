/** `Show Server Status`: a page about the running server; without one, what can be done about that. Nothing else. */
import { type LogOutputChannel, type QuickPickItem, window } from "vscode";
import { commands } from "../../server/src/lsp/protocol.ts";
import { showPage } from "./details.ts";
import type { Server } from "./server.ts";

export async function showStatus(server: Server, log: LogOutputChannel): Promise<void> {
  if (server.state === "running") return showPage("InferLens Server", await server.ask<string>(commands.report));
  const state: QuickPickItem = { label: `Server ${server.state}`, detail: words[server.state] };
  const restart: QuickPickItem = { label: "$(debug-restart) Restart Server" };
  const show: QuickPickItem = { label: "$(output) Show Log" };
  const chosen = await window.showQuickPick([state, restart, show], {
    title: "InferLens",
    placeHolder: "State of the server",
  });
  if (chosen === restart) await server.restart();
  if (chosen === show) log.show();
}

const words = {
  stopped: "It starts with the first file that names a model library.",
  starting: "It answers in a moment.",
  crashed: "It stopped after three crashes.",
} as const;
