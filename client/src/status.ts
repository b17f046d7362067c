/** `Show Server Status`: one line per fact, each with what can be done about it. Nothing else. */
import { type LogOutputChannel, type QuickPickItem, window } from "vscode";
import { commands, type ServerStatus } from "../../server/src/lsp/protocol.ts";
import type { Server } from "./server.ts";

export async function showStatus(server: Server, log: LogOutputChannel): Promise<void> {
  const restart: QuickPickItem = { label: "$(debug-restart) Restart Server" };
  const show: QuickPickItem = { label: "$(output) Show Log" };
  const facts =
    server.state === "running"
      ? factsOf(await server.ask<ServerStatus>(commands.status))
      : [{ label: `Server ${server.state}` }];
  const chosen = await window.showQuickPick([...facts, restart, show], {
    title: "InferLens",
    placeHolder: "State of the server",
  });
  if (chosen === restart) await server.restart();
  if (chosen === show) log.show();
}

function factsOf(status: ServerStatus): QuickPickItem[] {
  return [
    { label: "Version", description: status.version },
    { label: "Measures with", description: status.runtime },
    { label: "Configuration", description: status.config ?? "defaults (no inferlens.json)" },
    { label: "History", description: status.history === null ? "kept" : `off: ${status.history}` },
    {
      label: "Measuring",
      description: status.measuring === null ? "nothing" : `${status.measuring.model} ${status.measuring.text}`,
    },
  ];
}
