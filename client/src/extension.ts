/** Activation: waits until the workspace has something to do with models, then starts the server. Absent on purpose: everything else. */
import { type ExtensionContext, window } from "vscode";
import { registerCommands } from "./commands.ts";
import { registerDetails } from "./details.ts";
import { createHotList } from "./hotList/hotList.ts";
import { createLanguageStatus } from "./languageStatus.ts";
import { createMeasurementsView } from "./measurements/measurements.ts";
import { registerPageCommands } from "./pages/commands.ts";
import { createPages } from "./pages/panels.ts";
import { watchRelevance } from "./relevance.ts";
import { createServer, type Server } from "./server.ts";
import { watchSettings } from "./settings.ts";
import { createStatusBar } from "./statusBar.ts";

let server: Server | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("InferLens", { log: true });
  const running = createServer(context, log);
  server = running;
  const pages = createPages(context, running, log);
  context.subscriptions.push(
    log,
    running,
    registerDetails(),
    ...registerCommands(context, running, log),
    pages,
    registerPageCommands(running, pages, log),
    createHotList(context, running),
    createMeasurementsView(running, log),
    createStatusBar(running),
    createLanguageStatus(running),
    watchSettings(running),
    watchRelevance(() => running.start()),
  );
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
